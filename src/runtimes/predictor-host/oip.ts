import { describeHost } from './describe-host.ts'
import { allow, type Exchange, type Serving } from './exchange.ts'
import { generate } from './generate.ts'
import { isCallable } from './models.ts'
import { infer } from './oip-infer.ts'
import { indexRepository, loadModel, unloadModel } from './oip-repository.ts'
import { sendJson } from './refusal.ts'
import { notReady, type Served } from './served.ts'

/** Answers below `/v2`; false: there is no such path. */
export async function answerOip(serving: Serving, path: readonly string[], exchange: Exchange): Promise<boolean> {
  const { models } = serving
  const { response } = exchange
  const get = (body: () => unknown, status = 200): Promise<true> =>
    allow(exchange, 'GET', () => sendJson(response, status, body())).then(() => true)
  const post = (handle: () => Promise<void>): Promise<true> => allow(exchange, 'POST', handle).then(() => true)

  if (path.length === 0)
    return get(() => ({
      name: 'lectern',
      version: serving.version,
      extensions: [...extensions, ...(serving.modelControl ? [control] : [])],
    }))
  switch (path.join('/')) {
    case 'health/live':
      return get(() => ({ live: true }))
    case 'health/ready': {
      const isReady = serving.served === null || models.state(serving.served).word === 'ready'
      return get(() => ({ ready: isReady }), isReady ? 200 : 503)
    }
    case 'models':
      return get(() => ({ models: models.list().map((each) => each.names[0]) }))
    case 'models/stats':
      return get(() => ({ model_stats: models.list().map((each) => statsOf(each, each.names[0] ?? '')) }))
    case 'docs/dataplane.json':
      return get(() => describeHost(models.list()))
    case 'repository/index':
      return post(() => indexRepository(models, exchange))
  }
  const [room, name = '', ...rest] = path
  if (room === 'repository' && name === 'models' && rest.length === 2) {
    if (rest[1] === 'load') return post(() => loadModel(serving, rest[0] ?? '', exchange))
    if (rest[1] === 'unload') return post(() => unloadModel(serving, rest[0] ?? '', exchange))
    return false
  }
  if (room !== 'models') return false
  const isVersioned = rest[0] === 'versions' && rest.length >= 2
  const version = isVersioned ? (rest[1] ?? null) : null
  const verb = (isVersioned ? rest.slice(2) : rest).join('/')
  if (!verbs.has(verb)) return false
  const served = models.find(name, version)
  const isReady = isCallable(models.state(served))
  const used = (work: () => Promise<void>): Promise<void> => models.use(served, work)
  switch (verb) {
    case '':
    case 'config':
    case 'docs/dataplane.json':
      return allow(exchange, 'GET', () => used(async () => sendJson(response, 200, documents[verb](served, name)))).then(
        () => true,
      )
    case 'ready':
      return get(() => ({ name, ready: isReady }), isReady ? 200 : 503)
    case 'stats':
      return get(() => ({ model_stats: [statsOf(served, name)] }))
    case 'infer':
      return post(() => used(() => infer(served, name, exchange)))
    case 'generate':
      return post(() => used(() => generate(served, name, false, exchange)))
    default:
      return post(() => used(() => generate(served, name, true, exchange)))
  }
}

const verbs = new Set(['', 'ready', 'stats', 'config', 'docs/dataplane.json', 'infer', 'generate', 'generate_stream'])
const extensions = ['binary_tensor_data', 'statistics', 'model_repository', 'model_configuration', 'generate']
const control = 'model_repository(unload)'

/** What is told of a model that is there. */
const documents = {
  '': describe,
  config: configOf,
  'docs/dataplane.json': (served: Served, name: string) => describeHost([served], name),
} as const

const statsOf = (served: Served, name: string): object => served.stats.render(name, served.version ?? '1')

/** Metadata, derived from the schema; without one the lists are empty, which says that anything may come. */
function describe(served: Served, name: string) {
  const facts = served.facts()
  if (!facts) throw notReady(name)
  const schema = served.schema()
  return {
    name,
    versions: [served.version ?? '1'],
    platform: facts.platform,
    inputs: (schema?.inputs ?? []).map(({ name: input, datatype, shape }) => ({ name: input, datatype, shape })),
    outputs: (schema?.outputs ?? []).map(({ name: output, datatype, shape }) => ({ name: output, datatype, shape })),
    properties: {},
  }
}

/** As Triton tells it, as far as there is something to tell. */
function configOf(served: Served, name: string) {
  const { platform, inputs, outputs } = describe(served, name)
  const tensor = ({ name: each, datatype, shape }: { name: string; datatype: string; shape: readonly number[] }) => ({
    name: each,
    data_type: datatype === 'BYTES' ? 'TYPE_STRING' : `TYPE_${datatype}`,
    dims: shape,
  })
  return { name, platform, backend: platform, max_batch_size: 0, input: inputs.map(tensor), output: outputs.map(tensor) }
}
