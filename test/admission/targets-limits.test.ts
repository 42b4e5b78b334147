import { afterEach, beforeEach, expect, it } from 'vitest'
import type { LimitEntry } from '../../src/domain/limits.ts'
import type { RouteBranch, RouteSpread } from '../../src/domain/route.ts'
import { someFacts } from '../a-route.ts'
import { eventually, type Harness, route, startHarness, target } from '../gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { anyone, budget, dollars, limited, quota, tenCentsAHundred } from './limits.ts'

let one: OpenaiUpstream
let two: OpenaiUpstream
let harness: Harness

const branch = (name: string, weight: number): RouteBranch => ({
  configurationId: `c-${name}`,
  weight,
  facts: someFacts({ executableId: 'openai', modelName: name, capabilities: ['chat'], prices: [tenCentsAHundred] }),
})

beforeEach(async () => {
  one = await startOpenaiUpstream()
  two = await startOpenaiUpstream()
  const first = target(one.address, { id: 'one', branch: 0 })
  const second = target(two.address, { id: 'two', branch: 1 })
  const spread = (strategy: RouteSpread['strategy'], weight = 1): RouteSpread => ({
    strategy,
    branches: [branch('one', 1), branch('two', weight)],
  })
  const strain = { delayMs: 60_000, heapShare: 0.99, residentBytes: null }
  const routes = [
    route('ordered', [first, second], { spread: spread('ordered') }),
    route('weighted', [first, second], { spread: spread('weighted') }),
    route('weightless', [first, second], { spread: spread('weighted', 0) }),
    route('halved', [first], { spread: spread('ordered') }),
    route('alone', [second], { modelName: 'two' }),
  ]
  harness = await startHarness(routes, {}, { strain })
})
afterEach(async () => {
  for (const each of [harness, one, two]) await each[Symbol.asyncDispose]()
})

const limits = async (...all: LimitEntry[]): Promise<void> => {
  harness.control.say(...all.map(limited))
  await eventually(() => [...harness.gateway.table.limits()].length >= all.length)
}
const modelLimit = (model: string, requestsPerMinute: number): LimitEntry =>
  quota(`of-${model}`, { scope: { ...anyone, model }, requestsPerMinute })

const ask = async (model: string) => {
  const answer = await fetch(`${harness.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer admin', 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }], max_tokens: 100 }),
  })
  return { status: answer.status, text: await answer.text(), retryAfter: answer.headers.get('retry-after-ms') }
}
const statuses = async (model: string, calls: number): Promise<number[]> => {
  const all: number[] = []
  for (let call = 0; call < calls; call += 1) all.push((await ask(model)).status)
  return all
}
const received = () => [one.received.length, two.received.length]

it.each(['ordered', 'weighted'])(
  'calls of a deployment of %s targets go where limits allow, and are refused where none does',
  async (name) => {
    await limits(modelLimit('one', 3), modelLimit('two', 2))
    expect(await statuses(name, 5)).toEqual([200, 200, 200, 200, 200])
    expect(received()).toEqual([3, 2])
    const refused = await ask(name)
    expect([refused.status, refused.text]).toEqual([429, expect.stringMatching(/requests a minute are the limit for model/)])
    expect(received()).toEqual([3, 2])
  },
)

it('a limit of no model refuses calls wherever they might go', async () => {
  await limits(quota('all', { requestsPerMinute: 2 }), modelLimit('one', 1))
  expect(await statuses('ordered', 3)).toEqual([200, 200, 429])
  expect(received()).toEqual([1, 1])
})

it('says what is free again first where all are full', async () => {
  await limits(quota('never', { scope: { ...anyone, model: 'one' }, requestsPerMinute: 0 }), modelLimit('two', 1))
  expect(await statuses('ordered', 1)).toEqual([200])
  const { status, text, retryAfter } = await ask('ordered')
  expect([status, text]).toEqual([429, expect.stringContaining('quota of-two')])
  expect(Number(retryAfter)).toBeLessThanOrEqual(60_000)
})

it('a budget that a model has used up leaves calls to the other', async () => {
  one.behaviour.words = new Array(100).fill('word ')
  await limits(budget('of-one', dollars(0.1), { scope: { ...anyone, model: 'one' } }))
  expect(await statuses('ordered', 4)).toEqual([200, 200, 200, 200])
  expect(received()).toEqual([1, 3])
})

it('a target that fails leaves calls to no other whose limit is full', async () => {
  await limits(modelLimit('two', 1))
  expect(await statuses('alone', 1)).toEqual([200])
  one.behaviour.answer = { status: 503, headers: { 'retry-after': '30' }, body: '{}' }
  expect((await ask('ordered')).status).toBe(503)
  expect(two.received).toHaveLength(1)
})

it.each(['weightless', 'halved'])('a target that takes no calls is no place to go to (%s)', async (name) => {
  await limits(modelLimit('one', 1), modelLimit('two', 5))
  expect(await statuses(name, 2)).toEqual([200, 429])
  expect(received()).toEqual([1, 0])
})
