import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../gateway-harness.ts'
import { type Json, type Platform, startPlatform } from '../platform.ts'

/** Real instances that read of their environment what the resource group's secrets hold. */

let platform: Platform
beforeAll(async () => {
  platform = await startPlatform()
  const script = 'export class Predict { predict(names) { return names.map((name) => process.env[name] ?? null) } }'
  const artifact = { files: [{ path: 'predict.mjs', role: 'predictor', text: script }] }
  await platform.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'blue' })
  for (const headers of [inGroup('default'), inGroup('blue')]) {
    const model = { name: 'm', files: [{ path: 'a', text: 'a' }] }
    await eventually(
      async () => (await platform.call('POST', '/v2/lm/registry/models', model, headers)).status === 201,
      patienceMs,
    )
    const made = await platform.call('POST', '/v2/lm/registry/models/m/versions/1/artifacts', artifact, headers)
    expect(made.status, JSON.stringify(made.body)).toBe(201)
  }
})
afterAll(() => platform[Symbol.asyncDispose]())

/** Reconciled at the latest with the next sweep, on a machine that has much to do. */
const patienceMs = 20_000
const inGroup = (group: string): Record<string, string> => ({ 'ai-resource-group': group })
const everywhere = { 'ai-tenant-scope': 'true', 'ai-resource-group': '*' }
const encoded = (data: Record<string, string>) =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]))

async function keep(name: string, data: Record<string, string>, headers = inGroup('default')): Promise<void> {
  const { status, body } = await platform.call('POST', '/v2/admin/secrets', { name, data: encoded(data) }, headers)
  expect(status, JSON.stringify(body)).toBe(200)
}

async function configure(parameters: Record<string, string>, headers = inGroup('default')): Promise<string> {
  const { status, body } = await platform.call(
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
  expect(status, JSON.stringify(body)).toBe(201)
  return body.id
}

const deploy = async (parameters: Record<string, string>, headers = inGroup('default')) =>
  platform.call('POST', '/v2/lm/deployments', { configurationId: await configure(parameters, headers) }, headers)

async function running(parameters: Record<string, string>, headers = inGroup('default')): Promise<string> {
  const { status, body } = await deploy(parameters, headers)
  expect(status, JSON.stringify(body)).toBe(202)
  await eventually(async () => {
    const { body: seen } = await platform.call('GET', `/v2/lm/deployments/${body.id}`, undefined, headers)
    if (seen.status === 'DEAD') throw new Error(seen.statusMessage)
    return seen.status === 'RUNNING'
  }, patienceMs)
  return body.id
}

async function read(id: string, names: readonly string[], headers = inGroup('default')): Promise<Json> {
  const path = `/v2/inference/deployments/${id}/v1/models/m:predict`
  return (await platform.call('POST', path, { instances: names }, headers)).body.predictions
}

it('secrets reach the environment of an instance, and nothing else', async () => {
  await keep('hub', { token: 'the-token-of-hub', user: 'ann' })
  await keep('shared', { PASS: 'the-pass-of-all' }, everywhere)
  const id = await running({
    environmentVariables: '{"PLAIN":"yes","ALL_user":"plain wins"}',
    secretVariables: JSON.stringify({
      API_TOKEN: 'hub/token',
      'ALL_*': ['hub', 'nowhere?'],
      '*': 'shared',
      MISSING: 'hub/none?',
      GONE: 'nowhere/none?',
    }),
  })
  expect(await read(id, ['API_TOKEN', 'ALL_token', 'ALL_user', 'PASS', 'MISSING', 'GONE', 'PLAIN'])).toEqual([
    'the-token-of-hub',
    'the-token-of-hub',
    'plain wins',
    'the-pass-of-all',
    null,
    null,
    'yes',
  ])
  const told = await Promise.all(
    [
      `/v2/lm/deployments/${id}`,
      `/v2/lm/deployments/${id}/logs`,
      '/v2/lm/configurations',
      '/v2/admin/secrets',
      '/v2/admin/secrets/hub',
    ].map(async (path) => (await platform.call('GET', path)).body),
  )
  expect(JSON.stringify(told)).not.toMatch(/the-token-of-hub|dGhlLXRva2Vu/)
  // Neither does a file of the installation hold it: the store has it sealed, and the instance in its memory.
  const files = readdirSync(platform.dataDir, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())
  expect(files.map(({ name }) => name)).toContain('lectern.db')
  for (const { parentPath, name } of files)
    expect(readFileSync(join(parentPath, name)).toString('latin1'), name).not.toMatch(/the-token-of-hub|dGhlLXRva2Vu/)
})

it('a changed secret makes new instances; one that is deleted leaves those that run as they are', async () => {
  await keep('turns', { token: 'one' })
  const id = await running({ secretVariables: '{"TOKEN":"turns/token"}' })
  expect(await read(id, ['TOKEN'])).toEqual(['one'])
  const changed = await platform.call('PATCH', '/v2/admin/secrets/turns', { data: encoded({ token: 'two' }) })
  expect(changed.status).toBe(200)
  await eventually(async () => (await read(id, ['TOKEN']))?.[0] === 'two', patienceMs)
  expect((await platform.call('DELETE', '/v2/admin/secrets/turns')).status).toBe(200)
  await eventually(async () => {
    const { body } = await platform.call('GET', `/v2/lm/deployments/${id}`)
    return body.statusMessage.includes('Secret turns does not exist in resource group default')
  }, patienceMs)
  expect(await read(id, ['TOKEN'])).toEqual(['two'])
})

it('a secret is of its resource group, which goes before the one for every group', async () => {
  await keep('mine', { token: 'of default' })
  const refused = await deploy({ secretVariables: '{"TOKEN":"mine/token"}' }, inGroup('blue'))
  expect([refused.status, refused.body.error.message]).toEqual([
    400,
    expect.stringContaining('Secret mine does not exist in resource group blue; create it with POST /v2/admin/secrets'),
  ])
  await keep('mine', { token: 'of all' }, everywhere)
  const blue = await running({ secretVariables: '{"TOKEN":"mine/token"}' }, inGroup('blue'))
  expect(await read(blue, ['TOKEN'], inGroup('blue'))).toEqual(['of all'])
  const own = await running({ secretVariables: '{"TOKEN":"mine/token"}' })
  expect(await read(own, ['TOKEN'])).toEqual(['of default'])
})

it.each([
  ['no JSON', 'hub/token', 'must be a JSON object of texts'],
  ['no name of a variable', '{"A-B":"hub/token"}', 'is no name of an environment variable'],
  ['no key', '{"A":"hub"}', 'A must be a secret and one of its keys'],
  ['a key for all', '{"A_*":"hub/token"}', 'A_* must be the name of a secret'],
])('a configuration is refused where secretVariables has %s', async (_, secretVariables, words) => {
  const { status, body } = await platform.call('POST', '/v2/lm/configurations', {
    name: 'c',
    scenarioId: 'model-serving',
    executableId: 'node',
    parameterBindings: [{ key: 'secretVariables', value: secretVariables }],
  })
  expect([status, body.error.message]).toEqual([400, expect.stringContaining(words)])
})

it.each([
  ['a key that is not there', { secretVariables: '{"A":"odd/none"}' }, 'Secret odd has no key none; it has bytes, constructor_'],
  ['one that every object has', { secretVariables: '{"A":"odd/constructor"}' }, 'Secret odd has no key constructor'],
  [
    'a value that is too long',
    { secretVariables: '{"*":"wide"}' },
    'long has 100001 bytes; an environment variable may have 100000',
  ],
  ['a value that is no text', { secretVariables: '{"A":"odd/bytes"}' }, 'Key bytes of secret odd is no text'],
  [
    'a name said twice',
    { secretVariables: '{"A":"odd/constructor_"}', environmentVariables: '{"A":"1"}' },
    'A is in environmentVariables too',
  ],
])('a deployment is refused for %s', async (_, parameters, words) => {
  await platform.call('POST', '/v2/admin/secrets', { name: 'odd', data: { bytes: '/w==', constructor_: 'YQ==' } })
  await platform.call('POST', '/v2/admin/secrets', { name: 'wide', data: encoded({ long: 'x'.repeat(100_001) }) })
  const { status, body } = await deploy(parameters)
  expect([status, body.error.message]).toEqual([400, expect.stringContaining(words)])
})
