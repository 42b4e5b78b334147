import { type Placeholder, placeholdersIn } from './placeholders.ts'
import type { TemplateShape } from './template-shape.ts'
import { at, type Path, type Tree, textsIn } from './yaml-tree.ts'

/** Where they may not stand, what they may not name, and names that are given twice. */
export function placeholderProblems(
  value: Tree,
  { spec: { inputs } }: TemplateShape,
): { readonly path: Path; readonly message: string }[] {
  const problems: { readonly path: Path; readonly message: string }[] = []
  const names = { parameters: inputs.parameters.map(({ name }) => name), artifacts: inputs.artifacts.map(({ name }) => name) }
  for (const sort of ['parameters', 'artifacts'] as const) {
    names[sort].forEach((name, index) => {
      if (names[sort].indexOf(name) !== index)
        problems.push({ path: ['spec', 'inputs', sort, index, 'name'], message: `says "${name}" again; each name once` })
    })
  }
  for (const { path, text } of textsIn(value)) {
    for (const found of placeholdersIn(text)) {
      const message = misplacedAt(path, text, found, names, value)
      if (message) problems.push({ path, message })
    }
  }
  return problems
}

function misplacedAt(
  path: Path,
  text: string,
  { kind: sort, name }: Placeholder,
  names: Readonly<Record<Placeholder['kind'], readonly string[]>>,
  value: Tree,
): string | null {
  const isInside = path[0] === 'spec' && path[1] === 'template' && path[2] !== 'apiVersion'
  if (!isInside) return 'may hold no placeholder: they belong into spec.template'
  if (!names[sort].includes(name))
    return `names ${name}, which is not among spec.inputs.${sort} (${names[sort].join(', ') || 'none'})`
  const last = path.at(-1)
  if (last === 'runtime' || (last === 'name' && path.at(-2) === 'modelFormat'))
    return 'must be written out: it settles what the template is'
  if (sort === 'parameters') return null
  const isModel = last === 'storageUri' || path.at(-2) === 'parameters'
  const isVariable = last === 'value' && at(value, [...path.slice(0, -1), 'name']) === 'STORAGE_URI'
  if (!isModel && !isVariable) return 'may name an artifact only in STORAGE_URI, storageUri and parameters'
  return text.replaceAll(/\{\{[^{}]*\}\}/g, '') === '' && placeholdersIn(text).length === 1
    ? null
    : 'must be the artifact alone: nothing before or after it'
}
