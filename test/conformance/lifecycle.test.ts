import { DeploymentApi } from '@sap-ai-sdk/ai-api'
import { AzureOpenAiChatClient } from '@sap-ai-sdk/foundation-models'
import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Json } from '../platform.ts'
import { type Deployed, drain, eventually, must, openScene, type Scene } from './scene.ts'

/** A model from its good days to its end, on a clock that travels: the sample of SAP's page, and what becomes of it. */

const messages = [{ role: 'user' as const, content: 'Hello' }]
let scene: Scene

beforeAll(async () => {
  scene = await openScene({ at: '2024-06-15T00:00:00Z' })
})
beforeEach(() => scene.upstream.reset())
afterAll(() => scene[Symbol.asyncDispose]())

/** A key of the installation: tokens that SAP's client has cached run out when half a year goes by in a moment, keys do not. */
const destination = () => ({
  url: scene.platform.url,
  authentication: 'NoAuthentication' as const,
  headers: { authorization: `Bearer ${scene.platform.adminKey}` },
})
const sap = (deploymentId: string) => new AzureOpenAiChatClient({ deploymentId }, destination())
const openai = () => new OpenAI({ baseURL: `${scene.platform.url}/v1`, apiKey: scene.platform.adminKey, maxRetries: 0 })
const chat = (model: string) => openai().chat.completions.create({ model, messages }).withResponse()
const failure = (call: PromiseLike<unknown>): Promise<Json> =>
  Promise.resolve(call).then(
    () => 'no failure',
    (error: unknown) => error,
  )
const read = async (id: string): Promise<Json> => must(200, await scene.platform.call('GET', `/v2/lm/deployments/${id}`))
const travel = async (day: string): Promise<void> => {
  scene.platform.clock.travelTo(`${day}T00:00:01Z`)
  await scene.platform.control.sweep()
}
const last = () => scene.upstream.received.at(-1)
const putCatalog = async (model: string, versions: readonly object[], executableId = 'openai'): Promise<void> =>
  must(200, await scene.platform.call('PUT', `/v2/admin/catalog/${executableId}/${model}`, { versions }))

describe('gpt-35-turbo 0613, the sample of SAP’s page', () => {
  let sample: Deployed

  it('deploys and answers in June 2024, through SAP’s client by model name', async () => {
    sample = await scene.deploy({ name: 'sample', parameters: { modelName: 'gpt-35-turbo', modelVersion: '0613' } })
    const client = new AzureOpenAiChatClient({ modelName: 'gpt-35-turbo', modelVersion: '0613' })
    expect((await client.run({ messages })).getContent()).toBe('Hello there!')
    const { data, response } = await chat('sample')
    expect(data.choices[0]?.message.content).toBe('Hello there!')
    expect(response.headers.get('deprecation')).toBeNull()
    expect(await read(sample.id)).toMatchObject({ status: 'RUNNING', statusMessage: '' })
  })

  it('still answers when it is deprecated, and says since when, until when, and what comes after', async () => {
    await travel('2025-01-10')
    const { statusMessage } = await scene.untilSeen(sample.id, ({ statusMessage: said }) => said !== '')
    expect(statusMessage).toMatch(/gpt-35-turbo version 0613 is deprecated and will be retired on 2025-02-13; .*gpt-4o-mini/)
    await eventually(async () => (await chat('sample')).response.headers.has('deprecation'), scene.platform)
    const { data, response } = await chat('sample')
    expect(data.choices[0]?.message.content).toBe('Hello there!')
    expect(response.headers.get('sunset')).toBe('Thu, 13 Feb 2025 00:00:00 GMT')
    expect(response.headers.get('deprecation')).toMatch(/^@\d{10}$/)
    expect((await sap(sample.id).run({ messages })).rawResponse.headers['sunset']).toBe('Thu, 13 Feb 2025 00:00:00 GMT')
    expect(await read(sample.id)).toMatchObject({ status: 'RUNNING' })
  })

  it('may still be deployed a day before the end', async () => {
    await travel('2025-02-12')
    const another = await scene.deploy({ name: 'another', parameters: { modelName: 'gpt-35-turbo', modelVersion: '0613' } })
    expect((await read(another.id)).statusMessage).toContain('2025-02-13')
  })

  it('ends on its retirement date: DEAD, and 410 with the replacement to every client', async () => {
    await travel('2025-02-13')
    const dead = await scene.platform.until(sample.id, 'DEAD')
    expect(dead).toMatchObject({ targetStatus: 'RUNNING', deploymentUrl: sample.url })
    expect(dead.statusMessage).toMatch(/gpt-35-turbo version 0613 was retired on 2025-02-13; use gpt-4o-mini/)
    await eventually(async () => (await failure(chat('sample'))).status === 410, scene.platform)
    scene.upstream.reset()
    expect(await failure(chat('sample'))).toMatchObject({
      code: 'model_retired',
      message: expect.stringContaining('gpt-4o-mini'),
    })
    const gone = { status: 410, data: { error: { code: 'Gone', message: expect.stringContaining('gpt-4o-mini') } } }
    expect(await failure(sap(sample.id).run({ messages }))).toMatchObject({ cause: { response: gone } })
    expect(await failure(sap(sample.id).stream({ messages }))).toMatchObject({ cause: { response: gone } })
    const classic = await scene.platform.call('POST', '/openai/deployments/sample/chat/completions?api-version=2024-10-21', {
      messages,
    })
    expect(classic).toMatchObject({ status: 410, body: { error: { message: expect.stringContaining('gpt-4o-mini') } } })
    expect(scene.upstream.received).toEqual([])
    const running = must(200, await scene.platform.call('GET', '/v2/lm/deployments?scenarioId=foundation-models&status=RUNNING'))
    expect(running.resources).toEqual([])
    expect((await openai().models.list()).data).toEqual([])
  })

  it('cannot be deployed any more, nor started again', async () => {
    const configurationId = await scene.configure({
      name: 'late',
      parameters: { modelName: 'gpt-35-turbo', modelVersion: '0613' },
    })
    const refused = await scene.platform.call('POST', '/v2/lm/deployments', { configurationId })
    expect(refused).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining('gpt-4o-mini') } } })
    const again = await scene.platform.call('PATCH', `/v2/lm/deployments/${sample.id}`, { targetStatus: 'RUNNING' })
    expect(again).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining('gpt-4o-mini') } } })
  })

  it('is not swept away while it waits to be mended', async () => {
    await travel('2025-03-20')
    expect(await read(sample.id)).toMatchObject({ status: 'DEAD' })
  })

  it('is mended by a new configuration: same id, same URL, same name', async () => {
    const configurationId = await scene.configure({ name: 'mended', parameters: { modelName: 'gpt-4o-mini' } })
    must(202, await scene.platform.call('PATCH', `/v2/lm/deployments/${sample.id}`, { configurationId }))
    const mended = await scene.platform.until(sample.id, 'RUNNING')
    expect(mended).toMatchObject({
      deploymentUrl: sample.url,
      name: 'sample',
      latestRunningConfigurationId: configurationId,
      statusMessage: '',
    })
    await eventually(async () => (await failure(chat('sample'))) === 'no failure', scene.platform)
    const { response } = await chat('sample')
    expect(response.headers.get('deprecation')).toBeNull()
    expect(response.headers.get('sunset')).toBe('Thu, 01 Oct 2026 00:00:00 GMT')
    expect(last()?.url).toContain('/deployments/gpt-4o-mini/')
    expect((await sap(sample.id).run({ messages })).getContent()).toBe('Hello there!')
  })
})

describe('latest', () => {
  const first = { name: '1', latestFrom: '2024-01-01', providerModelId: 'house-1' }
  const second = { name: '2', latestFrom: '2025-03-20', providerModelId: 'house-2' }
  const third = { name: '3', latestFrom: '2025-05-01', providerModelId: 'house-3' }
  let follows: Deployed
  let pinned: Deployed

  it('stands for the version that is the latest now', async () => {
    await putCatalog('house', [first])
    follows = await scene.deploy({ name: 'follows', executableId: 'openai', parameters: { modelName: 'house' } })
    pinned = await scene.deploy({ name: 'pinned', executableId: 'openai', parameters: { modelName: 'house', modelVersion: '1' } })
    await chat('follows')
    expect(last()?.json?.['model']).toBe('house-1')
    expect(await read(follows.id)).toMatchObject({
      modelVersion: '1',
      details: { resources: { backendDetails: { model: { version: 'latest' } } } },
    })
  })

  it('follows when the operator adds a version: no call fails, those in flight end as they began', async () => {
    Object.assign(scene.upstream.behaviour, { words: new Array(60).fill('word '), chunkMs: 10 })
    const running = openai().chat.completions.create({ model: 'follows', messages, stream: true })
    const inFlight = running.then((stream) => drain(stream))
    await eventually(() => (last()?.chunks ?? 0) > 2, scene.platform)
    const [began] = scene.upstream.received
    await putCatalog('house', [first, second])
    let calls = 0
    await eventually(async () => {
      scene.upstream.behaviour.words = ['quick']
      await chat('follows')
      calls += 1
      return last()?.json?.['model'] === 'house-2'
    }, scene.platform)
    expect(calls).toBeGreaterThan(0)
    const words = (await inFlight).map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')
    expect(words).toBe('word '.repeat(60))
    expect(began).toMatchObject({ cutAt: null, json: { model: 'house-1' } })
    const upgraded = await scene.untilSeen(follows.id, ({ modelVersion }) => modelVersion === '2')
    expect(upgraded).toMatchObject({ status: 'RUNNING', deploymentUrl: follows.url, configurationId: follows.configurationId })
    expect(upgraded.details.resources.backendDetails.model).toEqual({ name: 'house', version: 'latest' })
  })

  it('leaves pinned deployments alone', async () => {
    await chat('pinned')
    expect(last()?.json?.['model']).toBe('house-1')
    expect(await read(pinned.id)).toMatchObject({ modelVersion: '1', status: 'RUNNING' })
  })

  it('follows on the day that the catalog names', async () => {
    await putCatalog('house', [first, second, third])
    await chat('follows')
    expect(last()?.json?.['model']).toBe('house-2')
    await travel('2025-05-01')
    await eventually(async () => {
      await chat('follows')
      return last()?.json?.['model'] === 'house-3'
    }, scene.platform)
    expect((await sap(follows.id).run({ messages })).getContent()).toBe('Hello there!')
  })

  it('warns a pinned deployment when the operator deprecates its version, and ends it when the operator retires it', async () => {
    const old = { ...first, deprecatedFrom: '2025-04-01', retirementDate: '2025-06-01', suggestedReplacements: ['house'] }
    await putCatalog('house', [old, second, third])
    expect(await scene.untilSeen(pinned.id, ({ statusMessage }) => statusMessage !== '')).toMatchObject({
      status: 'RUNNING',
      statusMessage: expect.stringMatching(/version 1 is deprecated and will be retired on 2025-06-01/),
    })
    await putCatalog('house', [{ ...old, retirementDate: '2025-05-01' }, second, third])
    expect((await scene.platform.until(pinned.id, 'DEAD')).statusMessage).toContain('house')
    await eventually(async () => (await failure(chat('pinned'))).status === 410, scene.platform)
    const configurationId = await scene.configure({
      name: 'on',
      executableId: 'openai',
      parameters: { modelName: 'house', modelVersion: '3' },
    })
    await DeploymentApi.deploymentModify(pinned.id, { configurationId }, { 'AI-Resource-Group': 'default' }).execute(
      destination(),
    )
    expect(await scene.platform.until(pinned.id, 'RUNNING')).toMatchObject({ id: pinned.id, deploymentUrl: pinned.url })
    await eventually(async () => (await failure(chat('pinned'))) === 'no failure', scene.platform)
    expect(last()?.json?.['model']).toBe('house-3')
  })

  it('without a successor ends like a pinned version', async () => {
    await putCatalog('alone', [
      { name: '1', latestFrom: '2024-01-01', retirementDate: '2025-07-01', suggestedReplacements: ['house'] },
    ])
    const alone = await scene.deploy({ name: 'alone', executableId: 'openai', parameters: { modelName: 'alone' } })
    await travel('2025-07-01')
    expect((await scene.platform.until(alone.id, 'DEAD')).statusMessage).toMatch(/retired on 2025-07-01; use house/)
    await eventually(async () => (await failure(chat('alone'))).status === 410, scene.platform)
  })
})
