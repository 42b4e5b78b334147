import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Json, type Platform, startPlatform } from '../platform.ts'
import { systemPython } from '../python-environment.ts'

let platform: Platform
beforeAll(async () => {
  platform = await startPlatform({ settings: { python: systemPython } })
}, 120_000)
afterAll(() => platform[Symbol.asyncDispose]())

const text = 'class Predict:\n    def predict(self, inputs):\n        return [len(row) for row in inputs]\n'

async function register(model: { readonly name: string; readonly [field: string]: unknown }): Promise<void> {
  const made = await platform.call('POST', '/v2/lm/registry/models', {
    framework: 'PYTHON',
    files: [{ path: 'model.txt', text: 'x' }],
    ...model,
  })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  const files = [{ path: 'predict.py', role: 'predictor', text }]
  expect((await platform.call('POST', `/v2/lm/registry/models/${model.name}/versions/1/artifacts`, { files })).status).toBe(201)
}

async function deploy(name: string, model: string): Promise<string> {
  const configuration = await platform.call('POST', '/v2/lm/configurations', {
    name,
    scenarioId: 'model-serving',
    executableId: 'python',
    parameterBindings: Object.entries({ model, artifactVersion: '1' }).map(([key, value]) => ({ key, value })),
  })
  const { body } = await platform.call('POST', '/v2/lm/deployments', { configurationId: configuration.body.id, name })
  await platform.until(body.id, 'RUNNING')
  return body.id
}

const stop = async (id: string): Promise<void> => {
  await platform.call('PATCH', `/v2/lm/deployments/${id}`, { targetStatus: 'STOPPED' })
  await platform.until(id, 'STOPPED')
}
const openapiOf = (id: string) => platform.call('GET', `/v2/lm/deployments/${id}/openapi`)

it('a deployment tells its calls below its address and at the control API, also when it is stopped', async () => {
  // More than an argument of a process may hold.
  const columns = Array.from({ length: 6_000 }, (_, at) => ({ name: `measured_value_${at}`, type: 'double' }))
  await register({
    name: 'wide',
    modelSchema: { input_schema: { columnar_schema: columns } },
    inputExample: columns.map((_, at) => at % 7),
  })
  const id = await deploy('wide', 'wide')
  const below = `/v2/inference/deployments/${id}`
  const told = await openapiOf(id)
  expect(told).toMatchObject({ status: 200, body: { openapi: '3.1.0', servers: [{ url: `${platform.url}${below}` }] } })
  for (const path of ['/openapi.json', '/v2/docs/dataplane.json', '/v2/models/wide/docs/dataplane.json'])
    expect((await platform.call('GET', `${below}${path}`)).body.paths, path).toEqual(told.body.paths)
  const path = '/v1/models/wide:predict'
  const { example } = told.body.paths[path].post.requestBody.content['application/json']
  expect(await platform.call('POST', `${below}${path}`, example)).toMatchObject({ status: 200, body: { predictions: [6_000] } })
  expect(await platform.call('POST', `${below}${path}`, { instances: [[1]] })).toMatchObject({ status: 400 })
  const metrics = await fetch(`${platform.url}${below}/metrics`, { headers: { 'api-key': platform.adminKey } })
  expect(await metrics.text()).toMatch(/^request_predict_seconds_count\{model_name="wide"\} 1$/m)

  await stop(id)
  const still = await openapiOf(id)
  expect(still).toMatchObject({ status: 200, body: { servers: told.body.servers } })
  expect(still.body.paths[path]).toEqual(told.body.paths[path])
})

it('says why there is nothing to tell', async () => {
  await register({ name: 'plain' })
  const id = await deploy('plain', 'plain')
  expect(await openapiOf(id)).toMatchObject({ status: 200, body: { info: { title: 'plain' } } })
  await stop(id)
  expect(await openapiOf(id)).toMatchObject({
    status: 409,
    body: { error: { message: expect.stringMatching(/is STOPPED, and the registry has neither a schema nor an input example/) } },
  })
  expect((await openapiOf('d0123456789abcde')).status).toBe(404)
})

it('sends those who ask for a provider’s model elsewhere', async () => {
  const connection = {
    name: 'there',
    provider: 'openai-compatible',
    baseUrl: 'http://127.0.0.1:9/v1',
    credential: { apiKey: 'k' },
  }
  expect((await platform.call('POST', '/v2/admin/connections', connection)).status).toBe(201)
  const configuration = await platform.call('POST', '/v2/lm/configurations', {
    name: 'chat',
    scenarioId: 'foundation-models',
    executableId: 'openai-compatible',
    parameterBindings: Object.entries({ modelName: 'm', connection: 'there' }).map(([key, value]) => ({ key, value })),
  })
  const { body } = await platform.call('POST', '/v2/lm/deployments', { configurationId: configuration.body.id })
  expect(await openapiOf(body.id)).toMatchObject({
    status: 404,
    body: { error: { message: expect.stringMatching(/has no document of its own: it speaks openai; .* at \/openapi\.json$/) } },
  })
})

it('describes several models of one instance, also when it is stopped', async () => {
  const modelSchema = { input_schema: { tensor_schema: { name: 'x', type: 'float32', shape: [null, 2] } } }
  for (const name of ['left', 'right']) await register({ name, modelSchema, inputExample: [1, 2] })
  const configuration = await platform.call('POST', '/v2/lm/configurations', {
    name: 'both',
    scenarioId: 'model-serving',
    executableId: 'python',
    parameterBindings: Object.entries({ models: 'left,right', model: 'left', artifactVersion: '1' }).map(([key, value]) => ({
      key,
      value,
    })),
  })
  const { body } = await platform.call('POST', '/v2/lm/deployments', { configurationId: configuration.body.id, name: 'both' })
  await platform.until(body.id, 'RUNNING')
  const asked = (told: Json, name: string) => told.body.paths[`/v1/models/${name}:predict`]?.post.requestBody
  const running = await openapiOf(body.id)
  for (const name of ['left', 'right'])
    expect(asked(running, name).content['application/json'].example, name).toEqual({ instances: [[1, 2]] })
  const at = `/v2/inference/deployments/${body.id}/v1/models/right:predict`
  expect((await platform.call('POST', at, { instances: [[1, 2]] })).status).toBe(200)
  expect((await platform.call('POST', at, { instances: [[1]] })).status).toBe(400)
  await stop(body.id)
  const stopped = await openapiOf(body.id)
  for (const name of ['left', 'right']) expect(asked(stopped, name), name).toEqual(asked(running, name))
})

it('is closed to those who may not call', async () => {
  const id = await deploy('shut', 'plain')
  const { body } = await platform.call('POST', '/v2/admin/apiKeys', {
    name: 'looks',
    role: 'viewer',
    resourceGroups: '*',
    deployments: '*',
  })
  for (const path of ['/metrics', '/openapi.json']) {
    const answer = await fetch(`${platform.url}/v2/inference/deployments/${id}${path}`, { headers: { 'api-key': body.key } })
    expect(answer.status, path).toBe(403)
  }
})
