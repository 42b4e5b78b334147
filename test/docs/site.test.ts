import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildIfStale } from '../../bin/build.mjs'
import { sites } from '../../bin/sites.mjs'
import { batchErrorCodes } from '../../src/domain/batch.ts'
import { statusOf } from '../../src/domain/failure.ts'
import { type BuiltPage, readSite, targetOf } from './site.ts'

const root = join(import.meta.dirname, '../..')
// A copy: another run may build anew meanwhile.
const folder = mkdtempSync(join(tmpdir(), 'lectern-site-'))
let pages: ReadonlyMap<string, BuiltPage>

beforeAll(async () => {
  await buildIfStale(sites.docs)
  cpSync(join(sites.docs.folder, 'dist'), folder, { recursive: true })
  pages = readSite(folder)
}, 400_000)
afterAll(() => rmSync(folder, { recursive: true }))

describe('the documentation as a site', () => {
  it('has every page of the docs, and a page for each tag of the API', () => {
    const written = globSync(['docs/*.md', 'docs/!(site)/**/*.md'], { cwd: root }).map((name) =>
      name
        .slice('docs/'.length)
        .replace(/(README)?\.md$/, '/index.html')
        .replace(/^\/|\/(?=\/)/g, ''),
    )
    expect(written.filter((name) => !pages.has(name))).toEqual([])
    expect([...pages.keys()].filter((name) => name.startsWith('reference/operations/')).length).toBeGreaterThan(30)
  })

  it('leads from its first page to all others', () => {
    const first = pages.get('index.html')
    const reached = new Set(first?.links.map((link) => first && targetOf(first, link)?.file))
    expect([...pages.keys()].filter((name) => name !== 'index.html' && !reached.has(name))).toEqual([])
  })

  it('has no link, anchor or asset that is not there', () => {
    const dead = [...pages.values()].flatMap((page) =>
      [...page.links, ...page.loads].flatMap((address) => {
        const target = targetOf(page, address)
        // The API browser is served beside the site.
        if (target === null || target.file === 'api') return []
        const to = pages.get(target.file)
        const there = existsSync(join(folder, target.file)) && (target.anchor === '' || to?.anchors.has(target.anchor))
        return there ? [] : [`${page.name}: ${address}`]
      }),
    )
    expect(dead).toEqual([])
  })

  it('loads nothing from elsewhere, and knows no address that is not relative', () => {
    const loaded = [...pages.values()].flatMap(({ name, loads }) => loads.map((address) => `${name}: ${address}`))
    expect(loaded.filter((line) => !/: \.\.?\//.test(line))).toEqual([])
    const absolute = [...pages.values()].filter(({ links }) => links.some((link) => link.startsWith('/')))
    expect(absolute.map(({ name }) => name)).toEqual([])
    for (const name of globSync('_astro/*.css', { cwd: folder }))
      expect(readFileSync(join(folder, name), 'utf8').replaceAll('url("data:', '')).not.toMatch(
        /url\(["']?(?:https?:|\/)|@import/,
      )
  })

  it('has an index of the search with all pages in it', () => {
    const { languages } = JSON.parse(readFileSync(join(folder, 'pagefind', 'pagefind-entry.json'), 'utf8'))
    expect(languages.en.page_count).toBeGreaterThanOrEqual(pages.size - 1)
    for (const name of ['pagefind.js', 'wasm.en.pagefind']) expect(existsSync(join(folder, 'pagefind', name))).toBe(true)
  })

  it('tells what there is in llms.txt', () => {
    const links = [...readFileSync(join(folder, 'llms.txt'), 'utf8').matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link)
    expect(links).toHaveLength(pages.size)
    expect(links.filter((link) => !pages.has(join(link, 'index.html')))).toEqual([])
  })

  it('tells of each page in a sentence, not in code', () => {
    const lines = readFileSync(join(folder, 'llms.txt'), 'utf8').match(/^- \[.*$/gm) ?? []
    expect(lines.filter((line) => /\): (bash|ts|json|yaml|sh)\b|not-run=|: 1 operations/.test(line))).toEqual([])
    expect(lines.find((line) => line.includes('/credentials/'))).toContain('lists API keys')
  })

  it('leaves no mark where something was to be made', () => {
    expect([...pages.values()].filter(({ html }) => html.includes('<!-- made:')).map(({ name }) => name)).toEqual([])
  })
})

describe('the page of error codes', () => {
  const sources = globSync('src/{access,control,decide,dialects,domain,gateway,outbound,signing,wires}/**/*.ts', { cwd: root })
  const codes = sources
    .filter((name) => !/\.(test|fixture)\.ts$/.test(name))
    .flatMap((name) => {
      const [, ...failures] = readFileSync(join(root, name), 'utf8').split('new Failure(')
      return failures.flatMap((text) => /\bcode: '(\w+)'/.exec(text.slice(0, 700))?.[1] ?? [])
    })

  it('has an address for every code that the sources name', () => {
    const anchors = pages.get('reference/errors/index.html')?.anchors
    const all = new Set([
      ...Object.keys(statusOf),
      ...batchErrorCodes,
      ...codes,
      'unsupported_value',
      'slow_reader',
      'token_endpoint',
    ])
    expect(codes.length).toBeGreaterThan(40)
    expect([...all].filter((code) => !anchors?.has(code.toLowerCase()))).toEqual([])
  })
})
