import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../src/sdk/node.ts'
import type { Project } from '../../src/sdk/project.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { type Platform, startPlatform } from '../platform.ts'

/** Generative models by the kit: the demo model of this machine, and one of a provider elsewhere. */

let platform: Platform
let upstream: OpenaiUpstream
let project: Project

beforeAll(async () => {
  upstream = await startOpenaiUpstream()
  platform = await startPlatform({ at: '2026-11-20T12:00:00Z', settings: { demo: true } })
  project = (await connect({ url: `${platform.url}/`, apiKey: platform.adminKey })).project()
  const credential = { apiKey: 'upstream-key' }
  const connection = { name: 'openai', provider: 'openai', baseUrl: `${upstream.address}/v1`, credential }
  await project.api('POST', '/v2/admin/connections', { body: connection })
}, 120_000)
afterAll(async () => {
  await platform?.[Symbol.asyncDispose]()
  await upstream?.[Symbol.asyncDispose]()
})

describe('the demo model', () => {
  it('streams its answer, and says what it used', async () => {
    const demo = await project.getModelServing().getDeployment('demo')
    const chat = (await demo.waitFor('RUNNING')).chat('Count to five.', { temperature: 0 })
    const pieces: string[] = []
    for await (const { text } of chat) pieces.push(text)
    const { text, usage, finishReason } = await chat.answer()
    expect(pieces.length).toBeGreaterThan(5)
    expect(pieces.join('')).toBe(text)
    expect(text).toMatch(/one.*two.*three.*four.*five/i)
    expect(finishReason).toBe('stop')
    expect(usage?.completion_tokens).toBeGreaterThan(5)
  }, 120_000)

  it('answers whole, of a conversation', async () => {
    const chat = project.chat('demo', [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hello' },
    ])
    const [first, second] = [await chat.answer(), await chat.answer()]
    expect(first.text.length).toBeGreaterThan(0)
    expect(second).toEqual(first)
  }, 120_000)
})

describe('a model of a provider', () => {
  it('is deployed in one go, asked, and accounted for', async () => {
    const deployment = await project.deployModel('gpt-4o-mini')
    expect([deployment.name, (await deployment.getState()).status]).toEqual(['gpt-4o-mini', 'RUNNING'])
    const answer = await deployment.chat('Hi', { max_tokens: 20 }).answer()
    expect(answer).toMatchObject({ text: 'Hello there!', usage: { total_tokens: expect.any(Number) } })
    expect(upstream.received.at(-1)?.json).toMatchObject({
      max_tokens: 20,
      stream: true,
      model: expect.stringMatching(/^gpt-4o-mini/),
    })
    const rows = () => project.usage({ groupBy: 'deployment' })
    await expect.poll(async () => (await rows()).find((each) => each.deployment === deployment.id)?.calls).toBe(1)
    expect(() => deployment.predictor).toThrow('gpt-4o-mini serves no registered model')
  }, 120_000)

  it('is no longer asked by who leaves', async () => {
    Object.assign(upstream.behaviour, { words: Array.from({ length: 10_000 }, () => ' word'), chunkMs: 5 })
    const chat = project.chat('gpt-4o-mini', 'Go on')
    for await (const { text } of chat) if (text) break
    await expect.poll(() => upstream.received.at(-1)?.cutAt).toEqual(expect.any(Number))
    const stop = new AbortController()
    await expect(
      (async () => {
        for await (const { text } of project.chat('gpt-4o-mini', 'Go on', { signal: stop.signal })) if (text) stop.abort()
      })(),
    ).rejects.toMatchObject({ name: 'AbortError' })
    upstream.reset()
  }, 120_000)

  it('says so where the answer breaks off, or there is none', async () => {
    upstream.behaviour.dieAfterChunks = 2
    const chat = project.chat('gpt-4o-mini', 'Hi')
    const read = async () => {
      for await (const _delta of chat);
    }
    await expect(read()).rejects.toThrow()
    await expect(chat.answer()).rejects.toThrow()
    upstream.reset()
    await expect(project.chat('nobody', 'Hi').answer()).rejects.toMatchObject({
      status: 404,
      message: expect.stringMatching(/nobody/),
    })
  }, 120_000)
})

it('another project has deployments of its own', async () => {
  await project.api('POST', '/v2/admin/resourceGroups', { body: { resourceGroupId: 'team-a' } })
  const lectern = await connect({ url: platform.url, apiKey: platform.adminKey })
  await expect
    .poll(() =>
      lectern
        .project('team-a')
        .getModelServing()
        .getDeployments()
        .catch(() => null),
    )
    .toEqual([])
  await expect(lectern.project('nowhere').getModelServing().getDeployments()).rejects.toMatchObject({ status: 404 })
})

it.each([
  { name: 'another key', options: () => ({ url: platform.url, apiKey: 'lk_wrong' }), trouble: { status: 401 } },
  {
    name: 'no server',
    options: () => ({ url: 'http://127.0.0.1:1', apiKey: 'x' }),
    trouble: { message: expect.stringMatching(/^no Lectern answers at/) },
  },
  {
    name: 'no key',
    options: () => ({ url: platform.url, apiKey: '' }),
    trouble: { name: 'LecternError', message: expect.stringMatching(/apiKey is missing/) },
  },
])('connect refuses at once: $name', async ({ options, trouble }) => {
  await expect(connect(options())).rejects.toMatchObject(trouble)
})
