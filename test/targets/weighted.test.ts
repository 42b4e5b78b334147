import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { openTargets, type TargetsScene } from './scene.ts'

let scene: TargetsScene

beforeAll(async () => {
  scene = await openTargets()
})
beforeEach(() => scene.reset())
afterAll(() => scene[Symbol.asyncDispose]())

it('spreads calls over two providers with different wires by their weights, each call at its own price', async () => {
  const { ids } = scene
  const targets = [
    { configurationId: ids.one, weight: 750 },
    { configurationId: ids.claude, weight: 250 },
  ]
  const id = await scene.deploy({ configurationId: ids.one, name: 'both', targets })
  const answers = []
  for (let round = 0; round < 10; round += 1)
    answers.push(...(await Promise.all(Array.from({ length: 20 }, () => scene.ask('both')))))
  for (const { status, body } of answers) {
    expect(status).toBe(200)
    expect(['Hello there!']).toContain(body.choices[0].message.content)
  }
  // Five standard deviations each way.
  expect(scene.claude.received.length).toBeGreaterThan(20)
  expect(scene.claude.received.length).toBeLessThan(85)
  expect(scene.one.received.length).toBe(200 - scene.claude.received.length)

  const rows = await scene.ledger(id)
  expect(rows).toHaveLength(100)
  const first = rows.find((row) => row.model === 'model-one')
  const other = rows.find((row) => row.model === 'claude-haiku-4-5')
  expect(first).toMatchObject({ state: 'settled', executable: 'openai-compatible' })
  expect(other).toMatchObject({ state: 'settled', executable: 'anthropic' })
  expect(other).toMatchObject({ inputTokens: 15, outputTokens: 5 })
  expect(first.cost.nano).toBe(first.inputTokens * 1_000 + first.outputTokens * 2_000)
})
