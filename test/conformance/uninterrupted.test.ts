import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AzureOpenAiChatClient } from '@sap-ai-sdk/foundation-models'
import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { brokenGguf } from '../gguf.ts'
import { importLocalModel } from './local-model.ts'
import { type Deployed, drain, eventually, must, openScene, type Scene } from './scene.ts'

/** What clients notice while deployments start, change, fail to change, stop and end under them: nothing that they need not. */

const messages = [{ role: 'user' as const, content: 'Once upon a time' }]
let scene: Scene
let local: Deployed
let modelFile = ''

beforeAll(async () => {
  scene = await openScene({ at: '2026-01-15T10:00:00Z' })
  modelFile = await importLocalModel(scene.platform)
  local = await scene.deploy({ name: 'local', executableId: 'llama-cpp', parameters: localParameters('64') })
})
beforeEach(() => scene.upstream.reset())
afterAll(() => scene[Symbol.asyncDispose]())

const localParameters = (contextSize: string) => ({ modelName: 'tiny', modelFile, contextSize, threads: '1' })
const openai = () => new OpenAI({ baseURL: `${scene.platform.url}/v1`, apiKey: scene.platform.adminKey, maxRetries: 0 })
const ask = (model: string) => openai().chat.completions.create({ model, messages, max_tokens: 4 })
const patch = async (id: string, body: object): Promise<void> =>
  must(202, await scene.platform.call('PATCH', `/v2/lm/deployments/${id}`, body))
const failure = (call: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(call).then(
    () => 'no failure',
    (error: unknown) => error,
  )

/** A stream of 60 words that has begun; resolves with its words when it has ended. */
const beginStream = async (model: string): Promise<{ readonly words: Promise<string> }> => {
  Object.assign(scene.upstream.behaviour, { words: new Array(60).fill('word '), chunkMs: 10 })
  const stream = await openai().chat.completions.create({ model, messages, stream: true })
  const words = drain(stream).then((chunks) => chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join(''))
  await eventually(() => (scene.upstream.received.at(-1)?.chunks ?? 0) > 2, scene.platform)
  scene.upstream.behaviour.words = ['quick']
  return { words }
}

describe('calls that come too early wait', () => {
  it.each([
    { name: 'a remote deployment', executableId: 'azure-openai', parameters: () => ({ modelName: 'gpt-4o' }) },
    { name: 'a local model', executableId: 'llama-cpp', parameters: () => localParameters('96') },
  ])(
    'for $name that was only just created, and for one that was only just started again',
    async ({ executableId, parameters }) => {
      const name = `early-${executableId}`
      const configurationId = await scene.configure({ name, executableId, parameters: parameters() })
      const { id } = must(202, await scene.platform.call('POST', '/v2/lm/deployments', { configurationId, name }))
      expect((await ask(name)).usage?.completion_tokens).toBeGreaterThan(0)
      await scene.platform.until(id, 'RUNNING')
      await patch(id, { targetStatus: 'STOPPED' })
      await scene.platform.until(id, 'STOPPED')
      expect(await failure(ask(name))).toMatchObject({ status: 423 })
      await patch(id, { targetStatus: 'RUNNING' })
      expect(
        (await new AzureOpenAiChatClient({ deploymentId: id }).run({ messages })).getTokenUsage()?.total_tokens,
      ).toBeGreaterThan(0)
    },
  )
})

describe('a stream that has begun goes on to its end', () => {
  it('while the deployment gets another configuration', async () => {
    const { id } = await scene.deploy({ name: 'changing', parameters: { modelName: 'gpt-4.1', deploymentName: 'before' } })
    const { words } = await beginStream('changing')
    const configurationId = await scene.configure({ name: 'c', parameters: { modelName: 'gpt-4.1', deploymentName: 'after' } })
    await patch(id, { configurationId })
    await eventually(async () => {
      await ask('changing')
      return scene.upstream.received.at(-1)?.url.includes('/after/') ?? false
    }, scene.platform)
    expect(await words).toBe('word '.repeat(60))
  })

  it('while the deployment is stopped', async () => {
    const { id } = await scene.deploy({ name: 'stopping', parameters: { modelName: 'gpt-4.1' } })
    const { words } = await beginStream('stopping')
    await patch(id, { targetStatus: 'STOPPED' })
    await eventually(async () => (await failure(ask('stopping'))) !== 'no failure', scene.platform)
    expect(await words).toBe('word '.repeat(60))
    await scene.platform.until(id, 'STOPPED')
  })

  it('while its model version is retired', async () => {
    const versions = [{ name: '1', latestFrom: '2024-01-01', suggestedReplacements: ['gpt-5'] }]
    must(200, await scene.platform.call('PUT', '/v2/admin/catalog/azure-openai/house', { versions }))
    const { id } = await scene.deploy({ name: 'retiring', parameters: { modelName: 'house' } })
    const { words } = await beginStream('retiring')
    const retired = [{ ...versions[0], retirementDate: '2026-01-01' }]
    must(200, await scene.platform.call('PUT', '/v2/admin/catalog/azure-openai/house', { versions: retired }))
    await eventually(async () => (await failure(ask('retiring'))) !== 'no failure', scene.platform)
    expect(await failure(ask('retiring'))).toMatchObject({ status: 410 })
    expect(await words).toBe('word '.repeat(60))
    await scene.platform.until(id, 'DEAD')
  })

  it('while the key of its connection is changed; the next call has the new key', async () => {
    await scene.deploy({ name: 'keyed', parameters: { modelName: 'gpt-4.1' } })
    const { words } = await beginStream('keyed')
    must(200, await scene.platform.call('PATCH', '/v2/admin/connections/azure-openai', { credential: { apiKey: 'new-key' } }))
    await eventually(async () => {
      await ask('keyed')
      return scene.upstream.received.at(-1)?.headers['api-key'] === 'new-key'
    }, scene.platform)
    expect(await words).toBe('word '.repeat(60))
  })
})

describe('a local model', () => {
  it('changes its configuration without a call that fails', async () => {
    const configurationId = await scene.configure({
      name: 'wider',
      executableId: 'llama-cpp',
      parameters: localParameters('128'),
    })
    let changed = false
    let calls = 0
    const callers = Array.from({ length: 3 }, async () => {
      while (!changed) {
        await ask('local')
        calls += 1
      }
      await ask('local')
    })
    await patch(local.id, { configurationId })
    await scene.untilSeen(local.id, (seen) => seen.latestRunningConfigurationId === configurationId && seen.status === 'RUNNING')
    changed = true
    await Promise.all(callers)
    expect(calls).toBeGreaterThan(3)
  })

  it('keeps answering when its new configuration cannot run, says so, and is mended', async () => {
    const before = (await scene.untilSeen(local.id, ({ status }) => status === 'RUNNING')).configurationId
    const file = join(scene.platform.dataDir, 'broken.gguf')
    writeFileSync(file, brokenGguf.missingTensor())
    must(202, await scene.platform.call('POST', '/v2/admin/models/imports', { source: `file://${file}` }))
    await eventually(async () => {
      const { resources } = must(200, await scene.platform.call('GET', '/v2/admin/models/imports'))
      return resources.every(({ state }: { state: string }) => state === 'done')
    }, scene.platform)
    const parameters = { ...localParameters('64'), modelFile: `file://${file}` }
    const configurationId = await scene.configure({ name: 'broken', executableId: 'llama-cpp', parameters })
    await patch(local.id, { configurationId })
    const failed = await scene.untilSeen(local.id, ({ status }) => status === 'DEAD')
    expect(failed).toMatchObject({ configurationId, latestRunningConfigurationId: before, deploymentUrl: local.url })
    expect(failed.statusMessage).toContain('keeps serving')
    expect((await ask('local')).usage?.completion_tokens).toBeGreaterThan(0)
    await patch(local.id, { configurationId: before })
    await scene.platform.until(local.id, 'RUNNING')
    expect((await ask('local')).usage?.completion_tokens).toBeGreaterThan(0)
  })

  it('has logs that the SDK reads, with what the engine said', async () => {
    const { body } = await scene.platform.call('GET', `/v2/lm/deployments/${local.id}/logs?$top=5000`)
    expect(body.data.result.length).toBeGreaterThan(0)
    expect(body.data.result[0]).toMatchObject({ timestamp: expect.any(String), msg: expect.any(String) })
  })
})
