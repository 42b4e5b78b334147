import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type ParsedNode, parseAllDocuments } from 'yaml'
import { asWords, lookalikesIn } from './placeholders.ts'

/** YAML in which every leaf is text, exactly as it was written: `0.10` stays `0.10`, `no` stays `no`. */
export type Tree = string | readonly Tree[] | { readonly [key: string]: Tree }

/** What is wrong in a text, and where: `spec.inputs.parameters[0].name`; lines count from 1. */
export type Problem = { readonly path: string; readonly line: number; readonly message: string }

export type Path = readonly PropertyKey[]

export type YamlDocument = {
  readonly value: Tree
  /** Of the value at the path, or of the nearest one around it. */
  readonly lineOf: (path: Path) => number
  /** As written. */
  readonly text: string
  readonly problems: readonly Problem[]
}

/** Enough for any template; a few kilobytes of YAML can stand for gigabytes, or for an hour's work. */
export const mostYamlBytes = 65_536

/**
 * Reads documents that nobody vouches for. Nothing but maps, lists and text comes out: no anchors and aliases (which can make much out
 * of little), no tags, no keys that are not plain text. Placeholders may stand anywhere but in keys.
 */
export function readYaml(source: string, firstLine = 1): readonly YamlDocument[] {
  if (Buffer.byteLength(source) > mostYamlBytes)
    return [unreadable(source, [{ path: '', line: firstLine, message: `is larger than ${mostYamlBytes / 1024} KiB` }])]
  const strange = lookalikesIn(source).map(({ text, line }) => ({
    path: '',
    line: firstLine + line - 1,
    message: `${text} is no placeholder; write {{inputs.parameters.<name>}} or {{inputs.artifacts.<name>}}`,
  }))
  const words = asWords(source)
  const lines = new LineCounter()
  const parsed = parseAllDocuments(words.text, {
    schema: 'failsafe',
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'silent',
  })
  const documents = Array.isArray(parsed) ? parsed : []
  if (documents.length === 0) return [unreadable(source, [...strange, { path: '', line: firstLine, message: 'is empty' }])]
  const lineAt = (offset: number): number => firstLine + lines.linePos(offset).line - 1
  return documents.map((document, at) => {
    const [from = 0, , to = words.text.length] = document.range ?? []
    const text = words.restore(words.text.slice(from, to))
    return toTree(document, { text, restore: words.restore, lineAt, strange: at === 0 ? strange : [] })
  })
}

/** `spec.template.spec.predictor.containers[0].image` */
export const pathText = (path: Path): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '')

/** What stands at a path, if anything does. */
export const at = (tree: Tree | undefined, path: Path): Tree | undefined =>
  path.reduce<Tree | undefined>((found, step) => {
    if (found === undefined || typeof found === 'string') return undefined
    if (Array.isArray(found)) return typeof step === 'number' ? found[step] : undefined
    return Object.hasOwn(found, step) ? (found as { readonly [key: string]: Tree })[String(step)] : undefined
  }, tree)

/** Each text with its path. */
export function* textsIn(tree: Tree, path: Path = []): Generator<{ readonly path: Path; readonly text: string }> {
  if (typeof tree === 'string') yield { path, text: tree }
  else for (const [key, value] of Object.entries(tree)) yield* textsIn(value, [...path, Array.isArray(tree) ? Number(key) : key])
}

export const mapTexts = (tree: Tree, change: (text: string) => string): Tree => {
  if (typeof tree === 'string') return change(tree)
  if (Array.isArray(tree)) return tree.map((each) => mapTexts(each, change))
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, mapTexts(value, change)]))
}

type Given = {
  readonly text: string
  readonly restore: (text: string) => string
  readonly lineAt: (offset: number) => number
  readonly strange: readonly Problem[]
}

const unreadable = (text: string, problems: readonly Problem[]): YamlDocument => ({
  value: {},
  lineOf: () => problems[0]?.line ?? 1,
  text,
  problems,
})

function toTree(document: Document.Parsed, { text, restore, lineAt, strange }: Given): YamlDocument {
  const problems: Problem[] = [...strange]
  const lines = new Map<string, number>()
  const [start = 0] = document.range ?? []
  const refuse = (path: Path, offset: number, message: string): string => {
    problems.push({ path: pathText(path), line: lineAt(offset), message })
    return ''
  }
  const read = (node: ParsedNode | null, path: Path): Tree => {
    if (node === null) return ''
    const [offset] = node.range
    if (!lines.has(pathText(path))) lines.set(pathText(path), lineAt(offset))
    if (isAlias(node)) return refuse(path, offset, 'is an alias; write the value out')
    if (node.anchor !== undefined) return refuse(path, offset, 'has an anchor; write values out where they are needed')
    if (node.tag !== undefined && !plainTags.has(node.tag))
      return refuse(path, offset, `has the tag ${node.tag}; none is allowed`)
    if (isSeq(node)) return node.items.map((each, index) => read(each as ParsedNode, [...path, index]))
    if (!isMap(node)) {
      const text = String(node.value)
      return text.includes('\0') ? refuse(path, offset, 'holds a NUL character') : restore(text)
    }
    const entries: [string, Tree][] = []
    for (const { key, value } of node.items) {
      const [keyOffset] = (key as ParsedNode).range
      const name = isScalar(key) ? String(key.value) : null
      if (name === null) refuse(path, keyOffset, 'has a key that is no plain text')
      else if (restore(name) !== name) refuse([...path, restore(name)], keyOffset, 'is a key; no placeholder is allowed in one')
      // Nothing after the colon: as if the key were not there.
      else if (!isNothing(value)) {
        lines.set(pathText([...path, name]), lineAt(keyOffset))
        entries.push([name, read(value, [...path, name])])
      }
    }
    return Object.fromEntries(entries)
  }

  for (const { pos, message } of document.errors)
    problems.push({ path: '', line: lineAt(pos[0]), message: `is no YAML: ${restore(message)}` })
  const value = document.errors.length > 0 ? {} : read(document.contents, [])
  const lineOf = (path: Path): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const line = lines.get(pathText(path.slice(0, length)))
      if (line !== undefined) return line
    }
    return lines.get('') ?? lineAt(start)
  }
  return { value, lineOf, text, problems }
}

const isNothing = (node: ParsedNode | null): node is null =>
  node === null || (isScalar(node) && node.value === '' && node.source === '' && node.type === 'PLAIN')

const plainTags = new Set(['tag:yaml.org,2002:str', 'tag:yaml.org,2002:map', 'tag:yaml.org,2002:seq'])
