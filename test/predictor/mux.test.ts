import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { closeOpened, Heard } from '../../src/gateway/upstream/raw-server.fixture.ts'
import { eventually } from '../gateway-harness.ts'
import type { Host } from './host.ts'
import { answerIn, events, openMuxCaller, path, predict, startWaitingHost, told, untilWaiting } from './mux-caller.ts'

let host: Host
beforeAll(async () => {
  host = startWaitingHost()
  await host.ready()
})
afterAll(() => host[Symbol.asyncDispose]())
afterEach(closeOpened)

describe('many calls on one connection', () => {
  const raw = Buffer.from(new Float32Array([1.5, -2]).buffer)
  const input = { name: 'x', datatype: 'FP32', shape: [2] }
  const json = (data: object = { parameters: { binary_data_size: raw.length } }): Buffer =>
    Buffer.from(
      JSON.stringify({ id: 'i', inputs: [{ ...input, ...data }], parameters: { binary_data_output: !('data' in data) } }),
    )
  const cloudEvent = { 'ce-specversion': '1.0', 'ce-id': '7', 'ce-source': 'ü', 'ce-type': 'asked' }

  it.each<[string, string, string, unknown, Record<string, string>, number]>([
    ['the root', 'GET', '/', undefined, {}, 200],
    ['a description', 'GET', '/v1/models/model?x=1', undefined, {}, 200],
    ['a prediction', 'POST', path, predict('ü', { a: [1, 2.5] }), { 'content-type': 'application/json' }, 200],
    ['nothing', 'POST', path, predict('none'), {}, 200],
    ['bytes', 'POST', path, predict('bytes'), {}, 200],
    ['infer in JSON', 'POST', '/v2/models/model/infer', json({ data: [1.5, -2] }), {}, 200],
    [
      ...(['infer of raw bytes', 'POST', '/v2/models/model/infer', Buffer.concat([json(), raw])] as const),
      { 'inference-header-content-length': String(json().length) },
      200,
    ],
    [
      ...(['raw bytes of another size', 'POST', '/v2/models/model/infer', Buffer.concat([json(), raw, raw])] as const),
      { 'inference-header-content-length': String(json().length) },
      400,
    ],
    ['no such model', 'GET', '/v1/models/other', undefined, {}, 404],
    ['no such path', 'POST', '/nothing', '{}', {}, 404],
    ['another method', 'GET', path, undefined, {}, 405],
    ['another method, with a body', 'PUT', '/v2/models/model', '{}', {}, 405],
    ['no JSON', 'POST', path, '{"instances":', {}, 400],
    ['no body', 'POST', path, undefined, {}, 400],
    ['an error of the script', 'POST', path, predict('raise'), {}, 500],
    ['no explainer', 'POST', '/v1/models/model:explain', predict('a'), {}, 501],
    ['gzip', 'POST', path, gzipSync(predict('packed')), { 'content-encoding': 'gzip' }, 200],
    ['no gzip', 'POST', path, predict('a'), { 'content-encoding': 'gzip' }, 400],
    ['an unknown encoding', 'POST', path, predict('a'), { 'content-encoding': 'zstd' }, 415],
    ['a CloudEvent', 'POST', path, predict('a'), cloudEvent, 200],
    ['a stream', 'POST', path, predict('stream'), {}, 200],
    ['a stream as events', 'POST', path, predict('stream'), events, 200],
    ['events that break', 'POST', path, predict('stream-broken'), events, 200],
    ['generated text', 'POST', '/v2/models/model/generate', { text_input: 'one two' }, {}, 200],
    ['generated events', 'POST', '/v2/models/model/generate_stream', { text_input: 'one two three' }, {}, 200],
    ['one generated event', 'POST', '/v2/models/model/generate_stream', { text_input: 'one' }, {}, 200],
    ['nothing to generate from', 'POST', '/v2/models/model/generate_stream', {}, {}, 400],
    ['a generator that fails', 'POST', '/v2/models/model/generate', { text_input: 'a', parameters: { fail: 1 } }, {}, 500],
  ])('%s is answered as over HTTP', async (_name, method, at, body, headers, status) => {
    const caller = await openMuxCaller(host)
    const plain = await host.call(method, at, body, headers)
    const answer = await caller.call(method, at, body, headers)
    const same = (each: Pick<typeof plain, 'status' | 'headers' | 'text'>) => {
      const { date: _date, connection: _connection, 'keep-alive': _keep, 'transfer-encoding': _framing, ...own } = each.headers
      return { status: each.status, headers: own, text: each.text }
    }
    expect(same(answer)).toEqual(same(plain))
    expect(answer.bytes.equals(plain.bytes)).toBe(true)
    expect([answer.status, caller.lines()]).toEqual([status, 0])
  })

  it('an error of the script says what it was', async () => {
    const caller = await openMuxCaller(host)
    const { status, text } = await caller.call('POST', path, predict('raise'))
    expect([status, text]).toEqual([500, '{"error":"ValueError : that is wrong"}'])
  })

  it('a stream that breaks off has no end, as over HTTP', async () => {
    const caller = await openMuxCaller(host)
    await expect(host.call('POST', path, predict('stream-broken'))).rejects.toThrow()
    const heard = caller.send(path, predict('stream-broken'))
    await heard.over
    expect([heard.body, heard.events.at(-1), heard.error?.code]).toEqual(['one', 'error', 'ANSWER_TRUNCATED'])
    expect(await told(caller, 'next')).toEqual(['next'])
  })

  it('long answers arrive whole, beside each other', async () => {
    const caller = await openMuxCaller(host)
    const lengths = [1_000_000, 1_048_576, 3_000_000, 65_536, 65_500]
    const answers = lengths.map((length) => caller.call('POST', path, predict('long', length)))
    for (const [at, { text }] of (await Promise.all(answers)).entries())
      expect(JSON.parse(text).predictions === 'x'.repeat(lengths[at] ?? 0)).toBe(true)
    expect(caller.lines()).toBe(0)
  })

  it('an answer that its caller does not take waits at the host, and nobody waits for it', async () => {
    const caller = await openMuxCaller(host)
    const slow = new Heard()
    slow.flows = false
    caller.send(path, predict('long', 30_000_000), {}, slow)
    await eventually(() => slow.events.includes('head'))
    const beside = Array.from({ length: 5 }, () => caller.call('POST', path, predict('stream')))
    for (const { text } of await Promise.all(beside)) expect(text).toMatch(/^one 0 1 .* 49\{"json":"é"\}\n$/)
    expect(await told(caller, 'quick')).toEqual(['quick'])
    expect(caller.socket.bytesRead).toBeLessThan(8_000_000)
    slow.flows = true
    slow.resume()
    await slow.over
    expect([slow.events.at(-1), slow.body.length]).toEqual(['complete', 30_000_000 + '{"predictions":""}'.length])
  })

  it('a call that waits holds up no other', async () => {
    const caller = await openMuxCaller(host)
    const slow = caller.send(path, predict('wait'))
    await untilWaiting(caller, 1)
    expect(await told(caller, 'quick')).toEqual(['quick'])
    expect(slow.events).toEqual(['connect'])
    await told(caller, 'open')
    await slow.over
    expect(answerIn(slow)).toMatchObject({ status: 200, text: '{"predictions":["wait"]}' })
    await told(caller, 'close')
    expect(caller.lines()).toBe(0)
  })

  it('a caller who hangs up calls off its own call alone; numbers are used again', async () => {
    const caller = await openMuxCaller(host)
    const before = Number(await told(caller, 'called off'))
    const [gone, stays, streams] = [path, path, path].map((each, at) =>
      caller.send(each, predict(at === 2 ? 'stream and wait' : 'wait')),
    ) as [Heard, Heard, Heard]
    await untilWaiting(caller, 3)
    gone.abort()
    await eventually(async () => (await told(caller, 'called off')) === before + 1)
    streams.abort()
    await eventually(async () => (await told(caller, 'called off')) === before + 2)
    await untilWaiting(caller, 1)
    const echoes = Array.from({ length: 20 }, (_, at) => caller.call('POST', path, predict(at)))
    expect((await Promise.all(echoes)).map(({ text }) => JSON.parse(text).predictions)).toEqual(echoes.map((_, at) => [at]))
    await told(caller, 'open')
    await stays.over
    await told(caller, 'close')
    expect([gone.error?.code, streams.error?.code, stays.status]).toEqual(['ABORTED', 'ABORTED', 200])
  })

  it('another connection at the same time is another one: its end calls off what came on it, and no more', async () => {
    const caller = await openMuxCaller(host)
    const other = await openMuxCaller(host)
    const before = Number(await told(caller, 'called off'))
    const stays = caller.send(path, predict('wait'))
    const left = [1, 2, 3].map(() => other.send(path, predict('wait')))
    await untilWaiting(caller, 4)
    const both = Array.from({ length: 100 }, (_, at) => (at % 2 ? caller : other).call('POST', path, predict(at)))
    expect((await Promise.all(both)).map(({ text }) => JSON.parse(text).predictions)).toEqual(both.map((_, at) => [at]))
    other.pool.destroy()
    await Promise.all(left.map(({ over }) => over))
    expect(left.map(({ error }) => error?.code)).toEqual(left.map(() => 'CONNECTION_CLOSED'))
    await eventually(async () => (await told(caller, 'called off')) === before + 3)
    await told(caller, 'open')
    await stays.over
    await told(caller, 'close')
    expect(stays.status).toBe(200)
  })
})
