import { afterAll, beforeAll, expect, it } from 'vitest'
import { deployMyModel } from '../my-model.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { type Answer, type Platform, startPlatform } from '../platform.ts'

let platform: Platform
let upstream: OpenaiUpstream
let deploymentId = ''

beforeAll(async () => {
  upstream = await startOpenaiUpstream()
  platform = await startPlatform()
  const { call } = platform
  const price = { currency: 'USD', input: 1_000_000_000, output: 2_000_000_000 }
  const added = await call('PUT', '/v2/admin/catalog/openai-compatible/my-model', {
    versions: [{ name: '1', latestFrom: '1970-01-01', prices: [price] }],
  })
  expect(added.status).toBeLessThan(300)
  deploymentId = await deployMyModel(platform, upstream)
})
afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

it('shows a call at once: what it used, and what it cost', async () => {
  const answers = await Promise.all(
    Array.from({ length: 5 }, () =>
      platform.call('POST', '/v1/chat/completions', { model: 'mine', messages: [{ role: 'user', content: 'Hello' }] }),
    ),
  )
  const [first] = answers
  const { prompt_tokens: input, completion_tokens: output } = (first as Answer).body.usage
  const { body } = await platform.call('GET', '/v2/analytics/usage?groupBy=deployment')
  expect(body.resources).toMatchObject([
    { deployment: deploymentId, deploymentName: 'mine', calls: 5, requests: 5, inputTokens: 5 * input, outputTokens: 5 * output },
  ])
  const ledger = await platform.call('GET', `/v2/analytics/ledger?deployment=${deploymentId}`)
  expect(ledger.body.count).toBe(5)
  expect(ledger.body.resources.map(({ requestId }: { requestId: string }) => requestId).sort()).toEqual(
    answers.map(({ headers }) => headers.get('x-request-id')).sort(),
  )
  expect(ledger.body.resources[0]).toMatchObject({
    state: 'settled',
    model: 'my-model',
    cost: { nano: input * 1_000 + output * 2_000 },
  })
})
