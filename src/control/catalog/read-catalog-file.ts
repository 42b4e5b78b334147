import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { z } from 'zod'
import { CatalogEntry, CatalogModel } from '../../domain/catalog.ts'
import { Failure } from '../../domain/failure.ts'

/** An operator's `catalog.yaml` (JSON is YAML too): a list of entries, or `{ models: [...] }`. No file means no entries. */
export const readCatalogFile = async (path: string): Promise<CatalogEntry[]> => {
  const text = await textOf(path)
  return text === null ? [] : parseEntries(text, path)
}

/** Throws a Failure that names file, entry and field. */
export const parseEntries = (text: string, path: string): CatalogEntry[] => {
  const content = CatalogFile.safeParse(parsed(text, path))
  if (!content.success) throw invalid(path, 'must hold a list of models, or "models:" with such a list', 'models')
  const list = content.data
  return list.map((entry, index) => checked(entry, index, path))
}

/** The catalog that comes with Lectern, as `catalog/import.ts` wrote it. */
export const readShippedCatalog = async (path: string | URL): Promise<CatalogModel[]> =>
  z.array(CatalogModel).parse(JSON.parse(await readFile(path, 'utf8')))

const Entries = z.array(z.unknown())
/** An empty file parses to null. */
const CatalogFile = z.union([
  Entries,
  z.strictObject({ models: Entries }).transform(({ models }) => models),
  z.null().transform(() => []),
])

const textOf = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw new Failure('invalid', `${path} cannot be read`, { target: path }, { cause })
  }
}

const parsed = (text: string, path: string): unknown => {
  try {
    return parse(text)
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new Failure('invalid', `${path} is no YAML: ${detail}`, { target: path }, { cause })
  }
}

const checked = (entry: unknown, index: number, path: string): CatalogEntry => {
  const result = CatalogEntry.safeParse(entry)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const field = z.core.toDotPath(issue?.path ?? [])
  const trouble = [field, issue?.message].filter(Boolean).join(': ')
  throw invalid(path, `entry ${index + 1}${nameOf(entry)}: ${trouble}${hint(entry, issue?.path ?? [])}`, field || 'models')
}

const invalid = (path: string, trouble: string, target: string): Failure =>
  new Failure('invalid', `${path}: ${trouble}`, { target })

/** ` (azure-openai/gpt-4o)`, as far as the entry says it. */
const nameOf = (entry: unknown): string => {
  const { executableId, model } = z.object({ executableId: z.string(), model: z.string() }).partial().catch({}).parse(entry)
  return executableId === undefined && model === undefined ? '' : ` (${executableId ?? '?'}/${model ?? '?'})`
}

/** `name: 0613` is a number to YAML, and has lost its zero: the commonest slip deserves its remedy. */
const hint = (entry: unknown, path: readonly PropertyKey[]): string => {
  const value = path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    entry,
  )
  return typeof value === 'number' && path.at(-1) === 'name' ? ' (write it in quotes)' : ''
}
