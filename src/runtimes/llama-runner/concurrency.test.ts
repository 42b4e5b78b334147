import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type Runner, startRunner, tinyFile } from '../../../test/llama-runner.ts'

/** A context so long that an answer takes far longer than a test. */
const endless = ['--context-size', '30000']
const model = tinyFile({ contextLength: 32_768 })
let runner: Runner
beforeAll(async () => {
  runner = await startRunner(model, [...endless, '--parallel', '4'])
})
afterAll(() => runner[Symbol.asyncDispose]())

const stream = (content: string, signal: AbortSignal) =>
  runner.client.chat.completions.create({ model: 'any', messages: [{ role: 'user', content }], stream: true }, { signal })

/** Opens an endless answer and reads its beginning. */
const begin = async (content: string): Promise<AbortController> => {
  const controller = new AbortController()
  const chunks = (await stream(content, controller.signal))[Symbol.asyncIterator]()
  await chunks.next()
  return controller
}

const idle = () => vi.waitFor(async () => expect(await runner.metric('requests_processing')).toBe(0), { interval: 5 })

it('answers eight callers on four slots', async () => {
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      runner.client.chat.completions.create({
        model: 'any',
        messages: [{ role: 'user', content: `question ${index}` }],
        max_tokens: 50,
      }),
    ),
  )
  expect(answers.map(({ usage }) => usage?.completion_tokens)).toEqual(Array(8).fill(50))
})

it('stops writing when a caller leaves, mid-stream', async () => {
  const caller = await begin('hello')
  expect(await runner.metric('requests_processing')).toBe(1)
  caller.abort()
  await idle()
  const written = await runner.metric('tokens_predicted_total')
  await runner.client.completions.create({ model: 'any', prompt: 'next', max_tokens: 20 })
  expect(await runner.metric('tokens_predicted_total')).toBe(written + 20)
})

it('stops for a caller who leaves before the whole answer, and in the middle of a long prompt', async () => {
  for (const body of [{ prompt: 'hello' }, { prompt: 'a'.repeat(25_000), max_tokens: 1 }]) {
    const controller = new AbortController()
    const call = fetch(`${runner.url}/v1/completions`, { method: 'POST', body: JSON.stringify(body), signal: controller.signal })
    await vi.waitFor(async () => expect(await runner.metric('requests_processing')).toBe(1), { interval: 2 })
    controller.abort()
    await expect(call).rejects.toThrow()
    await idle()
  }
})

it('serves those who wait first come, first served, and forgets who leaves the line', async () => {
  const busy = await Promise.all(['a', 'b', 'c', 'd'].map(begin))
  const order: string[] = []
  const waiting = (name: string, controller = new AbortController()) => {
    const done = runner.client.completions
      .create({ model: 'any', prompt: name, max_tokens: 1 }, { signal: controller.signal })
      .then(() => order.push(name))
    return { done, controller }
  }
  const inLine = (count: number) =>
    vi.waitFor(async () => expect(await runner.metric('requests_deferred')).toBe(count), { interval: 2 })
  const first = waiting('first')
  await inLine(1)
  const leaver = waiting('leaver')
  await inLine(2)
  const second = waiting('second')
  await inLine(3)
  leaver.controller.abort()
  await expect(leaver.done).rejects.toThrow()
  await inLine(2)
  busy[0]?.abort()
  await Promise.all([first.done, second.done])
  expect(order).toEqual(['first', 'second'])
  for (const caller of busy) caller.abort()
  await idle()
})

it('waits for a slow reader instead of piling up', async () => {
  // Every event carries the model's name, so a long one fills the buffers of sockets soon.
  await using talkative = await startRunner(model, [...endless, '--parallel', '1', '--alias', 'x'.repeat(30_000)])
  const controller = new AbortController()
  const response = await fetch(`${talkative.url}/v1/completions`, {
    method: 'POST',
    body: JSON.stringify({ prompt: 'hello', stream: true }),
    signal: controller.signal,
  })
  await response.body?.getReader().read()
  let written = -1
  await vi.waitFor(
    async () => {
      const before = written
      written = await talkative.metric('tokens_predicted_total')
      expect(written).toBe(before)
    },
    { interval: 100, timeout: 20_000 },
  )
  expect(await talkative.metric('requests_processing')).toBe(1)
  controller.abort()
  await vi.waitFor(async () => expect(await talkative.metric('requests_processing')).toBe(0), { interval: 5 })
})
