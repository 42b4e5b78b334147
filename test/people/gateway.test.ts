import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../gateway-harness.ts'
import { startOpenaiUpstream } from '../openai-upstream.ts'
import { type Json, type Platform, startPlatform } from '../platform.ts'

/** From a sign-in link to an answer of a model and out again, by the public port alone. */
describe('a person at the gateway', () => {
  let platform: Platform
  let upstream: Awaited<ReturnType<typeof startOpenaiUpstream>>

  beforeAll(async () => {
    upstream = await startOpenaiUpstream()
    platform = await startPlatform()
    await platform.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'team-b' })
    await platform.call('POST', '/v2/admin/connections', {
      name: 'stub',
      provider: 'openai-compatible',
      baseUrl: upstream.address,
    })
    const parameterBindings = Object.entries({ modelName: 'm', connection: 'stub' }).map(([key, value]) => ({ key, value }))
    const made = { name: 'stub', executableId: 'openai-compatible', scenarioId: 'foundation-models', parameterBindings }
    const configuration = await platform.call('POST', '/v2/lm/configurations', made)
    const { body } = await platform.call('POST', '/v2/lm/deployments', { configurationId: configuration.body.id })
    await platform.until(body.id, 'RUNNING')
  })
  afterAll(async () => {
    await platform[Symbol.asyncDispose]()
    await upstream[Symbol.asyncDispose]()
  })

  const sameOrigin = { 'sec-fetch-site': 'same-origin' }
  /** By link; answers the cookie. */
  const signIn = async (path: string): Promise<string> => {
    const answer = await fetch(`${platform.url}${path}`, { method: 'POST', headers: sameOrigin, redirect: 'manual' })
    expect(answer.status).toBe(303)
    expect(new URL(answer.headers.get('location') ?? '', answer.url).pathname).toBe('/console/')
    return answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  }
  const session = async (cookie: string, method = 'GET'): Promise<Json> =>
    (await fetch(`${platform.url}/console/session`, { method, headers: { cookie, ...sameOrigin } })).json()
  const chat = async (token: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${platform.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ model: 'stub', messages: [{ role: 'user', content: 'Hello' }] }),
    })
    await answer.text()
    return answer.status
  }
  const linkFor = async (person: string): Promise<string> =>
    new URL((await platform.call('POST', '/v2/admin/sign-in-links', { person })).body.url).pathname
  const person = async (name: string, more: object) =>
    (await platform.call('POST', '/v2/admin/people', { name, role: 'consumer', resourceGroups: ['default'], ...more })).body

  it('signs in with the link of the start, calls a model, signs out, and is refused', async () => {
    const cookie = await signIn(`/console/sign-in/${platform.control.signInToken}`)
    const { token, person: administrator } = await session(cookie)
    expect(administrator).toMatchObject({ name: 'admin', role: 'admin', resourceGroups: '*' })
    await eventually(async () => (await chat(token)) === 200)
    // Neither the token nor the cookie of a person is anything that a provider should see.
    await chat(token, { cookie })
    expect(JSON.stringify(upstream.received)).not.toContain(token)
    expect(JSON.stringify(upstream.received)).not.toContain(cookie)

    expect(await session(cookie, 'DELETE')).toMatchObject({ signedIn: false })
    await eventually(async () => (await chat(token)) === 401)
    expect(await session(cookie)).toMatchObject({ signedIn: false })
    // By whom is in the ledger.
    await eventually(async () => {
      const { body } = await platform.call('GET', `/v2/analytics/ledger?apiKey=${administrator.id}&start=2020-01-01T00:00:00Z`)
      return body.resources?.length >= 2
    })
  })

  it('may there what they may here, at once', async () => {
    const { id } = await person('ada', {})
    const cookie = await signIn(await linkFor('ada'))
    const { token } = await session(cookie)
    await eventually(async () => (await chat(token)) === 200)
    expect(await chat(token, { 'ai-resource-group': 'team-b' })).toBe(403)
    await platform.call('PATCH', `/v2/admin/people/${id}`, { role: 'viewer' })
    await eventually(async () => (await chat(token)) === 403)
    await platform.call('PATCH', `/v2/admin/people/${id}`, { role: 'consumer', resourceGroups: ['team-b'] })
    await eventually(async () => [403, 404].includes(await chat(token, { 'ai-resource-group': 'default' })))
    await platform.call('PATCH', `/v2/admin/people/${id}`, { resourceGroups: '*' })
    await eventually(async () => (await chat(token)) === 200)
    await platform.call('PATCH', `/v2/admin/people/${id}`, { disabled: true })
    await eventually(async () => (await chat(token)) === 401)
  })

  it('gets no further than their session with a token of their own making', async () => {
    for (const id of ['p0123456789abcde', 's0123456789abcde']) expect(await chat(`person:${id}`)).toBe(401)
  })
})
