import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Json } from '../platform.ts'
import { importLocalModel } from './local-model.ts'
import { raw } from './raw.ts'
import { type Deployed, eventually, must, openScene, type Scene } from './scene.ts'
import { form, json, openSpeaker, type Speaker } from './speaker.ts'
import { ErrorEnvelope, LiteLlmList, PythonDeployment, PythonStatusOnly } from './strict-shapes.ts'

/**
 * The things that break clients if done differently, by their number in the list of SAP AI Core's facts (sap-ai-core.md §0),
 * each sent over plain HTTP the way that the client in question sends it. Here: tokens and objects.
 */

const chat = { messages: [{ role: 'user', content: 'Hello' }] }
let scene: Scene
let as: Speaker
let azure: Deployed
let local: Deployed
let nameless: Deployed

beforeAll(async () => {
  scene = await openScene({ at: '2026-01-15T10:00:00Z' })
  as = await openSpeaker(scene)
  azure = await scene.deploy({ name: 'azure', parameters: { modelName: 'gpt-4o' } })
  const modelFile = await importLocalModel(scene.platform)
  const small = { modelFile, contextSize: '128', threads: '1' }
  local = await scene.deploy({ name: 'local', executableId: 'llama-cpp', parameters: { modelName: 'tiny', ...small } })
  nameless = await scene.deploy({ name: 'nameless', executableId: 'llama-cpp', parameters: small })
})
beforeEach(() => scene.upstream.reset())
afterAll(() => scene[Symbol.asyncDispose]())

it('1: API at /v2, tokens at /oauth/token, both at the root of the origins in the service key', async () => {
  const { url, serviceurls } = as.key
  for (const address of [url, serviceurls.AI_API_URL]) expect(new URL(address).pathname).toBe('/')
  expect(`${url}/oauth/token`).toBe(`${scene.platform.url}/oauth/token`)
  expect(json(await raw(serviceurls.AI_API_URL, '/v2/lm/scenarios', { headers: as.bearer() })).count).toBeGreaterThan(0)
})

it('2: the access token is a JWT of three parts with a JSON object in the middle', async () => {
  const parts = as.token.split('.')
  expect(parts).toHaveLength(3)
  for (const part of parts) expect(part).toMatch(/^[A-Za-z0-9_-]+$/)
  expect(JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString())).toMatchObject({ exp: expect.any(Number) })
})

it('3 and 4: expires_in is there, longer than an hour, and no longer than the token is good for', async () => {
  const answer = json(await as.tokenBy({ body: form(as.key.clientid, as.key.clientsecret) }))
  expect(answer).toMatchObject({ token_type: 'bearer', expires_in: expect.any(Number) })
  const { exp } = JSON.parse(Buffer.from(answer.access_token.split('.')[1], 'base64url').toString())
  expect(answer.expires_in).toBeGreaterThan(2 * 3600)
  expect(exp * 1000).toBeGreaterThanOrEqual(scene.platform.clock.now() + answer.expires_in * 1000 - 5_000)
})

it.each([
  { name: 'form body, percent-encoded', ask: () => ({ body: form(as.key.clientid, as.key.clientsecret) }) },
  {
    name: 'form body, only what must be',
    ask: () => ({
      body: `grant_type=client_credentials&client_id=${as.key.clientid}&client_secret=${encodeURIComponent(as.key.clientsecret)}`,
    }),
  },
  {
    name: 'charset in the content type',
    ask: () => ({
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
      body: form(as.key.clientid, as.key.clientsecret),
    }),
  },
  {
    name: 'HTTP Basic',
    ask: () => ({
      headers: { authorization: `Basic ${Buffer.from(`${as.key.clientid}:${as.key.clientsecret}`).toString('base64')}` },
      body: 'grant_type=client_credentials',
    }),
  },
  {
    name: 'HTTP Basic, percent-encoded',
    ask: () => ({
      headers: {
        authorization: `Basic ${Buffer.from(`${encodeURIComponent(as.key.clientid)}:${encodeURIComponent(as.key.clientsecret)}`).toString('base64')}`,
      },
      body: 'grant_type=client_credentials',
    }),
  },
])('5: client credentials by $name', async ({ ask }) => {
  expect(as.key.clientid).toMatch(/^sb-.+!b\d+\|.+!b\d+$/)
  expect(json(await as.tokenBy(ask())).access_token).toMatch(/^ey/)
})

it.each([
  { name: 'no body at all', headers: {} },
  { name: 'a form that is empty', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  { name: 'a content type of JSON and no body', headers: { 'content-type': 'application/json' } },
])('5: client credentials as in curl samples: Basic, the grant in the address, $name', async ({ headers }) => {
  const authorization = `Basic ${Buffer.from(`${as.key.clientid}:${as.key.clientsecret}`).toString('base64')}`
  const path = '/oauth/token?grant_type=client_credentials'
  const answer = await raw(as.key.url, path, { method: 'POST', headers: { authorization, ...headers } })
  expect(json(answer).access_token).toMatch(/^ey/)
  const query = `client_id=${encodeURIComponent(as.key.clientid)}&client_secret=${encodeURIComponent(as.key.clientsecret)}`
  expect((await raw(as.key.url, `${path}&${query}`, { method: 'POST', headers })).status).toBe(401)
})

it('5: wrong ones are refused as XSUAA does', async () => {
  const refused = await as.tokenBy({ body: form(as.key.clientid, 'wrong') })
  expect(json(refused, 401)).toEqual({ error: 'unauthorized', error_description: 'Bad credentials' })
})

it('7: details in both spellings', async () => {
  for (const { details } of (await as.list()).resources.filter((each: Json) => each.details)) {
    expect(details.resources.backend_details).toEqual(details.resources.backendDetails)
    expect(details.scaling.backend_details).toEqual(details.scaling.backendDetails)
  }
  const cline = (await as.list('?$top=10000&$skip=0')).resources.find((each: Json) => each.id === azure.id)
  expect(cline.details.resources.backend_details.model.name).toBe('gpt-4o')
})

it('8: model name and version together, the version as configured', async () => {
  const pinned = await scene.deploy({ name: 'v8', parameters: { modelName: 'gpt-4o', modelVersion: '2024-08-06' } })
  const modelOf = async (id: string) => json(await as.get(`/v2/lm/deployments/${id}`)).details.resources.backendDetails.model
  expect(await modelOf(azure.id)).toEqual({ name: 'gpt-4o', version: 'latest' })
  expect(await modelOf(pinned.id)).toEqual({ name: 'gpt-4o', version: '2024-08-06' })
})

it('9: LiteLLM’s strict reading of the list holds, with deployments in it that have no model name', async () => {
  const { resources } = LiteLlmList.parse(await as.list('?scenarioId=foundation-models&status=RUNNING'))
  expect(resources.find((each) => each.id === nameless.id)?.details ?? null).toBeNull()
  expect(resources.find((each) => each.id === local.id)?.details?.resources.backendDetails.model.name).toBe('tiny')
})

it('10: the Python client reads every deployment in every state', async () => {
  const { configurationId } = azure
  const created = json(await as.send('POST', '/v2/lm/deployments', { configurationId }), 202).id
  PythonDeployment.parse(json(await as.get(`/v2/lm/deployments/${created}`)))
  await scene.platform.until(created, 'RUNNING')
  json(await as.send('PATCH', `/v2/lm/deployments/${created}`, { targetStatus: 'STOPPED' }), 202)
  PythonDeployment.parse(json(await as.get(`/v2/lm/deployments/${created}`)))
  await scene.platform.until(created, 'STOPPED')
  for (const each of (await as.list()).resources) PythonDeployment.parse(each)
  json(await as.send('DELETE', `/v2/lm/deployments/${created}`), 202)
})

it('11: $select=status gives exactly the fields that the Python class takes', async () => {
  for (const each of (await as.list('?$select=status')).resources) PythonStatusOnly.parse(each)
  PythonStatusOnly.parse(json(await as.get(`/v2/lm/deployments/${azure.id}?$select=status`)))
  PythonStatusOnly.parse(json(await as.get(`/v2/lm/deployments/${azure.id}?%24select=status`)))
})

it('12: `error` is in no answer that succeeds, and in the envelope of every one that does not', async () => {
  for (const path of [
    'scenarios',
    'scenarios/foundation-models/models',
    'configurations',
    'deployments',
    'executions',
    'artifacts',
    'meta',
  ])
    expect(json(await as.get(`/v2/lm/${path}`))).not.toHaveProperty('error')
  expect(json(await as.infer(azure.id, '/chat/completions', chat))).not.toHaveProperty('error')
  const refused = [
    await as.get('/v2/lm/deployments/d0123456789abcde'),
    await as.get('/v2/lm/nowhere'),
    await as.get('/v2/lm/deployments?status=HAPPY'),
    await as.get('/v2/lm/deployments', { 'ai-resource-group': 'nowhere' }),
    await as.send('POST', '/v2/lm/configurations', { name: 'x' }),
    await as.send('PATCH', `/v2/lm/deployments/${azure.id}`, {}),
    await as.send('DELETE', `/v2/lm/deployments/${azure.id}`),
    await as.send('PUT', '/v2/lm/deployments', {}),
    await as.infer('d0123456789abcde', '/chat/completions', chat),
    await raw(scene.platform.url, '/v2/lm/deployments', { headers: { authorization: 'Bearer e30.e30.e30' } }),
    await raw(scene.platform.url, '/v2/lm/deployments'),
  ]
  for (const { status, text, headers } of refused) {
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(headers['content-type']).toContain('application/json')
    ErrorEnvelope.parse(JSON.parse(text))
  }
})

it('13: deploymentUrl is absolute, says /deployments/, and is where the caller can reach it', async () => {
  expect(azure.url).toBe(`${scene.platform.url}/v2/inference/deployments/${azure.id}`)
  const behind = { host: 'lectern.example', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'lectern.example' }
  expect(json(await as.get(`/v2/lm/deployments/${azure.id}`, { host: 'lectern.example' })).deploymentUrl).toContain(
    '://lectern.example/',
  )
  expect(json(await as.get(`/v2/lm/deployments/${azure.id}`, behind)).deploymentUrl).toMatch(
    /^https?:\/\/lectern\.example\/v2\/inference\/deployments\/d/,
  )
})

it('24: id and URL outlive a change of configuration, and what was cached keeps working', async () => {
  const stable = await scene.deploy({ name: 'v24', parameters: { modelName: 'gpt-4.1' } })
  const configurationId = await scene.configure({ name: 'v24', parameters: { modelName: 'gpt-4.1-mini' } })
  json(await as.send('PATCH', `/v2/lm/deployments/${stable.id}`, { configurationId }), 202)
  await eventually(async () => {
    json(await as.infer(stable.id, '/chat/completions', chat))
    return scene.upstream.received.at(-1)?.url.includes('gpt-4.1-mini') ?? false
  }, scene.platform)
  expect(json(await as.get(`/v2/lm/deployments/${stable.id}`))).toMatchObject({ id: stable.id, deploymentUrl: stable.url })
})

it('25: running ones first, the newest first: three ways of choosing agree', async () => {
  const parameters = { modelName: 'gpt-5' }
  const older = await scene.deploy({ name: 'older', parameters })
  scene.platform.clock.travelTo('2026-01-15T10:01:00Z')
  const newer = await scene.deploy({ name: 'newer', parameters })
  scene.platform.clock.travelTo('2026-01-15T10:02:00Z')
  const newest = await scene.deploy({ name: 'newest', parameters })
  must(202, await scene.platform.call('PATCH', `/v2/lm/deployments/${newest.id}`, { targetStatus: 'STOPPED' }))
  await scene.platform.until(newest.id, 'STOPPED')
  const named = ({ details }: Json): boolean => details?.resources.backendDetails.model.name === 'gpt-5'
  const sap = (await as.list('?scenarioId=foundation-models&status=RUNNING&executableIds=azure-openai')).resources.filter(named)
  const litellm = (await as.list('?scenarioId=foundation-models&status=RUNNING')).resources.filter(named)
  litellm.sort((a: Json, b: Json) => Date.parse(b.createdAt) - Date.parse(a.createdAt))
  const cline = (await as.list('?$top=10000&$skip=0')).resources.filter(
    (each: Json) => named(each) && each.targetStatus === 'RUNNING',
  )
  expect([sap[0].id, litellm[0].id, cline[0].id]).toEqual([newer.id, newer.id, newer.id])
  const statuses = (await as.list()).resources.map((each: Json) => each.status)
  expect(statuses.lastIndexOf('RUNNING')).toBeLessThan(statuses.findIndex((each: string) => each !== 'RUNNING'))
  expect(sap.map((each: Json) => each.id)).toEqual([newer.id, older.id])
})
