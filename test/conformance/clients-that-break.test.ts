import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Json } from '../platform.ts'
import { importLocalModel } from './local-model.ts'
import { type Raw, raw, readAsJava } from './raw.ts'
import { type Deployed, eventually, must, openScene, type Scene } from './scene.ts'
import { ErrorEnvelope, LiteLlmList, PythonDeployment, PythonStatusOnly } from './strict-shapes.ts'

/**
 * The things that break clients if done differently, by their number in the list of SAP AI Core's facts (sap-ai-core.md §0),
 * each sent over plain HTTP the way that the client in question sends it.
 */

const chat = { messages: [{ role: 'user', content: 'Hello' }] }
let scene: Scene
let key: Json
let token = ''
let azure: Deployed
let local: Deployed
let nameless: Deployed

beforeAll(async () => {
  scene = await openScene({ at: '2026-01-15T10:00:00Z' })
  key = JSON.parse(scene.platform.serviceKey)
  token = JSON.parse((await tokenBy({ body: form(key.clientid, key.clientsecret) })).text).access_token
  azure = await scene.deploy({ name: 'azure', parameters: { modelName: 'gpt-4o' } })
  const modelFile = await importLocalModel(scene.platform)
  const small = { modelFile, contextSize: '128', threads: '1' }
  local = await scene.deploy({ name: 'local', executableId: 'llama-cpp', parameters: { modelName: 'tiny', ...small } })
  nameless = await scene.deploy({ name: 'nameless', executableId: 'llama-cpp', parameters: small })
})
beforeEach(() => scene.upstream.reset())
afterAll(() => scene[Symbol.asyncDispose]())

const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' }
const form = (id: string, secret: string): string =>
  `grant_type=client_credentials&client_id=${encodeURIComponent(id)}&client_secret=${encodeURIComponent(secret)}`
const tokenBy = ({ headers = {}, body }: { headers?: Record<string, string>; body: string }): Promise<Raw> =>
  raw(new URL(key.url).origin, '/oauth/token', { method: 'POST', headers: { ...urlencoded, ...headers }, body })
const bearer = () => ({ authorization: `Bearer ${token}`, 'ai-resource-group': 'default' })
const get = (path: string, headers: Record<string, string> = {}): Promise<Raw> =>
  raw(scene.platform.url, path, { headers: { ...bearer(), ...headers } })
const send = (method: string, path: string, body?: unknown, contentType = 'application/json'): Promise<Raw> =>
  raw(scene.platform.url, path, {
    method,
    headers: { ...bearer(), 'content-type': contentType },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
const json = (answer: Raw, status = 200): Json => {
  expect(`${answer.status} ${answer.status === status ? '' : answer.text}`).toBe(`${status} `)
  return JSON.parse(answer.text)
}
const list = async (query = ''): Promise<Json> => json(await get(`/v2/lm/deployments${query}`))
const infer = (to: Deployed, below: string, body: unknown): Promise<Raw> =>
  send('POST', `/v2/inference/deployments/${to.id}${below}`, body)

it('1: API at /v2, tokens at /oauth/token, both at the root of the origins in the service key', async () => {
  const { url, serviceurls } = key
  for (const address of [url, serviceurls.AI_API_URL]) expect(new URL(address).pathname).toBe('/')
  expect(`${url}/oauth/token`).toBe(`${scene.platform.url}/oauth/token`)
  expect(json(await raw(serviceurls.AI_API_URL, '/v2/lm/scenarios', { headers: bearer() })).count).toBeGreaterThan(0)
})

it('2: the access token is a JWT of three parts with a JSON object in the middle', async () => {
  const parts = token.split('.')
  expect(parts).toHaveLength(3)
  for (const part of parts) expect(part).toMatch(/^[A-Za-z0-9_-]+$/)
  expect(JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString())).toMatchObject({ exp: expect.any(Number) })
})

it('3 and 4: expires_in is there, longer than an hour, and no longer than the token is good for', async () => {
  const answer = json(await tokenBy({ body: form(key.clientid, key.clientsecret) }))
  expect(answer).toMatchObject({ token_type: 'bearer', expires_in: expect.any(Number) })
  const { exp } = JSON.parse(Buffer.from(answer.access_token.split('.')[1], 'base64url').toString())
  expect(answer.expires_in).toBeGreaterThan(2 * 3600)
  expect(exp * 1000).toBeGreaterThanOrEqual(scene.platform.clock.now() + answer.expires_in * 1000 - 5_000)
})

it.each([
  { name: 'form body, percent-encoded', ask: () => ({ body: form(key.clientid, key.clientsecret) }) },
  {
    name: 'form body, only what must be',
    ask: () => ({
      body: `grant_type=client_credentials&client_id=${key.clientid}&client_secret=${encodeURIComponent(key.clientsecret)}`,
    }),
  },
  {
    name: 'charset in the content type',
    ask: () => ({
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
      body: form(key.clientid, key.clientsecret),
    }),
  },
  {
    name: 'HTTP Basic',
    ask: () => ({
      headers: { authorization: `Basic ${Buffer.from(`${key.clientid}:${key.clientsecret}`).toString('base64')}` },
      body: 'grant_type=client_credentials',
    }),
  },
  {
    name: 'HTTP Basic, percent-encoded',
    ask: () => ({
      headers: {
        authorization: `Basic ${Buffer.from(`${encodeURIComponent(key.clientid)}:${encodeURIComponent(key.clientsecret)}`).toString('base64')}`,
      },
      body: 'grant_type=client_credentials',
    }),
  },
])('5: client credentials by $name', async ({ ask }) => {
  expect(key.clientid).toMatch(/^sb-.+!b\d+\|.+!b\d+$/)
  expect(json(await tokenBy(ask())).access_token).toMatch(/^ey/)
})

it('5: wrong ones are refused as XSUAA does', async () => {
  const refused = await tokenBy({ body: form(key.clientid, 'wrong') })
  expect(json(refused, 401)).toEqual({ error: 'unauthorized', error_description: 'Bad credentials' })
})

it('7: details in both spellings', async () => {
  for (const { details } of (await list()).resources.filter((each: Json) => each.details)) {
    expect(details.resources.backend_details).toEqual(details.resources.backendDetails)
    expect(details.scaling.backend_details).toEqual(details.scaling.backendDetails)
  }
  const cline = (await list('?$top=10000&$skip=0')).resources.find((each: Json) => each.id === azure.id)
  expect(cline.details.resources.backend_details.model.name).toBe('gpt-4o')
})

it('8: model name and version together, the version as configured', async () => {
  const pinned = await scene.deploy({ name: 'v8', parameters: { modelName: 'gpt-4o', modelVersion: '2024-08-06' } })
  const modelOf = async (id: string) => json(await get(`/v2/lm/deployments/${id}`)).details.resources.backendDetails.model
  expect(await modelOf(azure.id)).toEqual({ name: 'gpt-4o', version: 'latest' })
  expect(await modelOf(pinned.id)).toEqual({ name: 'gpt-4o', version: '2024-08-06' })
})

it('9: LiteLLM’s strict reading of the list holds, with deployments in it that have no model name', async () => {
  const { resources } = LiteLlmList.parse(await list('?scenarioId=foundation-models&status=RUNNING'))
  expect(resources.find((each) => each.id === nameless.id)?.details ?? null).toBeNull()
  expect(resources.find((each) => each.id === local.id)?.details?.resources.backendDetails.model.name).toBe('tiny')
})

it('10: the Python client reads every deployment in every state', async () => {
  const { configurationId } = azure
  const created = json(await send('POST', '/v2/lm/deployments', { configurationId }), 202).id
  PythonDeployment.parse(json(await get(`/v2/lm/deployments/${created}`)))
  await scene.platform.until(created, 'RUNNING')
  json(await send('PATCH', `/v2/lm/deployments/${created}`, { targetStatus: 'STOPPED' }), 202)
  PythonDeployment.parse(json(await get(`/v2/lm/deployments/${created}`)))
  await scene.platform.until(created, 'STOPPED')
  for (const each of (await list()).resources) PythonDeployment.parse(each)
  json(await send('DELETE', `/v2/lm/deployments/${created}`), 202)
})

it('11: $select=status gives exactly the fields that the Python class takes', async () => {
  for (const each of (await list('?$select=status')).resources) PythonStatusOnly.parse(each)
  PythonStatusOnly.parse(json(await get(`/v2/lm/deployments/${azure.id}?$select=status`)))
  PythonStatusOnly.parse(json(await get(`/v2/lm/deployments/${azure.id}?%24select=status`)))
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
    expect(json(await get(`/v2/lm/${path}`))).not.toHaveProperty('error')
  expect(json(await infer(azure, '/chat/completions', chat))).not.toHaveProperty('error')
  const refused = [
    await get('/v2/lm/deployments/d0123456789abcde'),
    await get('/v2/lm/nowhere'),
    await get('/v2/lm/deployments?status=HAPPY'),
    await get('/v2/lm/deployments', { 'ai-resource-group': 'nowhere' }),
    await send('POST', '/v2/lm/configurations', { name: 'x' }),
    await send('PATCH', `/v2/lm/deployments/${azure.id}`, {}),
    await send('DELETE', `/v2/lm/deployments/${azure.id}`),
    await send('PUT', '/v2/lm/deployments', {}),
    await infer({ ...azure, id: 'd0123456789abcde' }, '/chat/completions', chat),
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
  expect(json(await get(`/v2/lm/deployments/${azure.id}`, { host: 'lectern.example' })).deploymentUrl).toContain(
    '://lectern.example/',
  )
  expect(json(await get(`/v2/lm/deployments/${azure.id}`, behind)).deploymentUrl).toMatch(
    /^https?:\/\/lectern\.example\/v2\/inference\/deployments\/d/,
  )
})

it('14: a stream is `data: ` lines and blank lines, and ends with [DONE], whoever answers', async () => {
  scene.upstream.behaviour.style = 'azure'
  for (const to of [azure, local]) {
    const { status, text, headers } = await infer(to, '/chat/completions', { ...chat, stream: true, max_tokens: 6 })
    expect(status).toBe(200)
    expect(headers['content-type']).toContain('text/event-stream')
    const { events, done } = readAsJava(text)
    expect(done).toBe(true)
    expect(events.length).toBeGreaterThan(2)
  }
})

it('15: what breaks in the middle is one error event, then the end', async () => {
  scene.upstream.behaviour.dieAfterChunks = 2
  for (const dieInsideChunk of [false, true]) {
    scene.upstream.behaviour.dieInsideChunk = dieInsideChunk
    const { text, cut } = await infer(azure, '/chat/completions', { ...chat, stream: true })
    expect(cut).toBe(true)
    const { events, done } = readAsJava(text)
    expect(done).toBe(false)
    ErrorEnvelope.parse(events.at(-1))
    expect(events.filter((event) => ErrorEnvelope.safeParse(event).success)).toHaveLength(1)
  }
})

it('16 and 17: Azure’s first event passes; the usage event comes to who asks, and is counted for who does not', async () => {
  scene.upstream.behaviour.style = 'azure'
  const silent = readAsJava((await infer(azure, '/chat/completions', { ...chat, stream: true })).text).events as Json[]
  expect(silent[0]).toMatchObject({ choices: [], prompt_filter_results: [{ prompt_index: 0 }] })
  expect(silent.some((event) => event.usage)).toBe(false)
  expect(scene.upstream.received[0]?.json).toMatchObject({ stream_options: { include_usage: true } })
  const asked = { ...chat, stream: true, stream_options: { include_usage: true } }
  const told = readAsJava((await infer(azure, '/chat/completions', asked)).text).events as Json[]
  expect(told[0]).toMatchObject({ prompt_filter_results: [{ prompt_index: 0 }] })
  expect(told.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 12 } })
})

it('18: embeddings in base64 where asked, floats where not', async () => {
  for (const to of [await scene.deploy({ name: 'v18', parameters: { modelName: 'text-embedding-3-small' } }), local]) {
    const packed = json(await infer(to, '/embeddings', { input: 'x', encoding_format: 'base64' })).data[0].embedding
    expect(packed).toMatch(/^[A-Za-z0-9+/]+=*$/)
    const floats = json(await infer(to, '/embeddings', { input: 'x' })).data[0].embedding
    expect(floats).toBeInstanceOf(Array)
    expect(Buffer.from(packed, 'base64')).toHaveLength(4 * floats.length)
  }
})

it('19: GET and DELETE with a content type and no body', async () => {
  const type = { 'content-type': 'application/json' }
  expect((await get('/v2/lm/deployments', type)).status).toBe(200)
  const missing = await raw(scene.platform.url, '/v2/lm/deployments/d0123456789abcde', {
    method: 'DELETE',
    headers: { ...bearer(), ...type },
  })
  expect(missing.status).toBe(404)
})

it.each(['application/merge-patch+json', 'application/json', 'application/json; charset=utf-8'])(
  '20: bulk and merge patches as %s',
  async (type) => {
    const id = 'd0123456789abcde'
    const bulk = await send('PATCH', '/v2/lm/deployments', { deployments: [{ id, targetStatus: 'STOPPED' }] }, type)
    expect(json(bulk, 202).deployments).toMatchObject([{ id, error: { code: expect.any(String) } }])
    for (const [path, body] of [
      ['/v2/lm/executions', { executions: [{ id: 'e0123456789abcde', targetStatus: 'STOPPED' }] }],
      ['/v2/lm/metrics', { executionId: 'e0123456789abcde', metrics: [] }],
      ['/v2/admin/dockerRegistrySecrets/none', { data: { '.dockerconfigjson': '{}' } }],
    ] as const) {
      const { status, text } = await send('PATCH', path, body, type)
      expect(`${path} ${status}`).not.toMatch(/ (415|5\d\d)$/)
      if (status >= 400) ErrorEnvelope.parse(JSON.parse(text))
    }
  },
)

it('21: query values that were never percent-encoded', async () => {
  const start = '2026-01-15T09:00:00+00:00'
  expect(json(await get(`/v2/lm/deployments/${local.id}/logs?start=${start}&$order=desc`)).data.result).toBeInstanceOf(Array)
  const both = (await list('?executableIds=azure-openai,llama-cpp')).resources.map((each: Json) => each.executableId)
  expect(new Set(both)).toEqual(new Set(['azure-openai', 'llama-cpp']))
  const label = {
    name: 'l',
    kind: 'model',
    url: 'ai://default/l',
    scenarioId: 'foundation-models',
    labels: [{ key: 'ext.ai.sap.com/a', value: 'b' }],
  }
  const { id } = json(await send('POST', '/v2/lm/artifacts', label), 201)
  const found = json(await get('/v2/lm/artifacts?artifactLabelSelector=ext.ai.sap.com/a=b,ext.ai.sap.com/a!=c'))
  expect(found.resources.map((each: Json) => each.id)).toEqual([id])
  expect(json(await get('/v2/admin/resourceGroups?labelSelector=ext.ai.sap.com/a=b,ext.ai.sap.com/c!=d')).resources).toEqual([])
})

it('22: $count also as %24count, a bare integer, before ids', async () => {
  for (const kind of ['deployments', 'configurations', 'artifacts', 'executions']) {
    const [plain, encoded] = [await get(`/v2/lm/${kind}/$count`), await get(`/v2/lm/${kind}/%24count`)]
    expect(plain).toMatchObject({ status: 200, text: expect.stringMatching(/^\d+$/) })
    expect(encoded).toMatchObject({ status: 200, text: plain.text })
    expect(plain.headers['content-type']).toContain('application/json')
  }
})

it('23: dataset paths, encoded and not, meet the same answer', async () => {
  const answers = [await get('/v2/lm/dataset/files/default%2Fa%2Fb.csv'), await get('/v2/lm/dataset/files/default/a/b.csv')]
  for (const answer of answers) expect(json(answer, 404).error.message).toContain('default/a/b.csv')
})

it('24: id and URL outlive a change of configuration, and what was cached keeps working', async () => {
  const stable = await scene.deploy({ name: 'v24', parameters: { modelName: 'gpt-4.1' } })
  const configurationId = await scene.configure({ name: 'v24', parameters: { modelName: 'gpt-4.1-mini' } })
  json(await send('PATCH', `/v2/lm/deployments/${stable.id}`, { configurationId }), 202)
  await eventually(async () => {
    json(await infer(stable, '/chat/completions', chat))
    return scene.upstream.received.at(-1)?.url.includes('gpt-4.1-mini') ?? false
  }, scene.platform)
  expect(json(await get(`/v2/lm/deployments/${stable.id}`))).toMatchObject({ id: stable.id, deploymentUrl: stable.url })
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
  const sap = (await list('?scenarioId=foundation-models&status=RUNNING&executableIds=azure-openai')).resources.filter(named)
  const litellm = (await list('?scenarioId=foundation-models&status=RUNNING')).resources.filter(named)
  litellm.sort((a: Json, b: Json) => Date.parse(b.createdAt) - Date.parse(a.createdAt))
  const cline = (await list('?$top=10000&$skip=0')).resources.filter(
    (each: Json) => named(each) && each.targetStatus === 'RUNNING',
  )
  expect([sap[0].id, litellm[0].id, cline[0].id]).toEqual([newer.id, newer.id, newer.id])
  const statuses = (await list()).resources.map((each: Json) => each.status)
  expect(statuses.lastIndexOf('RUNNING')).toBeLessThan(statuses.findIndex((each: string) => each !== 'RUNNING'))
  expect(sap.map((each: Json) => each.id)).toEqual([newer.id, older.id])
})
