import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Platform, startPlatform } from '../platform.ts'

/** What changes is told as it changes: through the real gateway, to whom it concerns. */

type Told = { readonly event: string; readonly data: { kind?: string; id?: string | null; resourceGroup?: string | null } }

let platform: Platform
beforeAll(async () => {
  platform = await startPlatform({ settings: { drainSeconds: 60 } })
})
afterAll(() => platform[Symbol.asyncDispose]())

const keyFor = async (body: object): Promise<{ key: string; id: string }> => {
  const made = await platform.call('POST', '/v2/admin/apiKeys', { name: 'reader', role: 'viewer', ...body })
  expect(made.status).toBe(201)
  return made.body
}

/** Reads a stream of changes until the test is over. */
async function follow(headers: Record<string, string> = {}, key = platform.adminKey) {
  const gone = new AbortController()
  const answer = await fetch(`${platform.url}/v2/lm/changes`, {
    headers: { authorization: `Bearer ${key}`, 'ai-resource-group': 'default', ...headers },
    signal: gone.signal,
  })
  const told: Told[] = []
  let ended = false
  const reading = (async () => {
    let rest = ''
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (rest + chunk).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const found = /^event: (\w+)\ndata: (.*)$/.exec(block)
        if (found) told.push({ event: found[1] ?? '', data: JSON.parse(found[2] ?? '') })
      }
    }
  })()
    .catch(() => {}) // left, or ended from the other side
    .finally(() => {
      ended = true
    })
  return {
    answer,
    told,
    ended: () => ended,
    has: (kind: string, more: object = {}) =>
      expect
        .poll(() => told.map(({ data }) => data), { timeout: 20_000 })
        .toContainEqual(expect.objectContaining({ kind, ...more })),
    leave: async () => {
      gone.abort()
      await reading
    },
  }
}

describe('changes', () => {
  it('says hello first, and then what changed, by the API and by itself', async () => {
    const feed = await follow()
    expect(feed.answer.headers.get('content-type')).toContain('text/event-stream')
    await expect.poll(() => feed.told[0], { timeout: 20_000 }).toEqual({ event: 'hello', data: {} })
    const elsewhere = { name: 'openai-compatible', provider: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1' }
    await platform.call('POST', '/v2/admin/connections', elsewhere)
    const made = await platform.call('POST', '/v2/lm/deployments', {
      configuration: {
        name: 'hub',
        scenarioId: 'foundation-models',
        executableId: 'openai-compatible',
        parameterBindings: [{ key: 'modelName', value: 'any' }],
      },
    })
    expect(made.body).toMatchObject({ id: expect.any(String) })
    await feed.has('deployments', { id: made.body.id, resourceGroup: 'default' })
    await feed.has('audit', { resourceGroup: 'default' })
    await feed.leave()
  })

  it('tells of other groups to nobody but who asked for all', async () => {
    await platform.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'quiet' })
    const [mine, all] = [await follow(), await follow({ 'ai-tenant-scope': 'true', 'ai-resource-group': '*' })]
    const secret = { name: 'hidden', data: { a: 'Yg==' } }
    const headers = { 'ai-resource-group': 'quiet' }
    expect((await platform.call('POST', '/v2/admin/secrets', secret, headers)).status).toBe(200)
    await all.has('secrets', { id: 'hidden', resourceGroup: 'quiet' })
    await platform.call('POST', '/v2/admin/secrets', { ...secret, name: 'seen' })
    await mine.has('secrets', { id: 'seen', resourceGroup: 'default' })
    expect(JSON.stringify(mine.told)).not.toContain('quiet')
    await Promise.all([mine.leave(), all.leave()])
  })

  it('ends with the credential', async () => {
    const { key, id } = await keyFor({ resourceGroups: ['default'] })
    const feed = await follow({}, key)
    await expect.poll(() => feed.told.length, { timeout: 20_000 }).toBeGreaterThan(0)
    await platform.call('DELETE', `/v2/admin/apiKeys/${id}`)
    await expect.poll(feed.ended, { timeout: 20_000 }).toBe(true)
  })

  it('is followed sixteen times by one credential, and not once more', async () => {
    const { key } = await keyFor({ resourceGroups: ['default'] })
    const feeds = await Promise.all(Array.from({ length: 16 }, () => follow({}, key)))
    expect(feeds.map(({ answer }) => answer.status)).toEqual(feeds.map(() => 200))
    const refused = await follow({}, key)
    expect(refused.answer.status).toBe(429)
    expect(refused.answer.headers.get('retry-after')).not.toBeNull()
    await feeds[0]?.leave()
    const again = async () => {
      const feed = await follow({}, key)
      await feed.leave()
      return feed.answer.status
    }
    await expect.poll(again, { timeout: 20_000 }).toBe(200)
    await Promise.all(feeds.map((each) => each.leave()))
  })

  it('tells the audit trail of what happens by a rule', async () => {
    const configuration = {
      name: 'brief',
      scenarioId: 'foundation-models',
      executableId: 'openai-compatible',
      parameterBindings: [{ key: 'modelName', value: 'any' }],
    }
    const { body: made } = await platform.call('POST', '/v2/lm/deployments', { configuration, ttl: '10m' })
    const [create] = (await platform.call('GET', `/v2/admin/audit?target=${made.id}`)).body.resources
    expect(create).toMatchObject({ action: 'deployments.create', resourceGroup: 'default', address: '127.0.0.1' })
    const feed = await follow()
    platform.clock.travelTo(new Date(platform.clock.now() + 11 * 60_000).toISOString())
    await platform.control.sweep()
    await feed.has('deployments', { id: made.id })
    const { body } = await platform.call('GET', '/v2/admin/audit?actor=lectern')
    expect(body.resources).toContainEqual(
      expect.objectContaining({ action: 'deployments.delete', target: made.id, call: null, message: 'its time to live is over' }),
    )
    await feed.leave()
  })

  it('does not hold up the end of the gateway', async () => {
    const another = await startPlatform({ settings: { drainSeconds: 600 } })
    const answer = await fetch(`${another.url}/v2/lm/changes`, { headers: { authorization: `Bearer ${another.adminKey}` } })
    const ended = answer.text().catch(() => 'cut')
    await another[Symbol.asyncDispose]()
    await ended
  })
})
