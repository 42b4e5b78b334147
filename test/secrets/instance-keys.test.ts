import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../gateway-harness.ts'
import { type Answer, type Json, type Platform, startPlatform } from '../platform.ts'

/** Instances that are given a key of this platform: what it opens, and how long. */

let platform: Platform
beforeAll(async () => {
  platform = await startPlatform()
  const script = 'export class Predict { predict(names) { return names.map((name) => process.env[name] ?? null) } }'
  await platform.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'blue' })
  const model = { name: 'm', files: [{ path: 'a', text: 'a' }] }
  expect((await platform.call('POST', '/v2/lm/registry/models', model)).status).toBe(201)
  const artifact = { files: [{ path: 'predict.mjs', role: 'predictor', text: script }] }
  expect((await platform.call('POST', '/v2/lm/registry/models/m/versions/1/artifacts', artifact)).status).toBe(201)
})
afterAll(() => platform[Symbol.asyncDispose]())

const names = ['API_KEY', 'SERVING_API_KEY', 'SECRETS_DIR', 'MATERIAL_DIRECTORY', 'REQUESTS_VERIFY', 'HADOOP_USER_NAME']
const patienceMs = 20_000

const configure = (parameters: Record<string, string>, headers = {}): Promise<Answer> =>
  platform.call(
    'POST',
    '/v2/lm/configurations',
    {
      name: 'c',
      scenarioId: 'model-serving',
      executableId: 'node',
      parameterBindings: Object.entries({ model: 'm', artifactVersion: '1', ...parameters }).map(([key, value]) => ({
        key,
        value,
      })),
    },
    headers,
  )

async function deploy(parameters: Record<string, string>): Promise<string> {
  const { body } = await configure(parameters)
  const deployed = await platform.call('POST', '/v2/lm/deployments', { configurationId: body.id })
  expect(deployed.status, JSON.stringify(deployed.body)).toBe(202)
  await platform.until(deployed.body.id, 'RUNNING')
  return deployed.body.id
}

const told = async (id: string): Promise<Record<string, string | null>> => {
  const { status, body } = await platform.call('POST', `/v2/inference/deployments/${id}/v1/models/m:predict`, {
    instances: names,
  })
  expect(status, JSON.stringify(body)).toBe(200)
  return Object.fromEntries(names.map((name, at) => [name, body.predictions[at]]))
}

const keyOf = async (id: string): Promise<string> => String((await told(id))['API_KEY'])
const as = (key: string) => ({ authorization: `Bearer ${key}` })
/** A call of the deployment itself, with what its own instance was given. */
const calls = async (key: string, id: string): Promise<number> =>
  (await platform.call('POST', `/v2/inference/deployments/${id}/v1/models/m:predict`, { instances: [] }, as(key))).status
const project = '/hopsworks-api/api/project'
const keys = async (): Promise<Json[]> => (await platform.call('GET', '/v2/admin/apiKeys')).body.resources

async function stop(id: string): Promise<void> {
  await platform.call('PATCH', `/v2/lm/deployments/${id}`, { targetStatus: 'STOPPED' })
  await platform.until(id, 'STOPPED')
}

it('gives none unasked', async () => {
  const id = await deploy({})
  expect(await told(id)).toEqual(Object.fromEntries(names.map((name) => [name, null])))
  expect((await keys()).some(({ name }) => name.includes(id))).toBe(false)
  await stop(id)
})

it('gives one in the environment and in files for their owner alone, which ends with the deployment', async () => {
  const id = await deploy({ platformAccess: 'project' })
  const env = await told(id)
  const folder = String(env['SECRETS_DIR'])
  const key = String(env['API_KEY'])
  expect(env).toEqual({
    API_KEY: expect.stringMatching(/^lk_/),
    SERVING_API_KEY: key,
    SECRETS_DIR: expect.stringContaining(platform.dataDir),
    MATERIAL_DIRECTORY: folder,
    REQUESTS_VERIFY: 'false',
    HADOOP_USER_NAME: 'default__lectern',
  })
  expect(readFileSync(join(folder, 'api.key'), 'utf8').trim()).toBe(key)
  const modes = [folder, ...readdirSync(folder).map((name) => join(folder, name))].map((path) => statSync(path).mode & 0o777)
  expect(modes).toEqual([0o700, 0o600, 0o600, 0o600, 0o600, 0o600])

  expect((await platform.call('GET', project, undefined, as(key))).body).toMatchObject([{ project: { name: 'default' } }])
  expect((await platform.call('GET', '/v2/lm/deployments', undefined, as(key))).status, 'of another API').toBe(403)
  expect((await platform.call('POST', `${project}?projectName=mine`, undefined, as(key))).status).toBe(403)
  expect((await platform.call('GET', `${project}/blue`, undefined, as(key))).status, 'of another group').toBe(404)
  await eventually(async () => (await calls(key, id)) === 200, patienceMs)

  const mine = (await keys()).filter(({ name }) => name.includes(id))
  expect(mine).toMatchObject([{ role: 'consumer', resourceGroups: ['default'], revokedAt: null }])
  const shown = await Promise.all(
    ['/v2/admin/apiKeys', `/v2/lm/deployments/${id}`, '/v2/lm/configurations'].map((path) => platform.call('GET', path)),
  )
  expect(JSON.stringify(shown.map(({ body }) => body))).not.toContain(key.slice(-43))

  await stop(id)
  expect((await platform.call('GET', project, undefined, as(key))).status).toBe(401)
  await eventually(async () => (await calls(key, id)) === 401, patienceMs)
  expect(readdirSync(join(platform.dataDir, 'instance-keys'))).toEqual([])
})

it('keeps it while the deployment is the same, and takes another for a change', async () => {
  const id = await deploy({ platformAccess: 'serving' })
  const key = await keyOf(id)
  const [instance] = (await platform.engine.observe()).filter((each) => each.deploymentId === id)
  process.kill(instance?.pid ?? 0, 'SIGKILL')
  await eventually(
    async () =>
      (await platform.engine.observe()).some((each) => each.deploymentId === id && each.id !== instance?.id && each.readyAt),
    patienceMs,
  )
  await platform.until(id, 'RUNNING')
  expect(await keyOf(id)).toBe(key)
  expect((await platform.call('GET', `${project}/default/dataset/Models`, undefined, as(key))).status, 'reads no files').toBe(403)

  const { body } = await configure({ platformAccess: 'project' })
  await platform.call('PATCH', `/v2/lm/deployments/${id}`, { configurationId: body.id })
  await eventually(async () => (await keyOf(id)) !== key, patienceMs)
  await eventually(async () => (await platform.call('GET', project, undefined, as(key))).status === 401, patienceMs)
  await stop(id)
  await platform.call('DELETE', `/v2/lm/deployments/${id}`)
  await eventually(async () => (await keys()).filter(({ name }) => name.includes(id)).every((each) => each.revokedAt), patienceMs)
})

it('gives another where somebody revoked it', async () => {
  const id = await deploy({ platformAccess: 'serving' })
  const key = await keyOf(id)
  const [record] = (await keys()).filter(({ name }) => name.includes(id))
  expect((await platform.call('DELETE', `/v2/admin/apiKeys/${record.id}`)).status).toBe(200)
  await stop(id)
  await platform.call('PATCH', `/v2/lm/deployments/${id}`, { targetStatus: 'RUNNING' })
  await platform.until(id, 'RUNNING')
  expect(await keyOf(id)).not.toBe(key)
  await stop(id)
})

it.each([
  [{ platformAccess: 'all' }, 400, /platformAccess/],
  [
    { platformAccess: 'serving', environmentVariables: '{"API_KEY":"mine"}' },
    400,
    /environmentVariables: API_KEY is set by platformAccess/,
  ],
])('refuses %j', async (parameters, status, message) => {
  const made = await configure(parameters as Record<string, string>)
  const answer = made.status === 201 ? await platform.call('POST', '/v2/lm/deployments', { configurationId: made.body.id }) : made
  expect(answer.status).toBe(status)
  expect(answer.body.error.message).toMatch(message)
})

it('is not to be had by who is limited to less', async () => {
  const limited = { name: 'limited', role: 'operator', resourceGroups: ['default'], deployments: ['d000000000000001'] }
  const { body } = await platform.call('POST', '/v2/admin/apiKeys', limited)
  const refused = await configure({ platformAccess: 'serving' }, as(body.key))
  expect(refused).toMatchObject({
    status: 403,
    body: { error: { message: expect.stringMatching(/deployments must be among your own/) } },
  })
})
