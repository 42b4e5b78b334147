import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildIfStale } from '../../bin/build.mjs'
import { sites } from '../../bin/sites.mjs'

type Chunk = {
  readonly file: string
  readonly src?: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
}

describe('what the console loads', () => {
  const dist = join(sites.console.folder, 'dist')
  let chunks: Readonly<Record<string, Chunk>>
  beforeAll(async () => {
    await buildIfStale(sites.console)
    chunks = JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8'))
  })
  const gzipped = (file: string): number => gzipSync(readFileSync(join(dist, file))).length

  /** A chunk with all that it imports, each once. */
  const withImports = (name: string, found = new Set<string>()): Set<string> => {
    if (found.has(name)) return found
    found.add(name)
    for (const each of chunks[name]?.imports ?? []) withImports(each, found)
    return found
  }

  it('at first: at most 250 KB of script and 40 KB of style, compressed', () => {
    const entry = Object.entries(chunks).find(([, { isEntry }]) => isEntry)?.[0] ?? ''
    const first = withImports(entry)
    const sizeOf = (files: Iterable<string>): number => [...new Set(files)].reduce((sum, file) => sum + gzipped(file), 0)
    const styleOf = (names: Iterable<string>): string[] => [...names].flatMap((name) => chunks[name]?.css ?? [])
    const script = sizeOf([...first].map((name) => chunks[name]?.file ?? ''))
    const style = sizeOf(styleOf(first))
    const pages = Object.entries(chunks)
      .filter(([name]) => name.startsWith('src/') && !first.has(name))
      .map(([name]) => {
        const more = [...withImports(name)].filter((each) => !first.has(each))
        return { name, bytes: sizeOf([...more.map((each) => chunks[each]?.file ?? ''), ...styleOf(more)]) }
      })
      .sort((one, other) => other.bytes - one.bytes)
    const inKilobytes = (bytes: number): string => `${(bytes / 1_000).toFixed(1)} KB`
    console.log(
      [
        `entry ${inKilobytes(script)}, style ${inKilobytes(style)}`,
        ...pages.map(({ name, bytes }) => `${inKilobytes(bytes)} ${name}`),
      ].join('\n'),
    )
    expect(script).toBeLessThan(250_000)
    expect(style).toBeLessThan(40_000)
    for (const { name, bytes } of pages) expect(bytes, name).toBeLessThan(250_000)
  })

  it('nothing from another origin', () => {
    const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(js|css|html)$/.test(file))
    expect(files.length).toBeGreaterThan(3)
    const loading =
      /(?:@import|url\(|\bsrc=|<link[^>]*href=|\bimport\(|\bfetch\(|importScripts\()\s*["'`]?(?:https?:)?\/\/[\w.-]+/g
    const found = files.flatMap((file) =>
      [...readFileSync(join(dist, file), 'utf8').matchAll(loading)].map(([text]) => `${file}: ${text}`),
    )
    expect(found).toEqual([])
  })
})
