import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Json } from '../platform.ts'
import { importLocalModel } from './local-model.ts'
import { raw, readAsJava } from './raw.ts'
import { type Deployed, openScene, type Scene } from './scene.ts'
import { json, openSpeaker, type Speaker } from './speaker.ts'
import { ErrorEnvelope } from './strict-shapes.ts'

/**
 * The things that break clients if done differently, by their number in the list of SAP AI Core's facts (sap-ai-core.md §0),
 * each sent over plain HTTP the way that the client in question sends it. Here: streams, bodies and addresses.
 */

const chat = { messages: [{ role: 'user', content: 'Hello' }] }
let scene: Scene
let as: Speaker
let azure: Deployed
let local: Deployed

beforeAll(async () => {
  scene = await openScene({ at: '2026-01-15T10:00:00Z' })
  as = await openSpeaker(scene)
  azure = await scene.deploy({ name: 'azure', parameters: { modelName: 'gpt-4o' } })
  const modelFile = await importLocalModel(scene.platform)
  const small = { modelFile, contextSize: '128', threads: '1' }
  local = await scene.deploy({ name: 'local', executableId: 'llama-cpp', parameters: { modelName: 'tiny', ...small } })
})
beforeEach(() => scene.upstream.reset())
afterAll(() => scene[Symbol.asyncDispose]())

it('14: a stream is `data: ` lines and blank lines, and ends with [DONE], whoever answers', async () => {
  scene.upstream.behaviour.style = 'azure'
  for (const to of [azure, local]) {
    const { status, text, headers } = await as.infer(to.id, '/chat/completions', { ...chat, stream: true, max_tokens: 6 })
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
    const { text, cut } = await as.infer(azure.id, '/chat/completions', { ...chat, stream: true })
    expect(cut).toBe(true)
    const { events, done } = readAsJava(text)
    expect(done).toBe(false)
    ErrorEnvelope.parse(events.at(-1))
    expect(events.filter((event) => ErrorEnvelope.safeParse(event).success)).toHaveLength(1)
  }
})

it('16 and 17: Azure’s first event passes; the usage event comes to who asks, and is counted for who does not', async () => {
  scene.upstream.behaviour.style = 'azure'
  const silent = readAsJava((await as.infer(azure.id, '/chat/completions', { ...chat, stream: true })).text).events as Json[]
  expect(silent[0]).toMatchObject({ choices: [], prompt_filter_results: [{ prompt_index: 0 }] })
  expect(silent.some((event) => event.usage)).toBe(false)
  expect(scene.upstream.received[0]?.json).toMatchObject({ stream_options: { include_usage: true } })
  const asked = { ...chat, stream: true, stream_options: { include_usage: true } }
  const told = readAsJava((await as.infer(azure.id, '/chat/completions', asked)).text).events as Json[]
  expect(told[0]).toMatchObject({ prompt_filter_results: [{ prompt_index: 0 }] })
  expect(told.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 12 } })
})

it('18: embeddings in base64 where asked, floats where not', async () => {
  for (const to of [await scene.deploy({ name: 'v18', parameters: { modelName: 'text-embedding-3-small' } }), local]) {
    const packed = json(await as.infer(to.id, '/embeddings', { input: 'x', encoding_format: 'base64' })).data[0].embedding
    expect(packed).toMatch(/^[A-Za-z0-9+/]+=*$/)
    const floats = json(await as.infer(to.id, '/embeddings', { input: 'x' })).data[0].embedding
    expect(floats).toBeInstanceOf(Array)
    expect(Buffer.from(packed, 'base64')).toHaveLength(4 * floats.length)
  }
})

it('19: GET and DELETE with a content type and no body', async () => {
  const type = { 'content-type': 'application/json' }
  expect((await as.get('/v2/lm/deployments', type)).status).toBe(200)
  const missing = await raw(scene.platform.url, '/v2/lm/deployments/d0123456789abcde', {
    method: 'DELETE',
    headers: { ...as.bearer(), ...type },
  })
  expect(missing.status).toBe(404)
})

it.each(['application/merge-patch+json', 'application/json', 'application/json; charset=utf-8'])(
  '20: bulk and merge patches as %s',
  async (type) => {
    const id = 'd0123456789abcde'
    const bulk = await as.send('PATCH', '/v2/lm/deployments', { deployments: [{ id, targetStatus: 'STOPPED' }] }, type)
    expect(json(bulk, 202).deployments).toMatchObject([{ id, error: { code: expect.any(String) } }])
    for (const [path, body] of [
      ['/v2/lm/executions', { executions: [{ id: 'e0123456789abcde', targetStatus: 'STOPPED' }] }],
      ['/v2/lm/metrics', { executionId: 'e0123456789abcde', metrics: [] }],
      ['/v2/admin/dockerRegistrySecrets/none', { data: { '.dockerconfigjson': '{}' } }],
    ] as const) {
      const { status, text } = await as.send('PATCH', path, body, type)
      expect(`${path} ${status}`).not.toMatch(/ (415|5\d\d)$/)
      if (status >= 400) ErrorEnvelope.parse(JSON.parse(text))
    }
  },
)

it('21: query values that were never percent-encoded', async () => {
  const start = '2026-01-15T09:00:00+00:00'
  expect(json(await as.get(`/v2/lm/deployments/${local.id}/logs?start=${start}&$order=desc`)).data.result).toBeInstanceOf(Array)
  const both = (await as.list('?executableIds=azure-openai,llama-cpp')).resources.map((each: Json) => each.executableId)
  expect(new Set(both)).toEqual(new Set(['azure-openai', 'llama-cpp']))
  const label = {
    name: 'l',
    kind: 'model',
    url: 'ai://default/l',
    scenarioId: 'foundation-models',
    labels: [{ key: 'ext.ai.sap.com/a', value: 'b' }],
  }
  const { id } = json(await as.send('POST', '/v2/lm/artifacts', label), 201)
  const found = json(await as.get('/v2/lm/artifacts?artifactLabelSelector=ext.ai.sap.com/a=b,ext.ai.sap.com/a!=c'))
  expect(found.resources.map((each: Json) => each.id)).toEqual([id])
  expect(json(await as.get('/v2/admin/resourceGroups?labelSelector=ext.ai.sap.com/a=b,ext.ai.sap.com/c!=d')).resources).toEqual(
    [],
  )
})

it('22: $count also as %24count, a bare integer, before ids', async () => {
  for (const kind of ['deployments', 'configurations', 'artifacts', 'executions']) {
    const [plain, encoded] = [await as.get(`/v2/lm/${kind}/$count`), await as.get(`/v2/lm/${kind}/%24count`)]
    expect(plain).toMatchObject({ status: 200, text: expect.stringMatching(/^\d+$/) })
    expect(encoded).toMatchObject({ status: 200, text: plain.text })
    expect(plain.headers['content-type']).toContain('application/json')
  }
})

it('23: dataset paths, encoded and not, meet the same answer', async () => {
  const answers = [await as.get('/v2/lm/dataset/files/default%2Fa%2Fb.csv'), await as.get('/v2/lm/dataset/files/default/a/b.csv')]
  for (const answer of answers) expect(json(answer, 404).error.message).toContain('default/a/b.csv')
})
