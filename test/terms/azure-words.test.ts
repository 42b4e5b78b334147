import { AzureOpenAI, OpenAI, RateLimitError } from 'openai'
import { describe, expect, it } from 'vitest'
import { limited, quota } from '../admission/limits.ts'
import { eventually } from '../gateway-harness.ts'
import { ask, errorOf, first, harness, messages, second } from './scene.ts'

const azure = (endpoint: string, more: object = {}) =>
  new AzureOpenAI({ endpoint, apiKey: 'admin', apiVersion: '2024-10-21', maxRetries: 0, ...more })
const path = '/openai/deployments/tokens/chat/completions?api-version=2024-10-21'

describe('answers at the Azure OpenAI addresses', () => {
  it('say whose call it was, and where it was answered', async () => {
    const headers = { 'x-ms-client-request-id': 'my-own-1' }
    second.behaviour.answer = {
      status: 200,
      headers: {
        'content-type': 'application/json',
        'apim-request-id': 'theirs',
        'x-ms-region': 'West US',
        'x-ms-rai-invoked': 'true',
        'azure-openai-deployment-utilization': '3%',
      },
      body: '{}',
    }
    const answer = await ask('tokens', {}, headers, path)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'apim-request-id': answer.headers.get('x-request-id'),
      'x-ms-region': 'local',
      'x-ms-client-request-id': 'my-own-1',
      // What the provider says of itself passes, where we say nothing of it.
      'x-ms-rai-invoked': 'true',
      'azure-openai-deployment-utilization': '3%',
    })
    const elsewhere = await ask('tokens', {}, headers)
    expect([elsewhere.headers.get('x-ms-region'), elsewhere.headers.get('apim-request-id')]).toEqual(['West US', 'theirs'])
  })

  it('say it of refusals, too', async () => {
    const { status, headers } = await ask('nobody', {}, { 'x-ms-client-request-id': 'a' }, path.replace('tokens', 'nobody'))
    expect([status, headers.get('x-ms-region'), headers.get('x-ms-client-request-id')]).toEqual([404, 'local', 'a'])
    const stranger = await ask('tokens', {}, { authorization: 'Bearer wrong' }, path)
    expect([stranger.status, stranger.headers.get('x-ms-region')]).toEqual([401, 'local'])
    expect((await errorOf(stranger))['code']).toBe('401')
  })

  it('tell in the message how long to wait', async () => {
    harness.control.say(limited(quota('q', { requestsPerMinute: 1 })))
    await eventually(() => [...harness.gateway.table.limits()].length === 1)
    expect((await ask('tokens', {}, {}, path)).status).toBe(200)
    const refused = await azure(harness.url)
      .chat.completions.create({ model: 'tokens', messages: [{ role: 'user', content: 'Hello' }] })
      .catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(RateLimitError)
    const { code, message, headers } = refused as RateLimitError
    expect([code, message]).toEqual(['429', expect.stringMatching(/are left\. Please retry after 60 seconds\.$/)])
    const rates = ['limit', 'remaining', 'reset'].map((what) => headers?.get(`x-ratelimit-${what}-requests`))
    expect([...rates, headers?.get('retry-after')]).toEqual(['1', '0', '60', '60'])
  })
})

describe('addresses that clients put together wrongly', () => {
  it.each(['/openai/v1', '/openai', '/v1', '/openai/v1/'])('AzureOpenAI with the endpoint …%s', async (end) => {
    const client = azure(`${harness.url}${end}`)
    const answer = await client.chat.completions.create({ model: 'tokens', messages: [{ role: 'user', content: 'Hello' }] })
    expect(answer.choices[0]?.message.content).toBe('Hello there!')
  })

  it.each(['/openai/v1/deployments/tokens', '/openai/deployments/tokens'])('OpenAI with the base address …%s', async (end) => {
    const client = new OpenAI({ baseURL: `${harness.url}${end}`, apiKey: 'admin', maxRetries: 0 })
    const answer = await client.chat.completions.create({ model: 'whatever', messages: [{ role: 'user', content: 'Hello' }] })
    expect(answer.choices[0]?.message.content).toBe('Hello there!')
  })

  it('without an api-version', async () => {
    expect((await ask('tokens', { messages }, {}, '/openai/deployments/tokens/chat/completions')).status).toBe(200)
    expect(first.received.length).toBe(0)
  })
})
