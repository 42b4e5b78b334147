import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually, type Harness, idOf, route, startHarness, target } from '../gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { budget, dollars, limited, quota, tenCentsAHundred } from './limits.ts'

let upstream: OpenaiUpstream
let harness: Harness

beforeEach(async () => {
  upstream = await startOpenaiUpstream()
  const here = [target(upstream.address)]
  // Callers, gateway and provider share one event loop here: its delay says nothing about the gateway.
  const strain = { delayMs: 60_000, heapShare: 0.99, residentBytes: null }
  const routes = [
    route('chat', here),
    route('other', here, { modelName: 'gpt-5' }),
    route('blue', here, { resourceGroup: 'blue' }),
    route('priced', here, { prices: [tenCentsAHundred] }),
    route('nowhere', [target('http://127.0.0.1:1')]),
  ]
  harness = await startHarness(routes, {}, { strain })
})
afterEach(async () => {
  await harness[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

const limits = async (...all: Parameters<typeof limited>[0][]): Promise<void> => {
  harness.control.say(...all.map(limited))
  await eventually(() => [...harness.gateway.table.limits()].length >= all.length)
}

const messages = [{ role: 'user', content: 'Hello' }]
const ask = (model: string, more: object = {}, headers: Record<string, string> = {}, path = '/v1/chat/completions') =>
  fetch(`${harness.url}${path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer admin', 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model, messages, max_tokens: 100, ...more }),
  })
const statusOf = async (answer: Promise<Response>): Promise<number> => {
  const { status, body } = await answer
  for await (const _ of body ?? []) {
  } // to the end, so that it is settled
  return status
}
const ratesOf = ({ headers }: Response) =>
  Object.fromEntries(
    [...headers].filter(([name]) => name.startsWith('x-ratelimit-')).map(([name, value]) => [name.slice(12), value]),
  )
const errorOf = async (answer: Response): Promise<Record<string, string>> =>
  ((await answer.json()) as { error: Record<string, string> }).error

describe('money', () => {
  it('spends exactly five dollars on a thousand calls of ten cents at once', async () => {
    upstream.behaviour.words = new Array(100).fill('word ')
    await limits(budget('five', dollars(5)))
    const statuses = await Promise.all(Array.from({ length: 1_000 }, () => statusOf(ask('priced'))))
    expect([200, 429].map((status) => statuses.filter((each) => each === status).length)).toEqual([50, 950])
    expect(upstream.received.length).toBe(50)
    const refused = await ask('priced')
    expect(await errorOf(refused)).toMatchObject({
      code: 'budget_exceeded',
      message: expect.stringMatching(/5\.00 USD in all .*0\.00 USD left/),
    })
  }, 30_000)

  it('gives back what calls did not use: however long they might have been, five dollars are spent, and never more', async () => {
    upstream.behaviour.words = new Array(100).fill('word ')
    await limits(budget('five', dollars(5)))
    const wave = async (most: number): Promise<number> => {
      const asked = Array.from({ length: 20 }, () => statusOf(ask('priced', { max_tokens: most })))
      return (await Promise.all(asked)).filter((status) => status === 200).length
    }
    // At their longest they would cost thirty cents: with twenty left none of them fits, while shorter ones do.
    let done = 0
    for (let more = 1; more > 0; done += more) more = await wave(300)
    expect(done).toBe(48)
    for (let more = 1; more > 0; done += more) more = await wave(100)
    expect([done, upstream.received.length]).toEqual([50, 50])
  }, 30_000)

  it('says when there is more, and that a client should not wait that long by itself', async () => {
    await limits(budget('today', dollars(0.05), { period: 'day' }))
    const answer = await ask('priced')
    expect(answer.status).toBe(429)
    expect(Number(answer.headers.get('retry-after-ms'))).toBe(3_600_000)
    expect(answer.headers.get('x-should-retry')).toBe('false')
    expect((await errorOf(answer))['message']).toMatch(
      /0\.05 USD a day for the whole installation \(budget today\).*may cost up to 0\.10 USD/,
    )
    expect(await statusOf(ask('priced', { max_tokens: 50 }))).toBe(200)
  })

  it('only reports where the budget does not block', async () => {
    await limits(budget('soft', 1, { block: false }))
    expect(await statusOf(ask('priced'))).toBe(200)
    expect(await statusOf(ask('priced'))).toBe(200)
  })

  it('does not count calls without a price', async () => {
    await limits(budget('none', 0))
    expect(await statusOf(ask('chat'))).toBe(200)
    expect(await statusOf(ask('priced'))).toBe(429)
  })

  it('believes the ledger about what was spent before', async () => {
    await limits(budget('five', dollars(5)))
    harness.control.say({ kind: 'spent', spent: { budgetId: 'five', periodStart: 0, nano: dollars(4.95) } })
    await eventually(() => [...harness.gateway.table.spent()].length === 1)
    expect(await statusOf(ask('priced'))).toBe(429)
    expect(await statusOf(ask('priced', { max_tokens: 50 }))).toBe(200)
  })
})

describe('rates', () => {
  it('tells of both on good answers, in place of what the provider says of its own', async () => {
    await limits(quota('q', { requestsPerMinute: 10, tokensPerMinute: 1_000 }))
    const answer = await ask('chat')
    // A body of 80 bytes and 100 tokens of answer are held back until the answer ends.
    const { 'reset-requests': requests, 'reset-tokens': tokens, ...rates } = ratesOf(answer)
    expect(rates).toEqual({
      'limit-requests': '10',
      'remaining-requests': '9',
      'limit-tokens': '1000',
      'remaining-tokens': '880',
    })
    expect([requests, tokens]).toEqual(['1m0s', '1m0s'])
    await answer.text()
    const next = await ask('chat')
    // The first used 9 + 3 tokens.
    expect(ratesOf(next)).toMatchObject({ 'remaining-requests': '8', 'remaining-tokens': '868' })
    await next.text()
  })

  it('is silent where nothing limits a call: then the provider’s own words pass', async () => {
    const answer = await ask('chat')
    expect(ratesOf(answer)).toEqual({ 'remaining-requests': '99' })
    await answer.text()
  })

  it.each([
    { type: 'requests', limit: { requestsPerMinute: 0 } },
    { type: 'tokens', limit: { tokensPerMinute: 0 } },
  ])('says of which rate the limit is in OpenAI’s words: $type', async ({ type, limit }) => {
    await limits(quota('q', limit))
    const { error } = (await (await ask('chat')).json()) as { error: object }
    expect(error).toMatchObject({ type, code: 'rate_limit_exceeded' })
  })

  it.each([
    { dialect: 'OpenAI', path: '/v1/chat/completions', reset: /^(1m0s|5\ds)$/, code: 'rate_limit_exceeded' },
    { dialect: 'Azure', path: '/openai/deployments/chat/chat/completions', reset: /^(60|5\d)$/, code: '429' },
    {
      dialect: 'SAP',
      path: `/v2/inference/deployments/${idOf('chat')}/chat/completions`,
      reset: /^(60|5\d)$/,
      code: 'TooManyRequests',
    },
  ])('refuses in the words of $dialect, with all headers', async ({ path, reset, code }) => {
    await limits(quota('q', { requestsPerMinute: 1, scope: { ...quota('', {}).scope, deploymentId: idOf('chat') } }))
    expect(await statusOf(ask('chat', {}, {}, path))).toBe(200)
    const answer = await ask('chat', {}, {}, path)
    expect(answer.status).toBe(429)
    const waitMs = Number(answer.headers.get('retry-after-ms'))
    expect(waitMs).toBeGreaterThan(50_000)
    expect(waitMs).toBeLessThanOrEqual(60_000)
    expect(Number(answer.headers.get('retry-after'))).toBe(Math.ceil(waitMs / 1000))
    expect(answer.headers.get('x-should-retry')).toBeNull()
    expect(ratesOf(answer)).toEqual({
      'limit-requests': '1',
      'remaining-requests': '0',
      'reset-requests': expect.stringMatching(reset),
      'limit-tokens': '2147483647',
      'remaining-tokens': '2147483647',
      'reset-tokens': expect.stringMatching(/^0(ms)?$/),
    })
    const error = await errorOf(answer)
    expect(error['code']).toBe(code)
    expect(error['message']).toMatch(
      new RegExp(
        `1 requests a minute are the limit for deployment "chat" \\(${idOf('chat')}\\) \\(quota q\\), and 0 are left\\. (?:Try again in|Please retry after) \\d+ s`,
      ),
    )
  })

  it('limits tokens: a debt keeps callers out though they ask for little', async () => {
    upstream.behaviour.words = new Array(900).fill('word ')
    await limits(quota('q', { tokensPerMinute: 400 }))
    expect(await statusOf(ask('chat', { max_tokens: 1 }))).toBe(200)
    const answer = await ask('chat', { max_tokens: 1 })
    expect([answer.status, ratesOf(answer)['remaining-tokens']]).toEqual([429, '0'])
    // 909 used of 400: one minute pays 400 of it, the next 400 more; only then there is room.
    expect(Number(answer.headers.get('retry-after-ms'))).toBeGreaterThan(110_000)
    await answer.text()
  })

  it('limits calls at one time', async () => {
    upstream.behaviour.firstByteMs = 100
    await limits(quota('q', { concurrent: 3 }))
    const statuses = await Promise.all(Array.from({ length: 10 }, () => statusOf(ask('chat'))))
    expect(statuses.filter((each) => each === 200).length).toBe(3)
    upstream.behaviour.firstByteMs = 0
    expect(await statusOf(ask('chat'))).toBe(200)
  })

  it.each([
    { scope: { resourceGroup: 'blue' }, free: ['chat'], counted: ['blue'] },
    { scope: { model: 'gpt-5' }, free: ['chat', 'blue'], counted: ['other'] },
    { scope: { deploymentId: idOf('chat') }, free: ['other', 'blue'], counted: ['chat'] },
    { scope: { apiKey: 'blue' }, free: ['chat', 'other'], counted: [] },
    { scope: { resourceGroup: 'default', model: 'gpt-4o', apiKey: 'admin' }, free: ['other', 'blue'], counted: ['chat'] },
  ])('counts only what is meant: $scope', async ({ scope, free, counted }) => {
    await limits(quota('q', { requestsPerMinute: 1, scope: { ...quota('', {}).scope, ...scope } }))
    const call = (name: string) => statusOf(ask(name, {}, name === 'blue' ? { 'ai-resource-group': 'blue' } : {}))
    for (const name of free) expect([await call(name), await call(name)]).toEqual([200, 200])
    for (const name of counted) expect([await call(name), await call(name)]).toEqual([200, 429])
  })

  it('tells of rates with every 429, such as one of a full queue', async () => {
    const places = [target(upstream.address, { concurrency: 1 })]
    await using other = await startHarness([route('chat', places)], { queueLimit: 0 })
    upstream.behaviour.firstByteMs = 300
    const headers = { authorization: 'Bearer admin', 'content-type': 'application/json' }
    const send = () =>
      fetch(`${other.url}/v1/chat/completions`, { method: 'POST', headers, body: JSON.stringify({ model: 'chat', messages }) })
    const answers = await Promise.all([send(), send()])
    const refused = answers.find(({ status }) => status === 429)
    expect(refused?.headers.get('retry-after-ms')).toBe('1000')
    expect(refused && Object.keys(ratesOf(refused)).length).toBe(6)
    for (const answer of answers) await answer.text()
  })

  it('does not count calls that never left', async () => {
    await limits(quota('q', { requestsPerMinute: 2, tokensPerMinute: 500, concurrent: 1 }))
    for (let call = 0; call < 4; call += 1) expect(await statusOf(ask('nowhere'))).toBe(502)
    expect([await statusOf(ask('chat')), await statusOf(ask('chat')), await statusOf(ask('chat'))]).toEqual([200, 200, 429])
  })

  it('counts a call once, whether its caller stays or leaves', async () => {
    await limits(quota('q', { concurrent: 1 }))
    Object.assign(upstream.behaviour, { words: new Array(200).fill('word '), chunkMs: 20 })
    const leaving = new AbortController()
    const answer = await fetch(`${harness.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer admin', 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'chat', messages, stream: true }),
      signal: leaving.signal,
    })
    await answer.body?.getReader().read()
    expect(await statusOf(ask('chat'))).toBe(429)
    leaving.abort()
    upstream.reset()
    await eventually(async () => (await statusOf(ask('chat'))) === 200)
  })

  it('keeps its counts when control goes and comes back, and drops limits that are gone', async () => {
    await limits(quota('q', { requestsPerMinute: 1 }))
    expect(await statusOf(ask('chat'))).toBe(200)
    await harness.control.stop()
    expect(await statusOf(ask('chat'))).toBe(429)
    await harness.control.start()
    await eventually(() => harness.gateway.table.applied() > 0)
    expect(await statusOf(ask('chat'))).toBe(429)
    harness.control.say(limited(quota('q', { requestsPerMinute: 2 })))
    await eventually(async () => (await statusOf(ask('chat'))) === 200)
    expect(await statusOf(ask('chat'))).toBe(429)
    harness.control.say({ kind: 'limit-removed', id: 'q' })
    await eventually(async () => (await statusOf(ask('chat'))) === 200)
  })
})
