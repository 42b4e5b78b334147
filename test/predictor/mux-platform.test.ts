import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../gateway-harness.ts'
import type { Json } from '../platform.ts'
import { change, untilDeployment } from '../rollouts/scene.ts'
import { openScene, type Scene } from '../scaling/scene.ts'

/** Says back what it was sent, and which one it is, in an order of its own. */
const echo = (word: string): string => `
import asyncio
class Predict:
    async def predict(self, inputs):
        await asyncio.sleep((inputs[0]["id"] % 7) / 200)
        return ["${word}", inputs[0]["id"], "x" * inputs[0]["more"]]
`

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene[Symbol.asyncDispose]())

it('200 calls at a time get their own answers each, also while one version goes and another comes', async () => {
  const parameters = { concurrency: '64' }
  const id = await scene.deploy('echoes', { script: echo('old'), parameters })
  const fresh = await scene.configure('fresh', echo('new'), parameters)
  const wrong: Json[] = []
  const seen = { old: 0, new: 0 }
  /** As a client does it: callers in the gateway's own process may make that look overloaded. */
  const ask = async (input: object): Promise<{ status: number; body: Json }> => {
    for (;;) {
      const answer = await scene.predict(id, input)
      if (answer.status !== 503 || !/more to do than it can/.test(answer.body.error)) return answer
      await scene.platform.clock.sleep(50)
    }
  }
  /** Short answers go in one frame, long ones in several. */
  const wave = async (round: number): Promise<void> => {
    const calls = Array.from({ length: 200 }, async (_, at) => {
      const own = round * 1000 + at
      const more = at % 40 === 0 ? 200_000 : at
      const { status, body } = await ask({ id: own, more })
      const [word, echoed, text] = body.predictions ?? []
      if (status === 200 && echoed === own && text === 'x'.repeat(more) && word in seen) seen[word as 'old' | 'new'] += 1
      else wrong.push({ own, status, error: body.error, echoed })
    })
    await Promise.all(calls)
  }
  await wave(0)
  expect([wrong, seen]).toEqual([[], { old: 200, new: 0 }])
  let over = false
  const waves = (async () => {
    for (let round = 1; !over; round += 1) await wave(round)
  })()
  try {
    await change(scene.platform, id, { configurationId: fresh })
    await untilDeployment(scene.platform, id, (each) => each.latestRunningConfigurationId === fresh)
    const instances = async () => (await scene.platform.engine.observe()).filter(({ deploymentId }) => deploymentId === id)
    await eventually(async () => (await instances()).length === 1, 60_000)
  } finally {
    over = true
    await waves
  }
  seen.old = 0
  await wave(999)
  expect(wrong).toEqual([])
  expect(seen.old).toBe(0)
  expect(seen.new).toBeGreaterThanOrEqual(200)
}, 120_000)
