import { placeholdersIn } from './placeholders.ts'
import { planLabel } from './runtime-order.ts'
import { isScaling } from './template-scaling.ts'
import { type TemplateShape, withoutEffect } from './template-shape.ts'
import { at, type Path, type Tree, textsIn } from './yaml-tree.ts'

type Warning = { readonly path: Path; readonly message: string }

const outer: Path = ['spec', 'template', 'metadata']
const inner: Path = ['spec', 'template', 'spec']
const sized: readonly Path[] = [
  [...inner, 'predictor', 'model', 'resources'],
  [...inner, 'predictor', 'containers', 0, 'resources'],
]

/** What is understood and has no effect here: said once, when the template comes in. */
export function warningsOf(value: Tree, { spec: { inputs, template } }: TemplateShape): Warning[] {
  const { labels, annotations } = template.metadata
  const idle = (path: Path, why = 'has no effect here'): Warning[] =>
    at(value, path) === undefined ? [] : [{ path, message: why }]
  const used = [...textsIn(at(value, ['spec', 'template']) ?? '')].flatMap(({ text }) => placeholdersIn(text))
  const unused = (of: 'parameters' | 'artifacts'): Warning[] =>
    inputs[of].flatMap(({ name }, index) =>
      used.some((each) => each.kind === of && each.name === name)
        ? []
        : [{ path: ['spec', 'inputs', of, index], message: `${name} is used nowhere in spec.template` }],
    )
  return [
    ...withoutEffect.flatMap((path) => idle([...inner, ...path])),
    ...Object.keys(labels).flatMap((key) => (key === planLabel ? [] : idle([...outer, 'labels', key]))),
    ...Object.keys(annotations).flatMap((key) => (isScaling(key) ? [] : idle([...outer, 'annotations', key]))),
    ...(labels[planLabel] === undefined
      ? []
      : sized.flatMap((path) => idle(path, `has no effect: the label ${planLabel} says it`))),
    ...unused('parameters'),
    ...unused('artifacts'),
  ]
}
