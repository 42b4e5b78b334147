import { afterAll, beforeAll, expect, it } from 'vitest'
import { must } from '../conformance/scene.ts'
import type { Json } from '../platform.ts'
import { openScene, type Scene } from '../scaling/scene.ts'
import { change, rolloutOf, untilDeployment } from './scene.ts'

/** Says which one it is; `{"exit": 3}` ends it. */
const saying = (word: string) => `
import asyncio, os, sys
class Predict:
    async def predict(self, inputs):
        if "exit" in inputs[0]:
            print("${word} gives up", file=sys.stderr, flush=True)
            os.kill(os.getppid(), 9)
            os._exit(inputs[0]["exit"])
        await asyncio.sleep(inputs[0].get("sleep", 0))
        return ["${word}"]
`

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
}, 60_000)
afterAll(() => scene[Symbol.asyncDispose]())

it('comes up beside what serves, and takes its share only when it is ready; promoted and rolled back under load no call is lost', async () => {
  const id = await scene.deploy('under-load', { script: saying('old') })
  const fresh = await scene.configure('fresh', saying('new'))
  const seen = { old: 0, new: 0, failed: [] as Json[] }
  let over = false
  const caller = async (): Promise<void> => {
    while (!over) {
      const { status, body } = await scene.predict(id, { sleep: 0.005 })
      const word = body.predictions?.[0] as 'old' | 'new' | undefined
      if (status === 200 && word) seen[word] += 1
      else seen.failed.push(body)
    }
  }
  const callers = Array.from({ length: 6 }, caller)
  try {
    await change(scene.platform, id, { configurationId: fresh, rollout: { percent: 30 } })
    await rolloutOf(scene.platform, id, 'PROGRESSING')
    const before = { ...seen }
    while (seen.new < before.new + 20) await scene.platform.clock.sleep(20)
    expect(seen.old).toBeGreaterThan(before.old)
    must(202, await scene.platform.call('POST', `/v2/lm/deployments/${id}/promote`))
    await untilDeployment(scene.platform, id, (each) => each.statusMessage === '' && each.configurationId === fresh)
    // Back to the version before, and forth again.
    for (const version of [1, 2, 1]) {
      const body = version === 1 ? {} : { version }
      must(202, await scene.platform.call('POST', `/v2/lm/deployments/${id}/rollback`, body))
      await untilDeployment(scene.platform, id, (each) => each.status === 'RUNNING' && each.statusMessage === '')
    }
  } finally {
    over = true
    await Promise.all(callers)
  }
  expect(seen.failed).toEqual([])
  expect((await scene.predict(id)).body.predictions).toEqual(['old'])
})

it('is taken back when an instance of it dies, and no call fails but the one in its hands', async () => {
  const id = await scene.deploy('dies', { script: saying('old') })
  await change(scene.platform, id, {
    configurationId: await scene.configure('mortal', saying('new')),
    rollout: { percent: 50, header: { name: 'x-canary' } },
  })
  await rolloutOf(scene.platform, id, 'PROGRESSING')
  const killing = await scene.platform.call(
    'POST',
    `/v2/inference/deployments/${id}/v1/models/${id}:predict`,
    { instances: [{ exit: 3 }] },
    { 'x-canary': 'true' },
  )
  expect(killing.status).toBeGreaterThanOrEqual(500)
  // A process that was killed may take one more connection while the system takes it down: that call is in its hands, too.
  const failed: number[] = []
  for (let round = 0; round < 40; round += 1) {
    const { status } = await scene.predict(id)
    if (status !== 200) failed.push(status)
  }
  expect(failed.length).toBeLessThanOrEqual(1)
  const back = await untilDeployment(scene.platform, id, ({ rollout }) => rollout?.status === 'ROLLED_BACK')
  expect(back.rollout.statusMessage).toEqual(expect.stringMatching(/^an instance of it ended/))
  for (let round = 0; round < 10; round += 1) expect((await scene.predict(id)).body.predictions).toEqual(['old'])
})

it('that does not start is taken back with the reason, and never took a call', async () => {
  const id = await scene.deploy('stillborn', { script: saying('old') })
  await change(scene.platform, id, {
    configurationId: await scene.configure(
      'broken',
      'class Predict:\n    def __init__(self):\n        raise ValueError("no weights")\n    def predict(self, inputs):\n        return []\n',
    ),
    rollout: { percent: 50 },
  })
  const asked: Promise<Json>[] = []
  const back = await untilDeployment(scene.platform, id, ({ rollout }) => {
    asked.push(scene.predict(id))
    return rollout?.status === 'ROLLED_BACK'
  })
  expect(back.rollout.statusMessage).toMatch(/^it does not run: the model server did not start: [\s\S]*no weights/)
  expect(back.status).toBe('RUNNING')
  expect((await scene.predict(id)).body.predictions).toEqual(['old'])
  for (const { body } of await Promise.all(asked)) expect(body.predictions).toEqual(['old'])
})

it('tells instances which version they are of', async () => {
  const tells = (more: string) => `
import os
class Predict:
    def predict(self, inputs):
        return [os.environ["DEPLOYMENT_VERSION"] + "${more}"]
`
  const id = await scene.deploy('versioned', { script: tells('') })
  expect((await scene.predict(id)).body.predictions).toEqual(['1'])
  await change(scene.platform, id, { configurationId: await scene.configure('next', tells('!')), rollout: { percent: 100 } })
  await rolloutOf(scene.platform, id, 'PROGRESSING')
  expect((await scene.predict(id)).body.predictions).toEqual(['2!'])
})

it('waits on its own side where its places are taken, while others go on', async () => {
  const id = await scene.deploy('places', { script: saying('old'), parameters: { concurrency: '2' } })
  await change(scene.platform, id, {
    configurationId: await scene.configure('slow', saying('new'), { concurrency: '1' }),
    rollout: { percent: 0, header: { name: 'x-canary' } },
  })
  await rolloutOf(scene.platform, id, 'PROGRESSING')
  const path = `/v2/inference/deployments/${id}/v1/models/${id}:predict`
  const asked = Array.from({ length: 4 }, () =>
    scene.platform.call('POST', path, { instances: [{ sleep: 0.3 }] }, { 'x-canary': 'true' }),
  )
  const others = Array.from({ length: 20 }, () => scene.predict(id))
  for (const { body } of await Promise.all(others)) expect(body.predictions).toEqual(['old'])
  for (const { body } of await Promise.all(asked)) expect(body.predictions).toEqual(['new'])
})
