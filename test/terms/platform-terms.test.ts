import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openTargets, question, type TargetsScene } from '../targets/scene.ts'

/** Terms through the whole platform: what is agreed on by the API, calls find at the gateway. */
let scene: TargetsScene
beforeAll(async () => {
  scene = await openTargets()
}, 60_000)
afterAll(() => scene[Symbol.asyncDispose]())
afterEach(() => scene.reset())

const deploy = async (name: string, terms: object): Promise<string> => {
  const order = { model: 'model-one', executableId: 'openai-compatible', connection: 'one', name, ...terms }
  const { status, body } = await scene.platform.call('POST', '/v2/lm/models/deploy', order)
  expect([status, body.error]).toEqual([202, undefined])
  await scene.platform.until(body.id, 'RUNNING')
  return body.id
}
const change = async (id: string, body: object): Promise<void> => {
  const { status } = await scene.platform.call('PATCH', `/v2/lm/deployments/${id}`, body)
  expect(status).toBe(202)
}
/** Until the gateway has heard of a change. */
const untilAnswered = async (name: string, wanted: number) => {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const answer = await scene.ask(name)
    if (answer.status === wanted) return answer
    await scene.platform.clock.sleep(25)
  }
  throw new Error(`${name} did not answer ${wanted}`)
}

describe('terms', () => {
  it('of a paused deployment answer its calls 423, and go on when it is resumed', async () => {
    const id = await deploy('rests', { deploymentType: 'serverless' })
    expect((await scene.ask('rests')).status).toBe(200)
    const calls = scene.one.received.length
    await scene.platform.call('POST', `/v2/lm/deployments/${id}/pause`)
    expect((await untilAnswered('rests', 423)).body.error.message).toContain('is paused')
    expect(scene.one.received.length).toBe(calls)
    expect(await scene.platform.until(id, 'RUNNING')).toMatchObject({ paused: true })
    await scene.platform.call('POST', `/v2/lm/deployments/${id}/resume`)
    await untilAnswered('rests', 200)
  })

  it('of standard capacity bound its calls, from the first on, until there is more', async () => {
    // A unit is six requests a minute.
    const id = await deploy('bounded', { deploymentType: 'standard', capacity: 1 })
    const first = []
    for (let call = 0; call < 7; call += 1) first.push((await scene.ask('bounded')).status)
    expect(first).toEqual([200, 200, 200, 200, 200, 200, 429])
    const { headers } = await scene.ask('bounded')
    expect(headers.get('x-ratelimit-limit-requests')).toBe('6')
    expect(headers.get('x-ratelimit-limit-tokens')).toBe('1000')
    await change(id, { capacity: 3 })
    await untilAnswered('bounded', 200)
    // Nobody else is bounded by it.
    await deploy('free', { deploymentType: 'serverless' })
    for (let call = 0; call < 10; call += 1) expect((await scene.ask('free')).status).toBe(200)
  })

  it('of standard capacity in the words of Azure', async () => {
    await deploy('words', { deploymentType: 'standard', capacity: 1 })
    const path = '/openai/deployments/words/chat/completions?api-version=2024-10-21'
    const answers = []
    for (let call = 0; call < 7; call += 1) answers.push(await scene.platform.call('POST', path, question))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 429])
    expect(Number(answers.at(-1)?.headers.get('retry-after-ms'))).toBeGreaterThan(0)
  })
})
