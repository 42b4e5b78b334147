import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../gateway-harness.ts'
import { openTargets, question, type TargetsScene } from '../targets/scene.ts'

/** Provisioned units and spillover through the whole platform, from the API to the ledger. */
let scene: TargetsScene
beforeAll(async () => {
  scene = await openTargets()
}, 60_000)
afterAll(() => scene[Symbol.asyncDispose]())
afterEach(() => scene.reset())

const deploy = async (name: string, connection: string, terms: object): Promise<string> => {
  const order = { model: 'gpt-4o', executableId: 'openai-compatible', connection, name, ...terms }
  const { status, body } = await scene.platform.call('POST', '/v2/lm/models/deploy', order)
  expect([status, body.error]).toEqual([202, undefined])
  await scene.platform.until(body.id, 'RUNNING')
  return body.id
}

describe('provisioned units', () => {
  it('say how full they are, and what they cannot take the second deployment takes and is charged for', async () => {
    const second = await deploy('by-token', 'two', { deploymentType: 'standard', capacity: 100 })
    const first = await deploy('by-unit', 'one', { deploymentType: 'provisioned', capacity: 15, spilloverDeployment: second })
    const good = await scene.ask('by-unit')
    expect([good.status, good.headers.get('azure-openai-deployment-utilization')]).toEqual([
      200,
      expect.stringMatching(/^\d+\.\d%$/),
    ])
    expect(scene.two.received.length).toBe(0)

    // 15 units of gpt-4o take 37,500 input tokens a minute: one such answer uses more than they have.
    scene.one.behaviour.words = new Array(50_000).fill('w ')
    const path = '/openai/deployments/by-unit/chat/completions?api-version=2024-10-21'
    expect((await scene.platform.call('POST', path, question)).status).toBe(200)
    const said = async () => {
      const { status, headers } = await scene.platform.call('POST', path, question)
      return [status, headers.get('x-ms-deployment-name'), headers.get('x-ms-spillover-from-deployment')]
    }
    await eventually(async () => (await said())[1] === 'by-token', 20_000)
    expect(await said()).toEqual([200, 'by-token', 'by-unit'])
    const calls = scene.two.received.length
    await eventually(async () => (await scene.ledger(second)).length === calls, 20_000)
    expect((await scene.ledger(second))[0]).toMatchObject({ state: 'settled', model: 'gpt-4o', status: 200 })
    await eventually(async () => (await scene.ledger(first)).length === scene.one.received.length, 20_000)
  }, 60_000)
})
