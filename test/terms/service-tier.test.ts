import { describe, expect, it } from 'vitest'
import type { Route } from '../../src/domain/route.ts'
import { eventually, idOf } from '../gateway-harness.ts'
import { ask, harness, ledgerOf, second } from './scene.ts'

const tierSent = (): unknown => second.received.at(-1)?.json?.['service_tier']

describe('a deployment of the priority tier', () => {
  it.each([
    { path: '/v1/chat/completions', body: {} },
    { path: '/v1/chat/completions', body: { stream: true } },
    { path: '/v1/completions', body: { prompt: 'Hello' } },
    { path: '/v1/responses', body: { input: 'Hello' }, capabilities: ['chat', 'responses'] },
    { path: '/v1/chat/completions', body: { service_tier: null } },
  ])('asks for it where the caller asks for none: $path $body', async ({ path, body, capabilities }) => {
    if (capabilities) await change({ capabilities })
    await (await ask('eager', body, {}, path)).text()
    expect(tierSent()).toBe('priority')
    expect(await ledgerOf(1)).toMatchObject([{ serviceTier: 'priority', deploymentType: 'standard', residency: 'global' }])
  })

  it('lets the caller ask for another', async () => {
    await (await ask('eager', { service_tier: 'default' })).text()
    expect(tierSent()).toBe('default')
    expect((await ledgerOf(1))[0]?.serviceTier).toBeUndefined()
  })

  it('says nothing of it where the API has no such word', async () => {
    await (await ask('eager', { input: 'Hello' }, {}, '/v1/embeddings')).text()
    expect(second.received.at(-1)?.json).not.toHaveProperty('service_tier')
    expect((await ledgerOf(1))[0]?.serviceTier).toBeUndefined()
  })

  it('asks for it in the backend’s words where the caller has others', async () => {
    await (await ask('eager', {}, {}, '/anthropic/v1/messages')).text()
    expect([second.received.at(-1)?.url, tierSent()]).toEqual(['/v1/chat/completions', 'priority'])
  })
})

describe('a deployment of the default tier', () => {
  it('passes on what the caller asks for, and is charged by that', async () => {
    await (await ask('tokens')).text()
    expect(second.received.at(-1)?.json).not.toHaveProperty('service_tier')
    await (await ask('tokens', { service_tier: 'priority' })).text()
    expect(tierSent()).toBe('priority')
    expect((await ledgerOf(2)).map(({ serviceTier }) => serviceTier)).toEqual([undefined, 'priority'])
  })
})

describe('the ledger believes the answer about the tier', () => {
  const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 }
  const whole = (more: object) => JSON.stringify({ choices: [], usage, ...more })
  const streamed = (more: object) => `data: ${JSON.stringify({ choices: [], usage, ...more })}\n\ndata: [DONE]\n\n`
  const cases = [
    { name: 'worked on by the default one', model: 'eager', said: { service_tier: 'default' }, tier: 'default' },
    { name: 'worked on as asked', model: 'eager', said: { service_tier: 'priority' }, tier: 'priority' },
    { name: 'nothing said', model: 'eager', said: {}, tier: 'priority' },
    { name: 'the account’s own choice', model: 'tokens', said: { service_tier: 'priority' }, tier: 'priority' },
    { name: 'the default one, not asked for', model: 'tokens', said: { service_tier: 'default' }, tier: undefined },
    {
      name: 'words of the caller’s that are repeated',
      model: 'tokens',
      said: { service_tier: 'priority', metadata: { service_tier: 'default' }, tools: [{ service_tier: {} }] },
      tier: 'priority',
    },
  ]
  it.each(cases)('$name', async ({ model, said, tier }) => {
    for (const [type, body] of [
      ['application/json', whole(said)],
      ['text/event-stream', streamed(said)],
    ] as const) {
      second.behaviour.answer = { status: 200, headers: { 'content-type': type }, body }
      await (await ask(model, type === 'application/json' ? {} : { stream: true })).text()
    }
    expect((await ledgerOf(2)).map(({ serviceTier }) => serviceTier)).toEqual([tier, tier])
  })
})

async function change(more: Partial<Route>): Promise<void> {
  const route = { ...(harness.gateway.table.byId(idOf('eager')) as Route), ...more, createdAt: 7 }
  harness.control.say({ kind: 'route', route })
  await eventually(() => harness.gateway.table.byId(idOf('eager'))?.createdAt === 7)
}
