import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { InferenceLogSetting } from '../../src/domain/inference-log.ts'
import { makeInferenceLog } from '../../src/gateway/inference-log.ts'
import { makeEventSender } from '../../src/gateway/inference-log-http.ts'
import { makeKafkaSender } from '../../src/gateway/inference-log-kafka.ts'
import { openLedger } from '../../src/gateway/ledger.ts'
import { makeLogFiles } from '../../src/telemetry/inference-log-files.ts'
import { makeLogSpool } from '../../src/telemetry/inference-log-spool.ts'
import { eventually, type Harness, idOf, route, startHarness, systemClock, target } from '../gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { type Collector, startCollector } from './collector.ts'

let upstream: OpenaiUpstream
let collector: Collector
let harness: Harness
let folder: string
let spool: string
const said: object[] = []
let dice = 0

const set = (more: object): { inferenceLog: InferenceLogSetting } => ({ inferenceLog: InferenceLogSetting.parse(more) })
const proving = (secret: string, sink: object) => ({
  inferenceLog: { ...InferenceLogSetting.parse({ mode: 'all', sink }), secret },
})
const post = (url: string, path = '') => ({ kind: 'http', url: `${url}${path}` })

beforeAll(async () => {
  upstream = await startOpenaiUpstream()
  collector = await startCollector()
  folder = mkdtempSync(join(tmpdir(), 'lectern-log-'))
  spool = join(folder, 'spool')
  const to = [target(upstream.address)]
  let ids = 0
  const log = { level: 'info', debug() {}, info() {}, warn: (fields: object) => void said.push(fields), error() {} }
  const inferenceLog = makeInferenceLog({
    sinks: {
      files: makeLogFiles({ folder, boot: 'boot1234', now: () => Date.now(), maxBytes: 64 * 1024 * 1024, maxFiles: 10 }),
      spool: makeLogSpool({ folder: spool, boot: 'boot1234', now: () => Date.now(), maxBytes: 1_000_000, maxFiles: 1_000 }),
      http: makeEventSender(true),
      kafka: makeKafkaSender({ allowPrivate: true, clock: systemClock }),
    },
    clock: systemClock,
    log,
    turn: nextTurn,
    newId: () => `inference-${++ids}`,
    random: () => dice,
    maxBytes: 4 * 1024 * 1024,
  })
  harness = await startHarness(
    [
      route('plain', to),
      route('all', to, set({ mode: 'all' })),
      route('ins', to, set({ mode: 'inputs' })),
      route('outs', to, set({ mode: 'outputs' })),
      route('half', to, set({ mode: 'all', sampling: 0.5 })),
      route('hide', to, set({ mode: 'all', redactFields: ['User', 'content'] })),
      route('short', to, set({ mode: 'all', maxBodyBytes: 1024 })),
      route('stored', to, set({ mode: 'inputs', sink: { kind: 'store' } })),
      route('closed', to, set({ mode: 'none', onRequest: false })),
      route('binary', to, set({ mode: 'all', sink: post(collector.url, '/in?a=1') })),
      route('struct', to, set({ mode: 'all', sink: { ...post(collector.url), format: 'structured' } })),
      route('bearer', to, proving('hunter2', { ...post(collector.url), authentication: { kind: 'bearer' } })),
      route('header', to, proving('hunter3', { ...post(collector.url), authentication: { kind: 'header', name: 'X-Log-Key' } })),
      route(
        'rolls',
        [0, 1].map((branch) => target(upstream.address, { id: `side-${branch}`, branch })),
        {
          ...set({ mode: 'inputs', sink: post(collector.url) }),
          spread: {
            strategy: 'weighted',
            rollout: { id: 'r', percent: 0, header: { name: 'x-side', value: 'new' }, versions: [1, 2] },
            branches: ['c1', 'c2'].map((configurationId) => ({ configurationId, weight: 1, facts: sideFacts })),
          },
        },
      ),
      route('nobody', to, set({ mode: 'all', sink: post('http://127.0.0.1:1') })),
      route('broken', [target('http://127.0.0.1:1', { id: 'remote:9' })], set({ mode: 'all' })),
    ],
    { startingMs: 500 },
    { inferenceLog },
  )
})
beforeEach(() => {
  upstream.reset()
  collector.taken.length = 0
  collector.answers = 202
  dice = 0
})
afterAll(async () => {
  await harness[Symbol.asyncDispose]()
  await collector[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const chat = { messages: [{ role: 'user', content: 'Hello' }] }
const ask = (name: string, body: object = chat, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${harness.url}/v2/inference/deployments/${idOf(name)}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer admin', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

// biome-ignore lint/suspicious/noExplicitAny: records of many shapes; what is expected is the check
const records = (name: string): any[] => linesIn(join(folder, idOf(name)))
// biome-ignore lint/suspicious/noExplicitAny: as above
const stored = (name: string): any[] => linesIn(spool).filter((each) => each.deploymentId === idOf(name))
// biome-ignore lint/suspicious/noExplicitAny: as above
const linesIn = (directory: string): any[] => {
  try {
    const files = readdirSync(directory).filter((file) => file.endsWith('.jsonl'))
    const lines = files.flatMap((file) => readFileSync(join(directory, file), 'utf8').split('\n'))
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line))
  } catch {
    return []
  }
}
const recorded = async (name: string, count: number, read = records) => {
  await eventually(() => read(name).length >= count)
  return read(name).at(-1)
}
const metric = async (line: string): Promise<number> => {
  const text = await (await fetch(`${harness.url}/metrics`)).text()
  return Number(
    text
      .split('\n')
      .find((each) => each.startsWith(line))
      ?.split(' ')[1] ?? 0,
  )
}

const sideFacts = {
  executableId: 'test-executable',
  wire: 'openai',
  modelName: 'gpt-4o',
  modelVersion: null,
  capabilities: ['chat'],
  deprecatedAt: null,
  retiresAt: null,
  prices: [],
  contextLength: null,
  maxOutputTokens: null,
} as const

describe('the inference log in files', () => {
  it('keeps what was asked and answered, with the facts of the call', async () => {
    const text = await (await ask('all')).text()
    expect(await recorded('all', 1)).toMatchObject({
      source: 'lectern',
      resourceGroup: 'default',
      deploymentId: idOf('all'),
      deploymentName: 'all',
      modelName: 'gpt-4o',
      credentialId: 'admin',
      path: '/chat/completions',
      streaming: false,
      responseHttpCode: 200,
      outcome: 'answered',
      inputTokens: expect.any(Number),
      request: { contentType: 'application/json', truncated: false, encoding: 'text', body: JSON.stringify(chat) },
      response: { encoding: 'text', body: text },
    })
  })

  it('keeps a stream to its last byte, as the caller got it', async () => {
    Object.assign(upstream.behaviour, { words: ['a', 'b', 'c'], chunkMs: 5 })
    const before = records('all').length
    const text = await (await ask('all', { ...chat, stream: true })).text()
    expect(text).toContain('[DONE]')
    expect(await recorded('all', before + 1)).toMatchObject({ streaming: true, response: { body: text } })
  })

  it('keeps what goes over HTTP/2 too', async () => {
    const session = connect(harness.url)
    const stream = session.request({
      ':method': 'POST',
      ':path': `/v2/inference/deployments/${idOf('all')}/chat/completions`,
      authorization: 'Bearer admin',
      'content-type': 'application/json',
    })
    const before = records('all').length
    stream.end(JSON.stringify({ ...chat, stream: true }))
    let text = ''
    for await (const chunk of stream) text += chunk
    session.close()
    expect(await recorded('all', before + 1)).toMatchObject({
      response: { contentType: expect.stringContaining('text/event-stream'), body: text },
    })
  })

  it.each([
    ['ins', { request: { body: JSON.stringify(chat) } }, 'response'],
    ['outs', { response: { encoding: 'text' } }, 'request'],
  ])('mode of "%s" keeps one side', async (name, expected, missing) => {
    await (await ask(name)).text()
    const record = await recorded(name, 1)
    expect(record).toMatchObject(expected)
    expect(record).not.toHaveProperty(missing)
  })

  it('keeps the sampled share only', async () => {
    dice = 0.5
    await (await ask('half')).text()
    dice = 0.49
    await (await ask('half')).text()
    await recorded('half', 1)
    await (await ask('half')).text()
    await recorded('half', 2)
    expect(records('half')).toHaveLength(2)
  })

  it('keeps no credentials, and no configured fields', async () => {
    const secret = `sk-${'a'.repeat(40)}`
    const before = records('all').length
    await (await ask('all', { messages: [{ role: 'user', content: `key ${secret}` }], api_key: 'hunter2' })).text()
    const all = JSON.stringify(await recorded('all', before + 1))
    expect(all).toContain('[redacted]')
    expect(all).not.toMatch(/sk-aaa|hunter2|Bearer admin|provider-key/)
    await (await ask('hide', { ...chat, user: 'Ann' })).text()
    expect(JSON.parse((await recorded('hide', 1)).request.body)).toEqual({
      messages: [{ role: 'user', content: '[redacted]' }],
      user: '[redacted]',
    })
  })

  it('cuts long bodies, and says so', async () => {
    upstream.behaviour.words = Array(2000).fill('word ')
    const body = { messages: [{ role: 'user', content: 'x'.repeat(5_000) }] }
    expect((await (await ask('short', body)).text()).length).toBeGreaterThan(5_000)
    const { request, response } = await recorded('short', 1)
    expect(request).toMatchObject({ truncated: true, bytes: JSON.stringify(body).length })
    expect(request.body).toHaveLength(1024)
    expect(response).toMatchObject({ truncated: true })
    expect(response.body).toHaveLength(1024)
  })

  it('keeps calls that failed, with what the caller was told', async () => {
    const text = await (await ask('broken')).text()
    expect(await recorded('broken', 1)).toMatchObject({ responseHttpCode: 502, outcome: 'failed', response: { body: text } })
  })

  it('keeps what had passed of a call that the caller left', async () => {
    Object.assign(upstream.behaviour, { words: Array(100).fill('a'), chunkMs: 20 })
    const before = records('all').length
    const stop = new AbortController()
    const answer = await fetch(`${harness.url}/v2/inference/deployments/${idOf('all')}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer admin', 'content-type': 'application/json' },
      body: JSON.stringify({ ...chat, stream: true }),
      signal: stop.signal,
    })
    await answer.body?.getReader().read()
    stop.abort()
    expect(await recorded('all', before + 1)).toMatchObject({
      outcome: 'hang-up',
      responseHttpCode: 499,
      response: { body: expect.stringContaining('data: ') },
    })
  })

  it('serves on, and counts, where the folder cannot be written', async () => {
    writeFileSync(join(folder, idOf('nofiles')), 'a file where the folder should be')
    harness.control.say({ kind: 'route', route: route('nofiles', [target(upstream.address)], set({ mode: 'all' })) })
    await eventually(async () => (await ask('nofiles')).status === 200)
    await eventually(async () => (await metric('lectern_inference_log_dropped_total{reason="sink"}')) >= 1)
  })
})

describe('where answers end late, because the ledger is on disk first', () => {
  it('one record is kept, with the last byte', async () => {
    const now = (): number => Date.now()
    const kept = mkdtempSync(join(tmpdir(), 'lectern-log-'))
    const log = { level: 'info', debug() {}, info() {}, warn() {}, error() {} }
    const files = makeLogFiles({ folder: kept, boot: 'boot', now, maxBytes: 1_000_000, maxFiles: 2 })
    const spool = makeLogSpool({ folder: join(kept, 'spool'), boot: 'boot', now, maxBytes: 1_000_000, maxFiles: 2 })
    const clock = systemClock
    const sinks = { files, spool, http: makeEventSender(true), kafka: makeKafkaSender({ allowPrivate: true, clock }) }
    const bounds = { newId: () => 'x', random: () => 0, maxBytes: 1_000_000, turn: nextTurn }
    const inferenceLog = makeInferenceLog({ sinks, clock, log, ...bounds })
    const durability = 'disk'
    const ledger = openLedger({ folder: join(kept, 'ledger'), boot: 'g', pid: 1, now, durability, log, atTurnEnd: setImmediate })
    const late = await startHarness(
      [route('all', [target(upstream.address)], set({ mode: 'all' }))],
      {},
      { inferenceLog, ledger },
    )
    const path = `/v2/inference/deployments/${idOf('all')}/chat/completions`
    const headers = { authorization: 'Bearer admin', 'content-type': 'application/json' }
    const text = await (await fetch(`${late.url}${path}`, { method: 'POST', headers, body: JSON.stringify(chat) })).text()
    await late[Symbol.asyncDispose]()
    const folderOf = join(kept, idOf('all'))
    const lines = readdirSync(folderOf).flatMap((name) => readFileSync(join(folderOf, name), 'utf8').trim().split('\n'))
    rmSync(kept, { recursive: true })
    expect(lines.map((line) => JSON.parse(line).response.body)).toEqual([text])
  })
})

describe('room for what is kept', () => {
  it('comes back when records are written', async () => {
    const body = { messages: [{ role: 'user', content: 'x'.repeat(200_000) }] }
    const first = records('all').length
    for (let call = 0; call < 30; call += 1) {
      const before = records('all').length
      await (await ask('all', body)).text()
      expect((await recorded('all', before + 1)).request.truncated).toBe(false)
    }
    // One of each, not more.
    expect(records('all')).toHaveLength(first + 30)
  })
})

describe('a record that the caller asks for', () => {
  const mode = (value: string, labels?: string) => ({
    'ai-inference-observability-persistence-mode': value,
    'ai-object-store-secret-name': 'store',
    ...(labels ? { 'ai-inference-observability-labels': labels } : {}),
  })

  it('is kept whole, under the id that the answer names, and is not told to the model', async () => {
    const answer = await ask('plain', chat, mode('full', 'ext.ai.sap.com/env=prod,ext.ai.sap.com/team=ml'))
    const text = await answer.text()
    const id = answer.headers.get('ai-inference-id')
    expect(id).toMatch(/^inference-/)
    expect(await recorded('plain', 1, stored)).toMatchObject({
      id,
      full: true,
      objectStoreSecretName: 'store',
      labels: [
        { key: 'ext.ai.sap.com/env', value: 'prod' },
        { key: 'ext.ai.sap.com/team', value: 'ml' },
      ],
      request: { body: JSON.stringify(chat) },
      response: { body: text },
    })
    expect(Object.keys(upstream.received[0]?.headers ?? {}).filter((name) => name.startsWith('ai-'))).toEqual([])
  })

  it('holds no bodies in mode metadata, and leaves the deployment’s own log as it is', async () => {
    await (await ask('outs', chat, mode('metadata'))).text()
    const asked = await recorded('outs', 1, stored)
    expect(asked).toMatchObject({ responseHttpCode: 200, deploymentId: idOf('outs'), full: false })
    expect(asked).not.toHaveProperty('request')
    expect(asked).not.toHaveProperty('response')
    await (await ask('outs', chat, mode('full'))).text()
    await recorded('outs', 2, stored)
    await eventually(() => records('outs').length >= 3)
    expect(records('outs').every((each) => 'response' in each && !('request' in each))).toBe(true)
  })

  it('is one with the record that the deployment keeps where it keeps them too', async () => {
    await (await ask('stored')).text()
    expect(await recorded('stored', 1, stored)).toMatchObject({ full: true, request: { body: JSON.stringify(chat) } })
    const answer = await ask('stored', chat, mode('metadata', 'ext.ai.sap.com/env=prod'))
    await answer.text()
    const record = await recorded('stored', 2, stored)
    expect(record).toMatchObject({ full: true, id: answer.headers.get('ai-inference-id'), request: { encoding: 'text' } })
    expect(record).not.toHaveProperty('response')
    await (await ask('stored', chat, mode('full'))).text()
    expect(await recorded('stored', 3, stored)).toHaveProperty('response')
  })

  it('is not kept where the deployment does not allow it', async () => {
    const answer = await ask('closed', chat, mode('full'))
    expect([answer.status, answer.headers.get('ai-inference-id')]).toEqual([200, null])
  })

  it.each([
    ['everything', undefined, /persistence-mode must be \\"full\\" or \\"metadata\\"/],
    ['full', 'env=prod', /labels must be a list such as/],
    ['full', 'ext.ai.sap.com/env=a b', /labels must be a list such as/],
    ['full', Array.from({ length: 17 }, (_, at) => `ext.ai.sap.com/e${at}=1`).join(','), /at most 16/],
    ['full', 'ext.ai.sap.com/e=1,ext.ai.sap.com/e=2', /each key once/],
  ])('is refused where it says %s, %s', async (value, labels, message) => {
    const answer = await ask('plain', chat, mode(value, labels))
    expect(answer.status).toBe(400)
    expect(await answer.text()).toMatch(message)
    expect(upstream.received).toEqual([])
  })
})

describe('the inference log as CloudEvents', () => {
  it('tells which side of a rollout answered', async () => {
    for (const [side, endpoint] of [
      ['old', 'default'],
      ['new', 'canary'],
    ]) {
      collector.taken.length = 0
      expect((await ask('rolls', chat, { 'x-side': side ?? '' })).status).toBe(200)
      await eventually(() => collector.taken.length === 1)
      expect(collector.taken[0]?.headers['ce-endpoint']).toBe(endpoint)
    }
  })

  it('binary: attributes in headers as KServe writes them, bodies as data, one id', async () => {
    const text = await (await ask('binary')).text()
    await eventually(() => collector.taken.length === 2)
    const [first, second] = collector.taken
    expect(first?.path).toBe('/in?a=1')
    expect(first?.headers).toMatchObject({
      'ce-specversion': '1.0',
      'ce-type': 'org.kubeflow.serving.inference.request',
      'ce-source': `/v2/inference/deployments/${idOf('binary')}`,
      'ce-inferenceservicename': 'binary',
      'ce-namespace': 'default',
      'ce-component': 'predictor',
      'ce-endpoint': 'default',
      'content-type': 'application/json',
    })
    expect(first?.body.toString()).toBe(JSON.stringify(chat))
    expect(second?.headers).toMatchObject({
      'ce-type': 'org.kubeflow.serving.inference.response',
      'ce-id': first?.headers['ce-id'],
      'ce-responsehttpcode': '200',
    })
    expect(second?.body.toString()).toBe(text)
  })

  it('structured: one JSON object', async () => {
    const text = await (await ask('struct', { ...chat, stream: true })).text()
    await eventually(() => collector.taken.length === 2)
    const [first, second] = collector.taken.map(({ body }) => JSON.parse(body.toString()))
    expect(collector.taken[0]?.headers['content-type']).toBe('application/cloudevents+json; charset=UTF-8')
    expect(first).toMatchObject({ specversion: '1.0', datacontenttype: 'application/json', data: { ...chat, stream: true } })
    expect(second).toMatchObject({ type: 'org.kubeflow.serving.inference.response', data: text })
  })

  it('proves itself to the collector with the secret of the sink, and with nothing else', async () => {
    await (await ask('bearer')).text()
    await (await ask('header')).text()
    await eventually(() => collector.taken.length === 4)
    const shown = collector.taken.map(({ headers }) => [headers.authorization, headers['x-log-key']])
    expect(shown.filter(([bearer]) => bearer === 'Bearer hunter2')).toHaveLength(2)
    expect(shown.filter(([bearer, key]) => bearer === undefined && key === 'hunter3')).toHaveLength(2)
  })

  it('a collector that is away, refuses or is silent costs records, never calls', async () => {
    const lost = () => metric('lectern_inference_log_dropped_total{reason="sink"}')
    const before = await lost()
    expect((await ask('nobody')).status).toBe(200)
    await eventually(async () => (await lost()) === before + 1)
    collector.answers = 500
    expect((await ask('binary')).status).toBe(200)
    await eventually(async () => (await lost()) === before + 2)
    collector.answers = 'silent'
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask('binary')))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    // Files go their own way meanwhile.
    const kept = records('all').length
    await (await ask('all')).text()
    await recorded('all', kept + 1)
  })

  it('never goes to a private address, unless that is allowed', async () => {
    const event = { headers: { 'content-type': 'text/plain' }, body: Buffer.from('x') }
    const guarded = makeEventSender(false)
    await expect(guarded.send({ url: collector.url }, event)).rejects.toThrow(/private, loopback/)
    await expect(guarded.send({ url: collector.url.replace('127.0.0.1', 'localhost') }, event)).rejects.toThrow(
      /private, loopback/,
    )
    await guarded.close()
    expect(collector.taken).toEqual([])
  })

  it('a line that is full drops what comes, and gives back its room', async () => {
    collector.answers = 'silent'
    const body = { messages: [{ role: 'user', content: 'x'.repeat(100) }] }
    for (let round = 0; round < 11; round += 1)
      await Promise.all(Array.from({ length: 100 }, async () => (await ask('binary', body)).text()))
    await eventually(async () => (await metric('lectern_inference_log_dropped_total{reason="queue"}')) > 0)
    const kept = records('all').length
    await (await ask('all')).text()
    expect((await recorded('all', kept + 1)).request.truncated).toBe(false)
  })
})
