import { pathToFileURL } from 'node:url'
import { importScript } from './import-script.ts'
import type { Injected } from './injected.ts'

/** A script that cannot be served: one line for people, and what is for the log. */
export class ScriptFault extends Error {
  readonly trace: string

  constructor(line: string, trace = '') {
    super(line)
    this.trace = trace
  }
}

export type Method = (input: unknown, extras: Extras) => unknown
/** The second argument of every method. */
export type Extras = {
  readonly parameters: Readonly<Record<string, unknown>>
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal
  /** Open Inference Protocol: the inputs as they came, by name. */
  readonly tensors?: Readonly<
    Record<string, { readonly datatype: string; readonly shape: readonly number[]; readonly data: unknown }>
  >
}
export type Script = { readonly methods: ReadonlyMap<string, Method>; readonly schema: unknown }

export type Component = 'predictor' | 'transformer'
export const classes = { predictor: ['Predict', 'Predictor'], transformer: ['Transformer'] } as const
export const methodNames = { predictor: ['predict', 'explain', 'generate'], transformer: ['preprocess', 'postprocess'] } as const
const expected = {
  predictor: 'export default class Predict { predict(inputs) { … } }, or export function predict(inputs)',
  transformer:
    'export default class Transformer { preprocess(inputs) { … } postprocess(outputs) { … } }, or functions of these names',
} as const

/** Imports the script and makes its object. Throws `ScriptFault`. */
export async function loadScript(path: string, name: string, component: Component, injected: Injected): Promise<Script> {
  const fault = (cause: unknown): ScriptFault => new ScriptFault(`${placeIn(cause, path, name)}: ${said(cause)}`, traceOf(cause))
  const module: Record<string, unknown> = await importScript(path).catch((cause: unknown) => {
    throw fault(cause)
  })
  try {
    const owner = await ownerIn(module, component, injected)
    const methods = new Map<string, Method>()
    for (const method of methodNames[component]) {
      const found = owner?.[method]
      if (typeof found === 'function') methods.set(method, found.bind(owner))
    }
    if (methods.size === 0 || (component === 'predictor' && !methods.has('predict')))
      throw new ScriptFault(withoutMethod(name, component, Object.keys(module)))
    return { methods, schema: owner?.['schema'] ?? staticSchema(owner) }
  } catch (cause) {
    throw cause instanceof ScriptFault ? cause : fault(cause)
  }
}

type Owner = Record<string, unknown>

/** What has the methods: an object of the script's class, an object that it exports, or the module itself. */
async function ownerIn(module: Record<string, unknown>, component: Component, injected: Injected): Promise<Owner | null> {
  const common = module['module.exports']
  const places = [module, ...[module['default'], common].filter(isOwner)]
  const named = places.flatMap((place) => classes[component].map((each) => place[each])).find(isClass)
  const main = named ?? (isClass(module['default']) ? module['default'] : undefined)
  const owner = main
    ? (new main(injected) as Owner)
    : (places.find((place) => methodNames[component].some((each) => typeof place[each] === 'function')) ??
      functionOnly(module['default'], component))
  // A constructor cannot wait for anything.
  if (owner && typeof owner['load'] === 'function') await owner['load'](injected)
  return owner
}

const functionOnly = (value: unknown, component: Component): Owner | null =>
  typeof value === 'function' && !isClass(value) && component === 'predictor' ? { predict: value } : null

const staticSchema = (owner: Owner | null): unknown => (owner?.constructor as { readonly schema?: unknown } | undefined)?.schema

const isOwner = (value: unknown): value is Owner => typeof value === 'object' && value !== null
const isClass = (value: unknown): value is new (injected: Injected) => unknown =>
  typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value))

/** What is wrong with a script that has none of the methods, but exports these names. */
export function withoutMethod(name: string, component: Component, exported: readonly string[]): string {
  const names = exported.filter((each) => each !== 'module.exports')
  const has = names.length === 0 ? 'it exports nothing' : `it exports ${names.join(', ')}`
  return `${name} has no ${methodNames[component][0]} (${has}); expected: ${expected[component]}`
}

/** `predict.js line 3`, where it can be told. */
function placeIn(cause: unknown, path: string, name: string): string {
  const stack = cause instanceof Error ? (cause.stack ?? '') : ''
  const at = stack.indexOf(path)
  const line = at === -1 ? null : /^:(\d+)/.exec(stack.slice(at + path.length))
  return line ? `${name} line ${line[1]}` : name
}

const said = (cause: unknown): string =>
  cause instanceof Error ? `${cause.name}: ${cause.message.replaceAll(/\s+/g, ' ')}` : `thrown: ${String(cause)}`

const here = pathToFileURL(import.meta.dirname).href

/** Without the frames of this program and of Node's own. */
export function traceOf(cause: unknown): string {
  if (!(cause instanceof Error)) return `${String(cause)}\n`
  const lines = (cause.stack ?? `${cause.name}: ${cause.message}`).split('\n')
  return `${lines.filter((line) => !/^\s+at /.test(line) || !(line.includes(here) || line.includes('node:internal'))).join('\n')}\n`
}
