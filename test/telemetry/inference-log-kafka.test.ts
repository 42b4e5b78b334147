import { mkdtempSync, rmSync } from 'node:fs'
import type { LookupFunction } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { InferenceLogSetting } from '../../src/domain/inference-log.ts'
import { makeInferenceLog } from '../../src/gateway/inference-log.ts'
import { makeEventSender } from '../../src/gateway/inference-log-http.ts'
import { makeKafkaSender } from '../../src/gateway/inference-log-kafka.ts'
import { makeKafkaTopics } from '../../src/outbound/kafka-topics.ts'
import { makeLogFiles } from '../../src/telemetry/inference-log-files.ts'
import { makeLogSpool } from '../../src/telemetry/inference-log-spool.ts'
import { eventually, type Harness, idOf, route, startHarness, systemClock, target } from '../gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { kafkaCanRun, startKafka, type TestKafka } from './kafka-broker.ts'

describe.skipIf(!kafkaCanRun)('the inference log in Kafka (needs python3 with pip)', () => {
  let upstream: OpenaiUpstream
  let kafka: TestKafka
  let harness: Harness
  let folder: string

  const sink = (topic: string, more: object = {}) => ({ kind: 'kafka', brokers: [kafka.address], topic, ...more })
  const kept = (to: object, more: object = {}) => ({
    inferenceLog: InferenceLogSetting.parse({ mode: 'all', sink: to, ...more }),
  })

  beforeAll(async () => {
    upstream = await startOpenaiUpstream()
    kafka = await startKafka()
    folder = mkdtempSync(join(tmpdir(), 'lectern-kafka-'))
    const to = [target(upstream.address)]
    const now = (): number => Date.now()
    let ids = 0
    const inferenceLog = makeInferenceLog({
      sinks: {
        files: makeLogFiles({ folder, boot: 'boot', now, maxBytes: 1_000_000, maxFiles: 10 }),
        spool: makeLogSpool({ folder, boot: 'boot', now, maxBytes: 1_000_000, maxFiles: 10 }),
        http: makeEventSender(true),
        kafka: makeKafkaSender({ allowPrivate: true, clock: systemClock }),
      },
      clock: systemClock,
      log: { level: 'info', debug() {}, info() {}, warn() {}, error() {} },
      turn: nextTurn,
      holdMs: 5_000,
      newId: () => `inference-${++ids}`,
      random: () => 0,
      maxBytes: 4 * 1024 * 1024,
    })
    harness = await startHarness(
      [
        route('record', to, kept(sink('records'))),
        route('binary', to, kept(sink('binary', { format: 'binary' }), { redactFields: ['user'] })),
        route('struct', to, kept(sink('structured', { format: 'structured' }), { mode: 'inputs' })),
        route('wrong', to, kept(sink('wrong', { tls: true }))),
        route('again', to, kept(sink('again'))),
        route('plain', to),
      ],
      {},
      { inferenceLog },
    )
  }, 180_000)
  beforeEach(async () => {
    upstream.reset()
    await kafka.open()
  })
  afterAll(async () => {
    await harness?.[Symbol.asyncDispose]()
    await kafka?.[Symbol.asyncDispose]()
    await upstream?.[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  const chat = { messages: [{ role: 'user', content: 'Hello' }], user: 'Ann' }
  const ask = (name: string, body: object = chat): Promise<Response> =>
    fetch(`${harness.url}/v2/inference/deployments/${idOf(name)}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer admin', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const metric = async (line: string): Promise<number> => {
    const text = await (await fetch(`${harness.url}/metrics`)).text()
    const found = text.split('\n').find((each) => each.startsWith(line))
    return Number(found?.split(' ')[1] ?? 0)
  }
  const dropped = async (): Promise<number> =>
    (await metric('lectern_inference_log_dropped_total{reason="sink"}')) +
    (await metric('lectern_inference_log_dropped_total{reason="queue"}'))
  const written = (): Promise<number> => metric('lectern_inference_log_records_total{sink="kafka"}')

  it('record: one message for each call, under its id, with the attributes of an event', async () => {
    const text = await (await ask('record')).text()
    const [message] = await kafka.read('records', 1)
    const record = JSON.parse(message?.value.toString() ?? '')
    expect(record).toMatchObject({
      source: 'lectern',
      deploymentId: idOf('record'),
      responseHttpCode: 200,
      request: { body: JSON.stringify(chat) },
      response: { body: text },
    })
    expect(message).toMatchObject({
      key: record.id,
      headers: {
        ce_specversion: '1.0',
        ce_id: record.id,
        ce_type: 'lectern.inference.call',
        ce_source: `/v2/inference/deployments/${idOf('record')}`,
        ce_inferenceservicename: 'record',
        ce_namespace: 'default',
        'content-type': 'application/json',
      },
    })
  })

  it('binary: a message for the request and one for the answer, bodies as they passed, streams too', async () => {
    Object.assign(upstream.behaviour, { words: ['a', 'b'], chunkMs: 5 })
    const text = await (await ask('binary', { ...chat, stream: true })).text()
    expect(text).toContain('[DONE]')
    const [request, answer] = await kafka.read('binary', 2)
    expect(request?.headers).toMatchObject({
      ce_type: 'org.kubeflow.serving.inference.request',
      'content-type': 'application/json',
    })
    expect(JSON.parse(request?.value.toString() ?? '')).toEqual({ ...chat, user: '[redacted]', stream: true })
    expect(answer?.headers).toMatchObject({
      ce_type: 'org.kubeflow.serving.inference.response',
      ce_id: request?.headers['ce_id'],
      ce_responsehttpcode: '200',
    })
    expect(answer?.key).toBe(request?.key)
    expect(answer?.value.toString()).toBe(text)
  })

  it('structured: an event as one JSON object', async () => {
    await (await ask('struct')).text()
    const [message] = await kafka.read('structured', 1)
    expect(message?.headers).toEqual({ 'content-type': 'application/cloudevents+json; charset=UTF-8' })
    expect(JSON.parse(message?.value.toString() ?? '')).toMatchObject({ specversion: '1.0', id: message?.key, data: chat })
  })

  it('a topic can be looked for', async () => {
    await (await ask('record')).text()
    await kafka.read('records', 1)
    const place = { brokers: [kafka.address], tls: false }
    const topics = makeKafkaTopics({ allowPrivate: true })
    expect([await topics.has(place, 'records'), await topics.has(place, 'nothing-like-it')]).toEqual([true, false])
    await expect(makeKafkaTopics({ allowPrivate: false }).has(place, 'records')).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/private, loopback/),
    })
  })

  it('a broker that goes and comes back gets what was kept meanwhile, and no call notices', async () => {
    await (await ask('again')).text()
    expect(await kafka.read('again', 1)).toHaveLength(1)
    const [before, lost] = [await written(), await dropped()]
    await kafka.shut()
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask('again')))
    expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(200))
    const stream = { ...chat, stream: true }
    expect(await (await ask('again', stream)).text()).toBe(await (await ask('plain', stream)).text())
    await kafka.open()
    await eventually(async () => (await written()) === before + 41, 20_000)
    expect(await dropped()).toBe(lost)
    const ids = (await kafka.read('again', 42)).map(({ key }) => key)
    expect(new Set(ids).size).toBe(42)
  })

  it('what brokers never take is counted, and calls go on', async () => {
    const lost = await dropped()
    expect((await ask('wrong')).status).toBe(200)
    await eventually(async () => (await dropped()) === lost + 1, 25_000)
    expect((await ask('wrong')).status).toBe(200)
  })

  it('a line that is full drops what comes, and counts it', async () => {
    await kafka.shut()
    const lost = await metric('lectern_inference_log_dropped_total{reason="queue"}')
    const long = { messages: [{ role: 'user', content: 'x'.repeat(5_000) }] }
    for (let round = 0; round < 60; round += 1)
      await Promise.all(Array.from({ length: 20 }, async () => expect((await ask('again', long)).status).toBe(200)))
    await eventually(async () => (await metric('lectern_inference_log_dropped_total{reason="queue"}')) > lost)
  })

  it('goes to no private address unless that is allowed, be it given, looked up or named by a broker', async () => {
    const message = { key: 'k', value: Buffer.from('v'), headers: {} }
    const to = (brokers: string[]) => ({ kind: 'kafka', brokers, topic: 't', format: 'record', tls: false }) as const
    const guarded = makeKafkaSender({ allowPrivate: false, clock: systemClock })
    const port = kafka.address.split(':')[1]
    await expect(guarded.send('1', to([kafka.address]), [message])).rejects.toThrow(/private, loopback/)
    await expect(guarded.send('2', to([`localhost:${port}`]), [message])).rejects.toThrow(/private, loopback/)
    await expect(guarded.send('3', { ...to([`localhost:${port}`]), tls: true }, [message])).rejects.toThrow(/private, loopback/)
    await guarded.close()
    // A broker that may be asked answers with the address of another.
    const lookup: LookupFunction = (_, __, callback) => callback(null, '127.0.0.1', 4)
    const misled = makeKafkaSender({ allowPrivate: false, clock: systemClock, lookup })
    await expect(misled.send('4', to([`kafka.example.com:${port}`]), [message])).rejects.toThrow(/"127.0.0.1" is, or resolves/)
    await misled.close()
  })
})
