import { z } from 'zod'
import { Failure } from '../../domain/failure.ts'
import type { ArtifactInput, BoundFiles, Executable, ScriptContext } from '../define.ts'
import { fillTemplate, valuesOf } from './fill-template.ts'
import { artifactInputsIn, type Order, runtimeIdIn } from './runtime-order.ts'
import type { FindRuntime, ServingTemplate } from './serving-template.ts'
import { pathText } from './yaml-tree.ts'

type Values = Readonly<Record<string, unknown>>
export type TemplateDates = { readonly createdAt: number; readonly modifiedAt: number }

/**
 * A template as an executable: its parameters are the template's, and everything that is asked of it is asked of the runtime that it
 * names, with the bindings that it makes. null where the runtime is not there (any more).
 */
export function templateExecutable(template: ServingTemplate, dates: TemplateDates, runtimes: FindRuntime): Executable | null {
  const runtime = runtimes.find(runtimeIdIn(template.body.spec) ?? '')
  if (!runtime) return null
  const inputs = artifactInputsIn(template.body.spec)
  const fill = (values: Values) => fillTemplate(template.body, textsOf(values), runtimes)
  const ordered = (values: Values): Order => {
    const { order, misfits } = fill(values)
    if (order) return order
    // Parameters are checked before anything else is asked: the runtime must have changed since.
    const words = misfits.map(({ path, message }) => `${pathText(path)} ${message}`).join('; ')
    throw new Failure('invalid', `Template ${template.name} cannot be filled in: ${words}`, { target: 'executableId' })
  }
  const bound = (values: Values) => runtime.parameters.parse(valuesOf(ordered(values).bindings))
  const shape = template.parameters.map(({ name, description, default: value }): [string, z.ZodType] => {
    const text = Text.describe(description)
    return [name, value === null ? text : text.default(value)]
  })

  return {
    ...asking(runtime, bound),
    id: template.name,
    title: template.title,
    description: template.description,
    scenarioId: template.scenario.id,
    versionId: template.version,
    template: { scenario: template.scenario, labels: template.labels, ...dates },
    parameters: z.strictObject(Object.fromEntries(shape)).superRefine((values, context) => {
      for (const { path, message, parameters } of fill(values).misfits) {
        const [first] = parameters
        context.addIssue({
          code: 'custom',
          ...(first === undefined ? {} : { path: [first] }),
          message: `${message} (template ${template.name}, ${pathText(path)})`,
        })
      }
    }),
    artifacts: Object.fromEntries(
      template.artifacts.map(({ name, kind, description, labels }): [string, ArtifactInput] => {
        const input = runtime.artifacts[inputs.get(name) ?? '']
        return [name, { kind: kind ?? input?.kind ?? 'model', required: true, description, labels }]
      }),
    ),
    folderInputs: (runtime.folderInputs ?? []).flatMap((key) => [
      `${ofRuntime}${key}`,
      ...template.artifacts.flatMap(({ name }) => (inputs.get(name) === key ? [name] : [])),
    ]),
    connection: null,
    filesIn: (values) =>
      Object.fromEntries(
        Object.entries(runtime.filesIn?.(bound(values)) ?? {}).map(([key, source]) => [`${ofRuntime}${key}`, source]),
      ),
    scaling: (values) => {
      const { scaling } = fill(values)
      return scaling && { predictor: scaling }
    },
    catalogued: () => false,
    place: (values, context) => runtime.place(bound(values), contextFor(ordered(values), context)),
    ...(runtime.scripts ? { scripts: scriptsOf(runtime.scripts, bound, ordered) } : {}),
    ...(runtime.transformer ? { transformer: transformerOf(runtime.transformer, bound, ordered) } : {}),
  }
}

/** The runtime itself, where each of its questions is asked with the bindings that the template's parameters come to. */
const asking = (runtime: Executable, bound: (values: Values) => Values): Executable => {
  const adapted = Object.entries(runtime).map(([name, given]: [string, unknown]) =>
    typeof given === 'function' ? [name, (values: Values, ...more: unknown[]) => given(bound(values), ...more)] : [name, given],
  )
  // All functions of an executable take its parameters first, and nothing else of it does.
  return Object.fromEntries(adapted) as Executable
}

const transformerOf = (
  transformer: NonNullable<Executable['transformer']>,
  bound: (values: Values) => Values,
  ordered: (values: Values) => Order,
): NonNullable<Executable['transformer']> => ({
  requirements: (values) => transformer.requirements(bound(values)),
  place: (values, context) => transformer.place(bound(values), contextFor(ordered(values), context)),
})

const scriptsOf =
  (
    scripts: NonNullable<Executable['scripts']>,
    bound: (values: Values) => Values,
    ordered: (values: Values) => Order,
  ): NonNullable<Executable['scripts']> =>
  (values, context) =>
    scripts(bound(values), contextFor(ordered(values), context))

/** Files that parameters of the runtime name are kept apart from artifacts of the template. */
const ofRuntime = 'runtime:'

const Text = z
  .string()
  .max(5_000)
  .refine((text) => !text.includes('\0'), 'must not hold a NUL character')

function contextFor<Context extends ScriptContext>({ artifacts }: Order, context: Context): Context {
  const renamed = (files: BoundFiles): BoundFiles => ({
    ...Object.fromEntries(
      Object.entries(files).flatMap(([key, path]) => (key.startsWith(ofRuntime) ? [[key.slice(ofRuntime.length), path]] : [])),
    ),
    ...Object.fromEntries(
      Object.entries(artifacts).flatMap(([input, name]) => (files[name] === undefined ? [] : [[input, files[name]]])),
    ),
  })
  return {
    ...context,
    files: renamed(context.files),
    ...(context.folders ? { folders: renamed(context.folders) } : {}),
    ...(context.fileNames ? { fileNames: renamed(context.fileNames) } : {}),
  }
}

const textsOf = (values: Values): Map<string, string> =>
  new Map(
    Object.entries(values).flatMap(([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : [])),
  )
