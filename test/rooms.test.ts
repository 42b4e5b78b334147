import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { executables } from '../src/executables/index.ts'

/** ARCHITECTURE.md's table of rooms, as a test: who may import whom. `domain` may be imported by every room. */
const mayImport: Record<string, readonly string[]> = {
  domain: [],
  decide: [],
  executables: [],
  wires: [],
  outbound: [],
  signing: ['outbound'],
  store: [],
  telemetry: [],
  access: ['store'],
  usage: ['decide', 'store'],
  engines: [],
  control: ['decide', 'executables', 'store', 'access', 'usage', 'engines', 'telemetry', 'outbound'],
  gateway: ['decide', 'wires', 'telemetry', 'outbound'],
  dialects: ['wires', 'control', 'gateway', 'access', 'decide', 'executables', 'engines', 'store', 'telemetry'],
  runtimes: [],
  client: [],
  cli: ['client'],
  sdk: ['client'],
  supervisor: ['engines'],
}

/** Composition roots: they know everyone, read the environment, and own the real clock. */
const roots = [
  'main.ts',
  'control-main.ts',
  'control-app.ts',
  'control-sockets.ts',
  'gateway-main.ts',
  'config.ts',
  'config-oidc.ts',
  'config-options.ts',
  'config-references.ts',
  'host-facts.ts',
  'installation.ts',
  'local-engine.ts',
  'system.ts',
  // Where the kit begins, on Node and in a browser.
  'sdk/node.ts',
  'sdk/browser.ts',
]
/** Programs of their own: their `main.ts` is a composition root too. */
const programs = [/^cli\//, /^runtimes\/[^/]+\/main\.ts$/, /^supervisor\//]

const source = resolve(import.meta.dirname, '../src')
const files = globSync('**/*.ts', { cwd: source }).filter((file) => !file.endsWith('.test.ts') && !file.includes('fixture'))
const read = (file: string): string => readFileSync(join(source, file), 'utf8')
const roomOf = (file: string): string => file.split('/')[0] ?? ''
const isRoot = (file: string): boolean => roots.includes(file)

/** Static, `import type`, dynamic and side-effect imports, resolved to a path below `src/`. */
function importsOf(file: string): string[] {
  const found = read(file).matchAll(/(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g)
  return [...found].map(([, path = '']) => relative(source, resolve(source, dirname(file), path)))
}

describe('the house', () => {
  it.each(files.filter((file) => !isRoot(file)))('%s imports only what its room may', (file) => {
    const room = roomOf(file)
    expect(Object.keys(mayImport), `${file} lies in a room that the table does not know`).toContain(room)
    const allowed = new Set([room, 'domain', ...(mayImport[room] ?? [])])
    const forbidden = importsOf(file).filter((path) => {
      if (path.startsWith('..')) return false
      // The command line starts the server, and shows its settings as flags.
      if (room === 'cli' && ['main.ts', 'config.ts', 'config-options.ts'].includes(path)) return false
      if (room === 'supervisor' && path === 'config.ts') return false
      return !allowed.has(roomOf(path))
    })
    expect(forbidden).toEqual([])
  })

  it('has no circles', () => {
    const circles: string[] = []
    const done = new Set<string>()
    const walk = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '))
      if (done.has(file) || path.includes(file)) return
      for (const next of importsOf(file)) if (files.includes(next)) walk(next, [...path, file])
      done.add(file)
    }
    for (const file of files) walk(file, [])
    expect(circles).toEqual([])
  })

  it('has no file over 300 lines', () => {
    const written = files.filter((file) => file !== 'client/openapi.ts')
    expect(written.filter((file) => read(file).split('\n').length > 301)).toEqual([])
  })

  it('names no plug-in outside its own room', () => {
    // A wire may well be called as its inventor is; dialects and runtimes are plug-ins themselves.
    const ids = executables.list().map((each) => each.id)
    const elsewhere = files.filter(
      (file) => !['executables', 'runtimes', 'dialects', 'wires'].includes(roomOf(file)) && !isRoot(file),
    )
    const named = elsewhere.flatMap((file) => {
      const code = read(file).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      return ids.filter((id) => code.includes(`'${id}'`)).map((id) => `${file}: ${id}`)
    })
    expect(named).toEqual([])
  })

  it('reads environment, clock and randomness only in composition roots', () => {
    const ambient = /process\.env\b|Date\.now\(|(?<![.\w])setTimeout\(|(?<![.\w])setInterval\(|Math\.random\(/
    const inside = files.filter((file) => !isRoot(file) && !programs.some((each) => each.test(file)))
    const found = inside.flatMap((file) => {
      const lines = read(file).split('\n')
      return lines.flatMap((line, at) =>
        ambient.test(line.replace(/\/\/.*|^\s*\*.*/, '')) ? [`${file}:${at + 1}: ${line.trim()}`] : [],
      )
    })
    expect(found).toEqual([])
  })
})
