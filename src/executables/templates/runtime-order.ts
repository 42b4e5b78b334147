import type { Executable } from '../define.ts'
import { placeholdersIn } from './placeholders.ts'
import type { FindRuntime } from './serving-template.ts'
import type { BodyShape, Container, Environment, Model } from './template-shape.ts'
import { at, type Path, pathText, type Tree, textsIn } from './yaml-tree.ts'

/** A configuration of a runtime of Lectern's, as a template asks for it. */
export type Order = {
  readonly runtime: Executable
  readonly bindings: Readonly<Record<string, Binding>>
  /** What the template calls the artifacts, by what the runtime calls them. */
  readonly artifacts: Readonly<Record<string, string>>
}

/** As in a parameter binding, and where in the template's body it comes from. */
export type Binding = { readonly value: string; readonly path: Path }

export type Trouble = { readonly path: Path; readonly message: string }
export type Ordered = { readonly order: Order | null; readonly misfits: readonly Trouble[] }

/** No value that comes in over the API or from YAML has a NUL in it: what does is ours. */
export const artifactMark = (name: string): string => `\0${name}`
const artifactIn = (text: string): string | null => (text.startsWith('\0') ? text.slice(1) : null)

/** What runs images. */
const ofImages = 'container'
const storageVariable = 'STORAGE_URI'
/** Where a container finds what STORAGE_URI names, as KServe has it. */
const modelFolder = '/mnt/models'

/** KServe's names of formats where they are not ours. */
const runtimeOfFormat: Readonly<Record<string, string>> = { gguf: 'llama-cpp' }

/** What a template is built on: it is written out, so it can be told before anything is filled in. */
export function runtimeIdIn(spec: Tree): string | null {
  if (at(spec, ['predictor', 'containers']) !== undefined) return ofImages
  const model = at(spec, ['predictor', 'model'])
  if (model === undefined) return null
  const [runtime, format] = [at(model, ['runtime']), at(model, ['modelFormat', 'name'])]
  if (typeof runtime === 'string') return runtime
  return typeof format === 'string' ? (runtimeOfFormat[format] ?? format) : null
}

/** Inputs of the runtime by the names of the template's artifacts. */
export function artifactInputsIn(spec: Tree): ReadonlyMap<string, string> {
  const inputs = new Map<string, string>()
  for (const { path, text } of textsIn(spec)) {
    for (const { kind, name } of placeholdersIn(text))
      if (kind === 'artifacts') inputs.set(name, path.at(-2) === 'parameters' ? String(path.at(-1)) : 'model')
  }
  return inputs
}

/** What a body that is filled in asks for. */
export function orderOf(body: BodyShape, raw: Tree, runtimes: FindRuntime): Ordered {
  const { model, containers } = body.spec.predictor
  if (model) return ofModel(model, body, raw, runtimes)
  const [container] = containers ?? []
  return container ? ofContainer(container, body, runtimes) : { order: null, misfits: [] }
}

function ofModel(model: Model, body: BodyShape, raw: Tree, runtimes: FindRuntime): Ordered {
  const path = ['spec', 'predictor', 'model']
  const id = runtimeIdIn(raw)
  if (id === null) return refused(path, 'must name a runtime, or a modelFormat')
  const runtime = runtimes.find(id)
  if (!runtime) {
    const where = model.runtime === undefined ? ['modelFormat', 'name'] : ['runtime']
    return refused([...path, ...where], `names no runtime of this server; they are ${runtimes.ids().join(', ')}`)
  }
  const draft = openDraft(runtime)
  for (const [key, value] of Object.entries(model.parameters)) draft.bind(key, value, [...path, 'parameters', key])
  if (model.storageUri !== undefined) draft.bindModel(model.storageUri, [...path, 'storageUri'])
  bindVariables(draft, model, path)
  return finish(draft, body, model.resources, [...path, 'resources'])
}

function ofContainer(container: Container, body: BodyShape, runtimes: FindRuntime): Ordered {
  const path = ['spec', 'predictor', 'containers', 0]
  const runtime = runtimes.find(ofImages)
  if (!runtime) return refused(['spec', 'predictor', 'containers'], 'are not run by this server; name a runtime in model')
  const draft = openDraft(runtime)
  const say = (key: string, value: string | undefined, ...below: readonly (string | number)[]): void => {
    if (value !== undefined) draft.bind(key, value, [...path, ...below])
  }
  const list = (texts: readonly string[] | undefined) =>
    texts === undefined || texts.length === 0 ? undefined : JSON.stringify(texts)
  say('image', container.image, 'image')
  say('command', list(container.command), 'command')
  say('args', list(container.args), 'args')
  say('port', container.ports?.[0]?.containerPort.toString(), 'ports', 0, 'containerPort')
  say('healthPath', container.readinessProbe?.httpGet.path, 'readinessProbe', 'httpGet', 'path')
  for (const [key, value] of Object.entries(container.parameters)) say(key, value, 'parameters', key)
  const { imagePullSecrets } = body.spec.predictor
  const secret = imagePullSecrets?.[0]?.name
  if (secret !== undefined) draft.bind('registrySecret', secret, ['spec', 'predictor', 'imagePullSecrets', 0, 'name'])
  container.env.forEach(({ name, value }, index) => {
    if (name === storageVariable && value) draft.bindModel(value, [...path, 'env', index, 'value'])
  })
  const env = container.env.map((each) =>
    each.name === storageVariable && !each.valueFrom ? { ...each, value: modelFolder } : each,
  )
  bindVariables(draft, { ...container, env }, path)
  return finish(draft, body, container.resources, [...path, 'resources'])
}

type Draft = ReturnType<typeof openDraft>

/** What is said for every kind of predictor. */
function finish(draft: Draft, { labels, spec }: BodyShape, resources: Model['resources'], resourcesPath: Path): Ordered {
  const { containerConcurrency = 0 } = spec.predictor
  if (containerConcurrency > 0)
    draft.bind('concurrency', String(containerConcurrency), ['spec', 'predictor', 'containerConcurrency'])
  const plan = labels[planLabel]
  // A plan says it all, as with SAP AI Core: what the container asks for has no effect beside it.
  if (plan !== undefined && draft.takes('resourcePlan')) draft.bind('resourcePlan', plan, ['labels', planLabel])
  else if (resources) bindResources(draft, resources, resourcesPath)
  return draft.end()
}

/** As Kubernetes has it: of two variables of one name the later one holds. */
function bindVariables(draft: Draft, { env, envFrom }: Environment, path: Path): void {
  const last = [...new Map(env.map((each) => [each.name, each])).values()]
  const plain = last.flatMap(({ name, value = '', valueFrom }) => (valueFrom ? [] : [[name, value]]))
  const mark = (optional: string): string => (optional === 'true' ? '?' : '')
  const whole = Object.entries(Object.groupBy(envFrom, ({ prefix }) => `${prefix}*`)).map(([name, all = []]) => [
    name,
    all.map(({ secretRef }) => `${secretRef.name}${mark(secretRef.optional)}`),
  ])
  const single = last.flatMap(({ name, valueFrom }) => {
    if (!valueFrom) return []
    const { name: secret, key, optional } = valueFrom.secretKeyRef
    return [[name, `${secret}/${key}${mark(optional)}`]]
  })
  if (plain.length > 0) draft.bind('environmentVariables', JSON.stringify(Object.fromEntries(plain)), [...path, 'env'])
  if (whole.length + single.length > 0) {
    const secrets = JSON.stringify(Object.fromEntries([...whole, ...single]))
    draft.bind('secretVariables', secrets, [...path, single.length > 0 ? 'env' : 'envFrom'])
  }
}

export const planLabel = 'ai.sap.com/resourcePlan'

/** In Kubernetes' rule a request that is not said is the limit. */
function bindResources(draft: Draft, { requests = {}, limits = {} }: NonNullable<Model['resources']>, path: Path): void {
  const bind = (
    key: string,
    said: string | undefined,
    of: 'requests' | 'limits',
    name: string,
    amount: (text: string) => number,
  ) => {
    if (said !== undefined) draft.bind(key, String(amount(said)), [...path, of, name])
  }
  bind('cores', requests.cpu ?? limits.cpu, requests.cpu === undefined ? 'limits' : 'requests', 'cpu', coresIn)
  bind('coresLimit', limits.cpu, 'limits', 'cpu', coresIn)
  bind('memoryMb', requests.memory ?? limits.memory, requests.memory === undefined ? 'limits' : 'requests', 'memory', megabytesIn)
  bind('memoryMbLimit', limits.memory, 'limits', 'memory', megabytesIn)
  const [gpus, of] =
    limits[gpuName] === undefined ? ([requests[gpuName], 'requests'] as const) : ([limits[gpuName], 'limits'] as const)
  bind('gpus', gpus === undefined ? undefined : String(gpus), of, gpuName, Number)
}

const gpuName = 'nvidia.com/gpu'

/** `500m` is half a core; steps of 0.001. */
const coresIn = (text: string): number => {
  const [, number = '0', unit = ''] = /^([\d.]+)([A-Za-z]*)$/.exec(text) ?? []
  return Math.round(Number(number) * (unit === 'm' ? 1 : 1_000)) / 1_000
}

/** `1Gi`, `512Mi`, `1G`, or bytes; rounded up. */
const megabytesIn = (text: string): number => {
  const [, number = '0', unit = ''] = /^([\d.]+)([A-Za-z]*)$/.exec(text) ?? []
  return Math.ceil((Number(number) * (bytesOf[unit] ?? 1)) / 1024 ** 2)
}
const bytesOf: Readonly<Record<string, number>> = {
  m: 0.001,
  k: 1e3,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
}

function openDraft(runtime: Executable) {
  const bindings: Record<string, Binding> = {}
  const artifacts: Record<string, string> = {}
  const misfits: Trouble[] = []
  const takes = (key: string): boolean => Object.hasOwn(runtime.parameters.shape, key)
  const refuse = (path: Path, message: string): void => void misfits.push({ path, message })

  return {
    takes,
    refuse,
    bind,
    /** A model by an artifact, or by its source. */
    bindModel: (value: string, path: Path): void => bind(artifactIn(value) === null ? 'modelFile' : 'model', value, path),
    end: (): Ordered => ({ order: misfits.length > 0 ? null : { runtime, bindings, artifacts }, misfits }),
  }

  function bind(key: string, value: string, path: Path): void {
    const artifact = artifactIn(value)
    if (artifact === null && takes(key)) {
      if (bindings[key]) refuse(path, `says again what ${pathText(bindings[key].path)} says: ${key} of ${runtime.id}`)
      bindings[key] = { value, path }
    } else if (artifact !== null && Object.hasOwn(runtime.artifacts, key)) {
      if (artifacts[key] !== undefined) refuse(path, `binds the input ${key} of ${runtime.id} again`)
      artifacts[key] = artifact
    } else {
      const known = Object.keys(artifact === null ? runtime.parameters.shape : runtime.artifacts)
      const word = artifact === null ? 'parameter' : 'artifact input'
      refuse(path, `asks for the ${word} ${key}, which ${runtime.id} does not have; it has ${known.join(', ') || 'none'}`)
    }
  }
}

const refused = (path: Path, message: string): Ordered => ({ order: null, misfits: [{ path, message }] })
