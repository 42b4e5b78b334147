import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Json } from '../platform.ts'
import { openScene, type Scene } from './scene.ts'

/** Deployments over Hopsworks' API, with nothing running: a test says what the reconciler saw. */
let scene: Scene
beforeAll(async () => {
  scene = await openScene()
  await scene.model('iris', 1, { 'model.pkl': 'x' }, { framework: 'SKLEARN' })
  await scene.model('iris', 2, { 'model.pkl': 'y' }, { framework: 'SKLEARN' })
  await scene.model('texts', 1, { 'words.txt': 'x' }, { framework: 'SKLEARN' })
  await scene.model('own', 1, { 'anything.txt': 'x' })
  await scene.model('net', 1, { 'model.pt': 'x' }, { framework: 'TORCH' })
  await scene.model('flow', 1, { 'saved_model.pb': 'x' }, { framework: 'TENSORFLOW' })
  await scene.upload('Resources', 'predict.py', 'class Predict: pass')
  await scene.upload('Resources', 'other.py', 'class Predict: ...')
  await scene.upload('Resources', 'trans.py', 'class Transformer: pass')
  await scene.upload('Resources', 'notes.txt', 'x')
})
afterAll(() => scene[Symbol.asyncDispose]())

const script = '/Projects/default/Resources/predict.py'
/** As client 4.1.8 sends it. */
const old = (more: object = {}) => ({
  id: null,
  name: 'irisdep',
  description: null,
  modelName: 'iris',
  modelPath: '/Projects/default/Models/iris',
  modelVersion: 1,
  modelFramework: 'SKLEARN',
  artifactVersion: -1,
  created: null,
  creator: null,
  modelServer: 'PYTHON',
  servingTool: 'KSERVE',
  predictor: null,
  apiProtocol: 'REST',
  projectNamespace: null,
  requestedInstances: 1,
  predictorResources: { requests: { cores: 0.2, memory: 32, gpus: 0 }, limits: { cores: 2, memory: 1024, gpus: 0 } },
  inferenceLogging: 'NONE',
  batchingConfiguration: { batchingEnabled: false },
  ...more,
})
const own = (more: object = {}) =>
  old({ modelName: 'own', modelPath: null, modelFramework: 'PYTHON', predictor: script, ...more })

let count = 0
const freshName = () => `dep${++count}`
const put = (body: object) => scene.call('PUT', 'serving', body)
const create = async (body: (more: object) => object = own, more: object = {}): Promise<Json> => {
  const { status, body: made } = await put(body({ name: freshName(), ...more }))
  expect([status, made.usrMsg]).toEqual([201, undefined])
  return made
}
const configurationOf = async (deploymentId: string) => {
  const { body } = await scene.control.call('GET', `/v2/lm/deployments/${deploymentId}`)
  const configuration = await scene.control.call('GET', `/v2/lm/configurations/${body.configurationId}`)
  return [
    configuration.body.executableId,
    Object.fromEntries(configuration.body.parameterBindings.map(({ key, value }: Json) => [key, value])),
  ]
}

describe('a new deployment', () => {
  it('stands still, and has every key that clients cannot do without', async () => {
    const answer = await put(old({ name: 'first' }))
    expect(answer).toMatchObject({
      status: 201,
      headers: { location: expect.stringMatching(/\/serving\/\d+$/) },
      body: {
        name: 'first',
        version: 1,
        artifactVersion: 0,
        modelServer: 'PYTHON',
        servingTool: 'KSERVE',
        apiProtocol: 'REST',
        projectNamespace: 'default',
        created: expect.any(String),
        creator: 'admin',
        modelPath: '/Projects/default/Models/iris',
        modelVersion: 1,
        predictorScalingConfig: { minInstances: 1 },
        requestedInstances: 1,
        status: 'Created',
        availableInstances: 0,
        condition: { type: 'STOPPED', status: true },
      },
    })
    const { id } = answer.body
    expect((await scene.call('GET', 'serving?name=first')).body).toMatchObject({ id, name: 'first' })
    expect((await scene.call('GET', `serving/${id}`)).body).toMatchObject({ id, name: 'first' })
    const found = (await scene.control.call('GET', '/v2/lm/deployments')).body.resources
    expect(found.find((each: Json) => scene.numberOf(each.id) === id)).toMatchObject({ targetStatus: 'STOPPED' })
  })

  it('is a configuration of the executable that serves it', async () => {
    const made = await create(own, {
      predictorEnvVars: ['TIMES=2', 'EMPTY=', 'EQUAL=a=b'],
      predictorEnvironment: { name: 'minimal-inference-pipeline' },
    })
    expect(await configurationOf(made.deploymentId)).toEqual([
      'python',
      {
        model: 'own',
        modelVersion: '1',
        artifactVersion: String(made.artifactVersion),
        platformAccess: 'project',
        environmentVariables: '{"TIMES":"2","EMPTY":"","EQUAL":"a=b"}',
        cores: '0.2',
        coresLimit: '2',
        memoryMb: '32',
        memoryMbLimit: '1024',
      },
    ])
    const [executable, bindings] = await configurationOf((await create(old)).deploymentId)
    expect([executable, bindings]).toEqual(['sklearn', expect.objectContaining({ model: 'iris', modelVersion: '1' })])
    const usual = await configurationOf((await create(own)).deploymentId)
    expect(usual).toEqual(['python', expect.objectContaining({ requirements: expect.stringContaining('pandas') })])
  })

  it('is named after its model where a client says no other name', async () => {
    await scene.model('a_model_of_mine', 1, { 'model.pkl': 'x' }, { framework: 'SKLEARN' })
    const { body } = await put(old({ name: 'a_model_of_mine', modelName: 'a_model_of_mine', modelPath: null }))
    expect(body).toMatchObject({ name: 'amodelofmine', modelName: 'a_model_of_mine' })
    expect((await scene.call('GET', 'serving?name=a_model_of_mine')).body).toMatchObject({ name: 'amodelofmine' })
  })

  it('keeps what it cannot know, and gives it back', async () => {
    const made = await create(own, { somethingOfTomorrow: { a: [1] }, schedulingConfig: 'x' })
    expect((await scene.call('GET', `serving/${made.id}`)).body).toMatchObject({
      somethingOfTomorrow: { a: [1] },
      schedulingConfig: 'x',
    })
  })

  it('sets what is a deployment’s', async () => {
    const made = await create(own, {
      inferenceLogging: 'PREDICTIONS',
      kafkaTopicDTO: { name: 'CREATE', numOfReplicas: 1, numOfPartitions: 1 },
      batchingConfiguration: { batchingEnabled: true, maxBatchSize: 16, maxLatency: 250, timeout: 4 },
      predictorScalingConfig: { minInstances: 0, maxInstances: 3, scaleMetric: 'RPS', target: 50, stableWindowSeconds: 30 },
    })
    const at = `/v2/admin/deployments/${made.deploymentId}`
    expect((await scene.control.call('GET', `${at}/inferenceLog`)).body).toMatchObject({ mode: 'outputs' })
    expect((await scene.control.call('GET', `${at}/batcher`)).body).toMatchObject({
      maxBatchSize: 16,
      maxLatency: 250,
      timeout: 4,
    })
    const { scaling } = (await scene.control.call('GET', `/v2/lm/deployments/${made.deploymentId}`)).body
    expect(scaling.predictor).toMatchObject({
      minInstances: 0,
      maxInstances: 3,
      metric: 'rps',
      target: 50,
      stableWindowSeconds: 30,
    })

    await put(own({ id: made.id, name: made.name, predictorScalingConfig: { minInstances: 2 } }))
    expect((await scene.control.call('GET', `${at}/inferenceLog`)).body).toMatchObject({ mode: 'none' })
    expect((await scene.control.call('GET', `${at}/batcher`)).body).toMatchObject({ enabled: false })
    const next = (await scene.control.call('GET', `/v2/lm/deployments/${made.deploymentId}`)).body.scaling
    expect(next.predictor).toMatchObject({ minInstances: 2, maxInstances: 2 })
  })
})

describe('artifact versions', () => {
  it('are equal for equal scripts, new on demand, and 0 without any', async () => {
    const first = await create(own, { artifactVersion: undefined })
    expect((await create(own, { artifactVersion: undefined })).artifactVersion).toBe(first.artifactVersion)
    const forced = await create(own, { artifactVersion: 'CREATE' })
    expect(forced.artifactVersion).toBeGreaterThan(first.artifactVersion)
    expect((await create(own, { artifactVersion: first.artifactVersion })).artifactVersion).toBe(first.artifactVersion)
    expect((await create(old, { artifactVersion: 0 })).artifactVersion).toBe(0)
    expect((await create(old, { artifactVersion: 'CREATE' })).artifactVersion).toBe(0)
    const folder = `dataset/${encodeURIComponent(`/Projects/default/Deployments/${forced.name}/1/predict.py`)}`
    expect((await scene.call('GET', folder)).status).toBe(200)
  })

  it('hold a transformer, too', async () => {
    const made = await create(own, { transformer: '/Projects/default/Resources/trans.py', transformerEnvVars: ['A=B'] })
    expect(made).toMatchObject({
      requestedTransformerInstances: 1,
      transformerScalingConfig: { minInstances: 1 },
      availableTransformerInstances: 0,
    })
    expect((await configurationOf(made.deploymentId))[1]).toMatchObject({ transformerEnvironmentVariables: '{"A":"B"}' })
  })
})

it('leaves no configuration of a change that is refused', async () => {
  const made = await create()
  const configurations = async () => (await scene.control.call('GET', '/v2/lm/configurations/$count')).body
  const before = await configurations()
  const refused = await put({ ...made, predictorEnvVars: ['A=B', 'API_KEY=mine'] })
  expect(refused).toMatchObject({
    status: 400,
    body: { errorCode: 240009, usrMsg: expect.stringMatching(/API_KEY is set by platformAccess/) },
  })
  expect(await configurations()).toBe(before)
  expect((await put({ ...made, predictorEnvVars: ['A=B'] })).status).toBe(200)
  expect(await configurations()).toBe(before + 1)
})

describe('what is refused, and leaves nothing behind', () => {
  let before: number
  const deployments = async () => (await scene.control.call('GET', '/v2/lm/deployments/$count')).body
  beforeEach(async () => {
    before = await deployments()
  })
  it.each([
    {
      name: 'a name with more than letters and digits',
      body: own({ name: 'no-name' }),
      errorCode: 240009,
      says: /name "no-name" must be/,
    },
    { name: 'no name', body: own({ name: '' }), errorCode: 240009, says: /name/ },
    { name: 'a name that is taken', body: own({ name: 'first' }), errorCode: 240011, says: /there is a deployment first/ },
    { name: 'no model', body: own({ modelName: null }), errorCode: 240009, says: /modelName is missing/ },
    { name: 'no model version', body: own({ modelVersion: null }), errorCode: 240009, says: /modelVersion is missing/ },
    {
      name: 'a model that is not there',
      body: own({ modelName: 'nobody' }),
      status: 404,
      errorCode: 240006,
      says: /there is no model nobody/,
    },
    {
      name: 'a version that is not there',
      body: own({ modelVersion: 9 }),
      status: 404,
      errorCode: 240006,
      says: /versions are 1/,
    },
    {
      name: 'a path of another model',
      body: own({ modelPath: '/Projects/default/Models/iris' }),
      errorCode: 240009,
      says: /modelPath must end/,
    },
    { name: 'Python without script', body: own({ predictor: null }), errorCode: 240016, says: /needs a predictor script/ },
    { name: 'Torch without script', body: own({ modelName: 'net', predictor: null }), errorCode: 240016, says: /TORCH needs/ },
    {
      name: 'TensorFlow Serving',
      body: own({ modelName: 'flow', modelServer: 'TENSORFLOW_SERVING', predictor: null }),
      errorCode: 240009,
      says: /TENSORFLOW_SERVING/,
    },
    { name: 'vLLM', body: own({ modelServer: 'VLLM' }), errorCode: 240009, says: /VLLM/ },
    { name: 'gRPC', body: own({ apiProtocol: 'GRPC' }), errorCode: 240009, says: /apiProtocol GRPC/ },
    {
      name: 'scikit-learn without its files',
      body: old({ modelName: 'texts', modelPath: null }),
      errorCode: 240017,
      says: /no .joblib/,
    },
    {
      name: 'a script that is not there',
      body: own({ predictor: 'Resources/none.py' }),
      errorCode: 240016,
      says: /no file Resources\/none.py/,
    },
    {
      name: 'a script that is none',
      body: own({ predictor: 'Resources/notes.txt' }),
      errorCode: 240009,
      says: /must be a .py or .ipynb/,
    },
    {
      name: 'a script that leads out',
      body: own({ predictor: 'Resources/../../etc/x.py' }),
      errorCode: 240016,
      says: /must not hold/,
    },
    {
      name: 'a script of another project',
      body: own({ predictor: '/Projects/team-a/Resources/x.py' }),
      errorCode: 240016,
      says: /another project/,
    },
    {
      name: 'an artifact version that is not there',
      body: own({ artifactVersion: 99 }),
      errorCode: 240018,
      says: /artifactVersion 99 does not exist/,
    },
    { name: 'artifact 0 with a script', body: own({ artifactVersion: 0 }), errorCode: 240018, says: /artifactVersion 0 is/ },
    {
      name: 'an environment that is not there',
      body: own({ environmentDTO: { name: 'x' } }),
      errorCode: 240012,
      says: /no Python environment "x"/,
    },
    { name: 'a variable without name', body: own({ predictorEnvVars: ['=x'] }), errorCode: 240009, says: /must be NAME=value/ },
    {
      name: 'a limit below its request',
      body: own({ predictorResources: { requests: { cores: 3 }, limits: { cores: 1 } } }),
      errorCode: 240009,
      says: /cores is 3/,
    },
    {
      name: 'GPUs that are not there',
      body: own({ predictorResources: { requests: { gpus: 1 }, limits: { gpus: 2 } } }),
      errorCode: 240009,
      says: /gpus/,
    },
    {
      name: 'a metric of machines',
      body: own({ predictorScalingConfig: { minInstances: 1, maxInstances: 2, scaleMetric: 'CPU' } }),
      errorCode: 240009,
      says: /CONCURRENCY or RPS/,
    },
    {
      name: 'instances of a transformer that there is not',
      body: own({ transformerScalingConfig: { minInstances: 2 } }),
      errorCode: 240009,
      says: /transformerScalingConfig: the deployment has no transformer/,
    },
    {
      name: 'more at least than at most',
      body: own({ predictorScalingConfig: { minInstances: 3, maxInstances: 2 } }),
      errorCode: 240009,
      says: /minInstances/,
    },
    {
      name: 'a batch of nothing',
      body: own({ batchingConfiguration: { batchingEnabled: true, maxBatchSize: 0 } }),
      errorCode: 240025,
      says: /batchingConfiguration.maxBatchSize/,
    },
    {
      name: 'a topic that is not there',
      body: own({ inferenceLogging: 'ALL', kafkaTopicDTO: { name: 'calls' } }),
      errorCode: 240022,
      says: /no topic "calls"/,
    },
    { name: 'a git repository', body: own({ gitUrl: 'https://example.com/x.git' }), errorCode: 240009, says: /gitUrl/ },
    {
      name: 'a mode that is none',
      body: own({ inferenceLogging: 'SOME' }),
      errorCode: 120001,
      says: /inferenceLogging must be one of/,
    },
    { name: 'a list for a body', body: [], errorCode: 120001, says: /body must be an object/ },
  ])('$name', async ({ body, status = 400, errorCode, says }) => {
    const named = Array.isArray(body) || body.name !== 'irisdep' ? body : { ...body, name: freshName() }
    expect(await put(named)).toMatchObject({ status, body: { errorCode, usrMsg: expect.stringMatching(says) } })
    expect(await deployments()).toBe(before)
  })
})

describe('a deployment that is there', () => {
  const act = (id: number, action: string) => scene.call('POST', `serving/${id}?action=${action}`)
  const stateOf = async (id: number) => {
    const { status, condition } = (await scene.call('GET', `serving/${id}`)).body
    return [status, condition.type, condition.status]
  }

  it('starts, fails, stops, and goes', async () => {
    const made = await create(own)
    await scene.control.saw(made.deploymentId, 'STOPPED')
    expect((await act(made.id, 'START')).status).toBe(200)
    expect(await stateOf(made.id)).toEqual(['Starting', 'SCHEDULED', null])
    await scene.control.saw(made.deploymentId, 'PENDING', 'the model server is starting')
    expect(await act(made.id, 'START')).toMatchObject({ status: 412, body: { errorCode: 240003 } })
    await scene.control.saw(made.deploymentId, 'DEAD', 'the model server did not start: x')
    expect(await stateOf(made.id)).toEqual(['Failed', 'STARTED', false])
    expect((await act(made.id, 'STOP')).status).toBe(200)
    await scene.control.saw(made.deploymentId, 'STOPPED')
    expect(await stateOf(made.id)).toEqual(['Stopped', 'STOPPED', true])
    expect((await act(made.id, 'STOP')).status).toBe(200)
    expect((await scene.call('DELETE', `serving/${made.id}`)).status).toBe(200)
    expect(await scene.call('GET', `serving/${made.id}`)).toMatchObject({ status: 404, body: { errorCode: 240000 } })
    expect(await scene.call('GET', `serving?name=${made.name}`)).toMatchObject({ status: 404, body: { errorCode: 240000 } })
    expect(await put(own({ name: made.name }))).toMatchObject({ status: 409, body: { errorCode: 240026 } })
  })

  it.each([
    { name: 'no action', path: '', errorCode: 240008 },
    { name: 'an action that is none', path: '?action=PAUSE', errorCode: 240007 },
  ])('refuses $name', async ({ path, errorCode }) => {
    const made = await create(own)
    expect(await scene.call('POST', `serving/${made.id}${path}`)).toMatchObject({ status: 400, body: { errorCode } })
  })

  it('changes in place, or as a new version, and goes back', async () => {
    const made = await create(own)
    const same = (more: object) => own({ id: made.id, name: made.name, ...more })
    const edited = await put(same({ predictor: 'Resources/other.py', description: 'other' }))
    expect(edited).toMatchObject({ status: 200, body: { version: 1, description: 'other', status: 'Created' } })
    const next = await scene.call('PUT', 'serving?newVersion=true', same({ description: 'third' }))
    expect(next.body).toMatchObject({ version: 2, predictor: script })
    const { body } = await scene.call('GET', `serving/${made.id}/versions?offset=0&limit=10`)
    expect(body).toMatchObject({
      count: 2,
      items: [
        { version: 2, active: true, createdBy: 'admin', updated: null },
        { version: 1, active: false, predictor: 'Resources/other.py', updated: expect.any(String) },
      ],
    })
    const back = await scene.call('POST', `serving/${made.id}/rollback`, { version: 1 })
    expect(back.body).toMatchObject({ version: 1, predictor: 'Resources/other.py', description: 'third' })
    expect(await scene.call('POST', `serving/${made.id}/rollback`, { version: 7 })).toMatchObject({
      status: 400,
      body: { errorCode: 240002 },
    })
  })

  it('changes nothing where nothing changed', async () => {
    const made = await create(own, { artifactVersion: undefined })
    const { body } = await put(own({ id: made.id, name: made.name, artifactVersion: undefined, description: 'words alone' }))
    expect(body).toMatchObject({ revision: made.revision, description: 'words alone' })
  })

  it('stays what it is', async () => {
    const made = await create(own)
    const change = (more: object) => put(own({ id: made.id, name: made.name, ...more }))
    expect(await change({ name: 'another' })).toMatchObject({ status: 400, body: { errorCode: 240002 } })
    expect(await change({ modelServer: 'VLLM' })).toMatchObject({ status: 400, body: { errorCode: 240013 } })
    expect(await change({ apiProtocol: 'GRPC' })).toMatchObject({ status: 400, body: { errorCode: 240013 } })
    expect(await put(own({ id: 12345 }))).toMatchObject({ status: 404, body: { errorCode: 240000 } })
  })

  it('keeps its scripts where the files they came of are gone', async () => {
    await scene.upload('Resources', 'gone.py', 'class Predict: pass # gone')
    const made = await create(own, { predictor: 'Resources/gone.py', artifactVersion: undefined })
    await scene.call('DELETE', `dataset/${encodeURIComponent('Resources/gone.py')}`)
    const change = own({ id: made.id, name: made.name, predictor: 'Resources/gone.py', artifactVersion: undefined })
    expect(await put(change)).toMatchObject({ status: 200, body: { artifactVersion: made.artifactVersion } })
  })

  it('is found by model, version and status', async () => {
    const made = await create(old, { modelVersion: 2 })
    const names = async (query: string) =>
      (await scene.call('GET', `serving?${query}`)).body.map((each: Json) => each.name) as string[]
    expect(await names('model=iris&modelVersion=2')).toEqual([made.name])
    expect(await names('model=iris&status=Running')).toEqual([])
    expect(await names('status=Created')).toContain(made.name)
    expect(await scene.call('GET', 'serving?modelVersion=2')).toMatchObject({ status: 400, body: { errorCode: 120001 } })
  })

  it('has tags, and logs of components that it has', async () => {
    const made = await create(own, { tags: { count: 1, items: [{ name: 'team', value: '{"a":1}' }] } })
    expect(made.tags).toEqual({ count: 1, items: [{ name: 'team', value: '{"a":1}' }] })
    const at = `serving/${made.id}`
    await scene.call('PUT', `${at}/tags/other`, { x: 1 })
    expect((await scene.call('GET', `${at}/tags`)).body.count).toBe(2)
    expect((await scene.call('DELETE', `${at}/tags/team`)).status).toBe(204)
    expect(await scene.call('GET', `${at}/tags/team`)).toMatchObject({ status: 404, body: { errorCode: 370002 } })
    expect((await scene.call('GET', `${at}/logs?component=predictor&tail=3`)).body).toEqual([])
    expect(await scene.call('GET', `${at}/logs?component=transformer`)).toMatchObject({
      status: 404,
      body: { errorCode: 240027 },
    })
    expect(await scene.call('GET', `${at}/logs?component=head`)).toMatchObject({ status: 400, body: { errorCode: 120001 } })
    expect(await scene.call('GET', `${at}/schema`)).toMatchObject({ status: 404, body: { errorCode: 240037 } })
  })

  it('is another project’s no more than its files are', async () => {
    const made = await create(own)
    const key = await scene.control.keyFor('operator', ['team-a'])
    const others = { key, group: 'team-a' }
    expect(await scene.call('GET', `serving/${made.id}`, undefined, others)).toMatchObject({
      status: 404,
      body: { errorCode: 240000 },
    })
    expect((await scene.call('GET', 'serving', undefined, others)).body).toEqual([])
  })
})
