import { issuesIn } from '../../domain/issues.ts'
import type { ScalingPolicy } from '../../domain/scaling.ts'
import { fillIn, placeholdersIn } from './placeholders.ts'
import { artifactMark, type Order, orderOf, type Trouble } from './runtime-order.ts'
import type { FindRuntime, TemplateBody } from './serving-template.ts'
import { scalingOf } from './template-scaling.ts'
import { BodyShape } from './template-shape.ts'
import { at, mapTexts, type Path, type Tree, textsIn } from './yaml-tree.ts'

/** What does not fit, where in the body, and which parameters were filled in there. */
export type Misfit = { readonly path: Path; readonly message: string; readonly parameters: readonly string[] }

export type Filled = {
  readonly scaling: ScalingPolicy | null
  /** null: it does not fit, or too little is known yet. */
  readonly order: Order | null
  readonly misfits: readonly Misfit[]
}

/**
 * Puts values where placeholders are and says what becomes of it. The body's structure was settled when it was parsed: a value lands
 * in one text, whatever is in it. Where a value is not known yet its placeholder stays, and is no misfit.
 */
export function fillTemplate(template: TemplateBody, values: ReadonlyMap<string, string>, runtimes: FindRuntime): Filled {
  const filled = mapTexts({ ...template }, (text) =>
    fillIn(text, ({ kind, name }) =>
      kind === 'artifacts' ? artifactMark(name) : (values.get(name) ?? `{{inputs.parameters.${name}}}`),
    ),
  )
  const fed = (path: Path): string[] => parametersIn(at(template, path) ?? '')
  const misfit = (path: Path, message: string): Misfit => ({ path, message, parameters: fed(path) })
  const isKnown = (path: Path): boolean => fed(path).every((name) => values.has(name))

  const parsed = BodyShape.safeParse(filled)
  if (!parsed.success) {
    const misfits = issuesIn(BodyShape, filled).flatMap(({ path, message, keys: [key] }) => {
      if (key !== undefined) return [misfit([...path, key], message)]
      return typeof at(template, path) === 'string' && !isKnown(path) ? [] : [misfit(path, message)]
    })
    return { scaling: null, order: null, misfits }
  }
  const body = parsed.data
  const scaling = scalingOf(body)
  if (scaling.troubles.length > 0) {
    const known = scaling.troubles.filter(({ path }) => isKnown(path))
    return { scaling: null, order: null, misfits: known.map(({ path, message }) => misfit(path, message)) }
  }
  const { order, misfits } = orderOf(body, template.spec, runtimes)
  if (!order) return { scaling: scaling.policy, order, misfits: misfits.map(({ path, message }) => misfit(path, message)) }
  const refused = refusedBy(order).flatMap(({ path, message }) => (isKnown(path) ? [misfit(path, message)] : []))
  return { scaling: scaling.policy, order: refused.length > 0 ? null : order, misfits: refused }
}

/** What the runtime itself says of its bindings. */
const refusedBy = ({ runtime, bindings }: Order): Trouble[] =>
  issuesIn(runtime.parameters, valuesOf(bindings)).map(({ path: [key = '', ...rest], message, keys }) => {
    const name = keys[0] ?? String(key)
    const path = bindings[name]?.path
    const where = rest.length > 0 ? ` at ${rest.map(String).join('.')}` : ''
    return path
      ? { path, message: `${message}${where}` }
      : { path: ['spec', 'predictor'], message: `${name} of ${runtime.id} ${message}` }
  })

/** As a configuration of the runtime would bind them. */
export const valuesOf = (bindings: Order['bindings']): Record<string, string> =>
  Object.fromEntries(Object.entries(bindings).map(([key, { value }]) => [key, value]))

/** Parameters named anywhere below. */
const parametersIn = (tree: Tree): string[] => [
  ...new Set(
    [...textsIn(tree)].flatMap(({ text }) =>
      placeholdersIn(text).flatMap(({ kind, name }) => (kind === 'parameters' ? [name] : [])),
    ),
  ),
]
