import { issuesIn } from '../../domain/issues.ts'
import { fillTemplate } from './fill-template.ts'
import { placeholderProblems } from './placeholder-rules.ts'
import type { FindRuntime, ServingTemplate } from './serving-template.ts'
import { templateFacts } from './template-facts.ts'
import { kind, TemplateShape } from './template-shape.ts'
import { warningsOf } from './template-warnings.ts'
import { at, type Path, type Problem, pathText, readYaml, type Tree, type YamlDocument } from './yaml-tree.ts'

/** What a document turned out to be. */
export type ReadTemplate = {
  /** As far as it says so; null: it does not. */
  readonly kind: string | null
  readonly name: string | null
  readonly text: string
  /** null where there are problems. */
  readonly template: ServingTemplate | null
  readonly problems: readonly Problem[]
  /** What is understood and changes nothing here. */
  readonly warnings: readonly Problem[]
}

const mostProblems = 20

/** Every document of a file. Nothing in it is run, and nothing of it is believed. */
export const readTemplates = (source: string, runtimes: FindRuntime): readonly ReadTemplate[] =>
  readYaml(source)
    // A line of dashes at the end of a file begins a document that is none.
    .filter(({ value, problems }, index) => index === 0 || problems.length > 0 || (value !== '' && Object.keys(value).length > 0))
    .map((document) => readDocument(document, runtimes))

function readDocument(document: YamlDocument, runtimes: FindRuntime): ReadTemplate {
  const opened = document.problems.length > 0 ? null : openTexts(document)
  const textAt = (...path: string[]): string | null => {
    const found = at(document.value, path)
    return typeof found === 'string' && found !== '' ? found.slice(0, 256) : null
  }
  const said = { kind: textAt('kind'), name: textAt('metadata', 'name'), text: document.text }
  const refused = (problems: readonly Problem[]): ReadTemplate => ({
    ...said,
    template: null,
    problems: problems.slice(0, mostProblems),
    warnings: [],
  })
  if (!opened) return refused(document.problems)
  const { value, lineOf } = opened
  const problem = (path: Path, message: string): Problem => ({ path: pathText(path), line: lineOf(path), message })
  if (opened.problems.length > 0) return refused(opened.problems)
  if (said.kind !== null && said.kind !== kind) return refused([problem(['kind'], `must be ${kind}, got ${said.kind}`)])
  const issues = issuesIn(TemplateShape, value)
  if (issues.length > 0) {
    return refused(
      issues.map(({ path, message, keys: [key] }) => ({
        ...problem(path, message),
        line: lineOf(key === undefined ? path : [...path, key]),
      })),
    )
  }
  const shape = TemplateShape.parse(value)
  const { template, troubles } = templateFacts(shape, at(value, [...inner, 'spec']) ?? {})
  const misplaced = [...troubles, ...placeholderProblems(value, shape)]
  if (misplaced.length > 0) return refused(misplaced.map(({ path, message }) => problem(path, message)))
  const defaults = new Map(
    shape.spec.inputs.parameters.flatMap((each) => (each.default === undefined ? [] : [[each.name, each.default]])),
  )
  const { misfits } = fillTemplate(template.body, defaults, runtimes)
  if (misfits.length > 0) return refused(misfits.map(({ path, message }) => problem(placeOf(path), message)))
  return {
    ...said,
    template,
    problems: [],
    warnings: warningsOf(value, shape).map(({ path, message }) => problem(path, message)),
  }
}

/** Of the body to the whole document: `spec` is `spec.template.spec`. */
const placeOf = (path: Path): Path => [...(path[0] === 'spec' ? inner : ['spec', 'template', 'metadata']), ...path]
const inner = ['spec', 'template']

/** Labels, annotations and spec may be written as texts that hold YAML: they are read as what they stand for. */
function openTexts(document: YamlDocument): Pick<YamlDocument, 'value' | 'lineOf' | 'problems'> {
  const problems: Problem[] = []
  const opened = new Map<string, YamlDocument>()
  let { value } = document
  for (const path of [
    [...inner, 'metadata', 'labels'],
    [...inner, 'metadata', 'annotations'],
    [...inner, 'spec'],
  ]) {
    const text = at(value, path)
    if (typeof text !== 'string' || text.trim() === '') continue
    // The first line of a block follows its key.
    const [part] = readYaml(text, document.lineOf(path) + (text.includes('\n') ? 1 : 0))
    if (!part) continue
    problems.push(...part.problems.map((each) => ({ ...each, path: [pathText(path), each.path].filter(Boolean).join('.') })))
    opened.set(pathText(path), part)
    value = withValue(value, path, part.value)
  }
  const lineOf = (path: Path): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const part = opened.get(pathText(path.slice(0, length)))
      if (part && length < path.length) return part.lineOf(path.slice(length))
    }
    return document.lineOf(path)
  }
  return { value, lineOf, problems }
}

const withValue = (tree: Tree, [step, ...rest]: readonly string[], value: Tree): Tree => {
  if (step === undefined) return value
  if (typeof tree === 'string' || Array.isArray(tree)) return tree
  return { ...tree, [step]: withValue((tree as { readonly [key: string]: Tree })[step] ?? {}, rest, value) }
}
