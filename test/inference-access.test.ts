import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inferencePaths } from '../src/dialects/inference-openapi.ts'
import { startOpenaiUpstream } from './openai-upstream.ts'
import { type Platform, startPlatform } from './platform.ts'

/** Every inference route of the OpenAPI document, at the gateway's door, against everyone who may not use it. */
const operations = Object.entries(inferencePaths()).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path,
    access: (operation as Record<string, unknown>)['x-lectern-access'],
  })),
)
const takesConsumer = ({ access }: { access: unknown }) => (access as { role?: string }).role === 'consumer'
const closed = operations.filter(({ access }) => access !== 'public')

describe('inference routes', () => {
  let platform: Platform
  let upstream: Awaited<ReturnType<typeof startOpenaiUpstream>>
  let deploymentId: string
  const keys: Record<string, string> = {}

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
    deploymentId = (await platform.call('POST', '/v2/lm/deployments', { configurationId: configuration.body.id })).body.id
    await platform.until(deploymentId, 'RUNNING')

    const key = async (name: string, more: object = {}) => {
      const given = { name, role: 'consumer', resourceGroups: '*', deployments: '*', ...more }
      const { body } = await platform.call('POST', '/v2/admin/apiKeys', given)
      keys[name] = body.key
      return body
    }
    await key('consumer')
    await key('viewer', { role: 'viewer' })
    await key('foreign', { role: 'admin', resourceGroups: ['team-b'] })
    await key('other deployment', { deployments: ['d0123456789abcde'] })
    await key('expired', { expiresAt: new Date(platform.clock.now() + 60_000).toISOString() })
    const revoked = await key('revoked')
    await platform.call('DELETE', `/v2/admin/apiKeys/${revoked.publicId ?? revoked.id}`)
    platform.clock.travelTo(new Date(platform.clock.now() + 120_000).toISOString())
  })
  afterAll(async () => {
    await platform[Symbol.asyncDispose]()
    await upstream[Symbol.asyncDispose]()
  })

  const ask = async ({ method, path }: { method: string; path: string }, headers: Record<string, string>) => {
    const names: Record<string, string> = { deploymentId, name: 'stub', model: 'stub', path: 'chat/completions' }
    const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => names[name] ?? name)
    const body =
      method === 'POST' ? { body: JSON.stringify({ model: 'stub', input: 'x', messages: [{ role: 'user', content: 'x' }] }) } : {}
    const answer = await fetch(`${platform.url}${address}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...body,
    })
    return { status: answer.status, text: await answer.text() }
  }
  const bearer = (key: string | undefined) => ({ authorization: `Bearer ${key}` })

  it.each(closed)('$method $path', async (operation) => {
    const status = async (headers: Record<string, string>) => (await ask(operation, headers)).status
    expect(await status({}), 'no credential').toBe(401)
    expect(await status(bearer('garbage')), 'garbage').toBe(401)
    expect(await status(bearer('e30.e30.e30')), 'a garbage token').toBe(401)
    expect(await status(bearer(`lk_${'a'.repeat(12)}_${'b'.repeat(43)}`)), 'a key of the right form').toBe(401)
    expect(await status(bearer(keys['expired'])), 'expired').toBe(401)
    expect(await status(bearer(keys['revoked'])), 'revoked').toBe(401)
    if (takesConsumer(operation)) expect(await status(bearer(keys['viewer'])), 'too low a role').toBe(403)
    expect(await status({ ...bearer(keys['foreign']), 'ai-resource-group': 'default' }), 'a foreign group').toBe(403)

    const before = upstream.received.length
    const own = await ask(operation, { ...bearer(keys['foreign']), 'ai-resource-group': 'team-b' })
    expect(own.text, 'another tenant’s deployment is not named').not.toContain(deploymentId === 'stub' ? '' : '"id":"stub"')
    if (/\{(deploymentId|name|model)\}|chat|completions|embeddings|responses/.test(operation.path)) expect(own.status).toBe(404)
    const limited = await ask(operation, bearer(keys['other deployment']))
    if (limited.status === 200) expect(JSON.parse(limited.text).data, 'a list shows what the key may use').toEqual([])
    else expect([403, 404]).toContain(limited.status)
    expect(upstream.received.length, 'nobody of these reached the provider').toBe(before)
  })

  it('lets in who may', async () => {
    const [chat] = closed.filter(({ path }) => path === '/v1/chat/completions')
    expect(chat && (await ask(chat, bearer(keys['consumer']))).status).toBe(200)
  })

  it.each(operations.filter(({ access }) => access === 'public'))('$path is open to the machine itself', async (operation) => {
    expect((await ask(operation, {})).status).toBe(200)
  })
})
