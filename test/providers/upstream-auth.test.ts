import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Harness, idOf, route, startHarness, target } from '../gateway-harness.ts'
import { type Listening, listen } from '../upstreams/listen.ts'

/** What each provider calls a request, and how it words a refusal of the account. */
const providers = [
  ['openai', 'x-request-id', { error: { message: 'Incorrect API key provided: sk-operators', code: 'invalid_api_key' } }],
  [
    'anthropic',
    'request-id',
    { type: 'error', error: { type: 'authentication_error', message: 'invalid x-api-key sk-operators' } },
  ],
  ['bedrock-converse', 'x-amzn-RequestId', { message: 'The security token sk-operators is invalid' }],
  ['gemini', 'x-goog-request-id', { error: { code: 401, message: 'sk-operators', status: 'UNAUTHENTICATED' } }],
] as const

let upstream: Listening
let harness: Harness
let status = 401

beforeAll(async () => {
  upstream = await listen(({ url }, response) => {
    const [, id, body] = providers.find(([wire]) => url.startsWith(`/${wire}`)) ?? providers[0]
    response.writeHead(status, { 'content-type': 'application/json', [id]: 'their-name', 'www-authenticate': 'Bearer realm="x"' })
    response.end(JSON.stringify(body))
  })
  const to = (wire: string) => target(upstream.address, { paths: [{ below: '/**', path: `/${wire}/{rest}` }] })
  harness = await startHarness(providers.map(([wire]) => route(wire, [to(wire)], { wire })))
})
beforeEach(() => {
  harness.logged.length = 0
})
afterAll(async () => {
  await harness[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

const dialects = [
  ['SAP', (wire: string) => `/v2/inference/deployments/${idOf(wire)}/anything`],
  ['OpenAI', () => '/v1/chat/completions'],
  ['Azure OpenAI', (wire: string) => `/openai/deployments/${wire}/chat/completions?api-version=2024-10-21`],
] as const

describe.each(providers)('a provider that speaks %s and refuses our account', (wire) => {
  describe.each(dialects)('to a caller that speaks %s', (_, pathOf) => {
    it.each([401, 403])('never looks like a fault of the caller (%i)', async (refused) => {
      status = refused
      const answer = await fetch(harness.url + pathOf(wire), {
        method: 'POST',
        headers: { authorization: 'Bearer admin', 'content-type': 'application/json' },
        body: JSON.stringify({ model: wire, max_tokens: 5, messages: [{ role: 'user', content: 'Hello' }] }),
      })
      const text = await answer.text()
      expect(answer.status).toBe(502)
      expect(JSON.parse(text).error.code).toBe('upstream_auth')
      expect(text).not.toContain('sk-operators')
      expect(answer.headers.get('www-authenticate')).toBeNull()
      expect(harness.logged.find(({ event }) => event === 'call')).toMatchObject({
        code: 'upstream_auth',
        upstreamStatus: refused,
        upstreamRequestId: 'their-name',
      })
    })
  })
})

it("gives Bedrock's and Anthropic's own clients what they look for in a refusal", async () => {
  const post = (wire: string) =>
    fetch(`${harness.url}/v2/inference/deployments/${idOf(wire)}/x`, {
      method: 'POST',
      headers: { authorization: 'Bearer admin' },
    })
  const bedrock = await post('bedrock-converse')
  expect(bedrock.headers.get('x-amzn-errortype')).toBe('ModelErrorException')
  expect(await bedrock.json()).toMatchObject({ message: expect.stringContaining('refused the credential') })
  const anthropic = await post('anthropic')
  expect(await anthropic.json()).toMatchObject({ type: 'error', error: { type: 'api_error', code: 'upstream_auth' } })
})
