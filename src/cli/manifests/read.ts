import { readdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { LineCounter, parseAllDocuments } from 'yaml'
import { UsageError, type World } from '../world.ts'
import type { Kind, Manifest } from './kind.ts'
import { kindNamed, kinds } from './kinds.ts'

/** A document, what it is of, and where it stands. */
export type Read = { readonly kind: Kind; readonly document: Manifest; readonly at: string }

/** Documents of files, of folders (their .yaml, .yml and .json files) and of standard input (`-`), in the order in which they need each other. */
export async function readManifests(world: World, paths: readonly string[]): Promise<readonly Read[]> {
  const found: Read[] = []
  for (const path of paths) for (const { name, content } of await filesAt(world, path)) found.push(...documentsIn(name, content))
  if (found.length === 0) throw new UsageError(`${paths.join(', ')}: there is no document in it`)
  return found.toSorted((one, other) => turnOf(one) - turnOf(other))
}

/** A deployment that another one takes over from comes after it. */
const turnOf = ({ kind, document }: Read): number => kinds.indexOf(kind) + (document['spilloverDeployment'] ? 0.5 : 0)

async function filesAt(world: World, path: string): Promise<readonly { readonly name: string; readonly content: string }[]> {
  if (path === '-') return [{ name: 'standard input', content: await text(world.stdin) }]
  const full = resolve(world.cwd, path)
  const found = await stat(full).catch((cause) => {
    throw new UsageError(`${path}: there is no such file or folder`, { cause })
  })
  if (!found.isDirectory()) return [{ name: path, content: await readFile(full, 'utf8') }]
  const names = (await readdir(full)).filter((name) => /\.(ya?ml|json)$/.test(name)).sort()
  return Promise.all(names.map(async (name) => ({ name: join(path, name), content: await readFile(join(full, name), 'utf8') })))
}

function documentsIn(name: string, content: string): Read[] {
  const lineCounter = new LineCounter()
  const documents = parseAllDocuments(content, { lineCounter, prettyErrors: true })
  return [...documents].flatMap((parsed, index, all): Read[] => {
    const at = `${name}:${lineCounter.linePos(parsed.contents?.range?.[0] ?? parsed.range?.[0] ?? 0).line}`
    const [error] = parsed.errors
    if (error) throw new UsageError(`${name}: ${error.message.split('\n')[0]}`)
    const value: unknown = parsed.toJS()
    if (value === null || value === undefined) return []
    // What "export" and "-o json" print of several is a list.
    if (Array.isArray(value)) return value.map((each) => checked(each, at))
    return [
      isSapTemplate(value)
        ? templateOf(value, content.slice(all[index - 1]?.range[2] ?? 0, parsed.range[2]), at)
        : checked(value, at),
    ]
  })
}

/** A serving template as SAP writes it is a document by itself. */
const isSapTemplate = (value: unknown): value is { readonly metadata?: { readonly name?: unknown } } =>
  typeof value === 'object' && value !== null && 'apiVersion' in value && 'kind' in value && value.kind === 'ServingTemplate'

const templateOf = ({ metadata }: { readonly metadata?: { readonly name?: unknown } }, source: string, at: string): Read =>
  checked({ kind: 'ServingTemplate', name: String(metadata?.name ?? ''), template: source.replace(/^\s*---[^\n]*\n/, '') }, at)

function kindAt(text: string, at: string): Kind {
  try {
    return kindNamed(text)
  } catch (error) {
    throw new UsageError(`${at}: ${(error as Error).message}`, { cause: error })
  }
}

function checked(value: unknown, at: string): Read {
  const refuse = (trouble: string) => new UsageError(`${at}: ${trouble}`)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse('must be a map with a kind')
  const document = value as Manifest
  if (typeof document.kind !== 'string') throw refuse(`kind is required: one of ${kinds.map(({ kind }) => kind).join(', ')}`)
  const kind = kindAt(document.kind, at)
  if (kind.kind !== document.kind) throw refuse(`kind ${document.kind}: must be written ${kind.kind}`)
  const unknown = Object.keys(document).find((field) => !kind.fields.includes(field))
  if (unknown !== undefined) throw refuse(`${unknown} is not known of a ${kind.kind}; there are: ${kind.fields.join(', ')}`)
  const missing = kind.required.find((field) => document[field] === undefined || document[field] === '')
  if (missing !== undefined) throw refuse(`${missing} is required of a ${kind.kind}`)
  const problem = kind.problemOf?.(document) ?? null
  if (problem !== null) throw refuse(problem)
  return { kind, document, at }
}
