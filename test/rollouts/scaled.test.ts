import { afterAll, beforeAll, expect, it } from 'vitest'
import { must } from '../conformance/scene.ts'
import { openScene, quick, type Scene } from '../scaling/scene.ts'
import { change, rolloutOf, untilDeployment } from './scene.ts'

const saying = (word: string) => `
class Predict:
    def predict(self, inputs):
        return ["${word}"]
`

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
}, 60_000)
afterAll(() => scene[Symbol.asyncDispose]())

it('keeps an instance of each side while it is under way, of a deployment that rests at zero before and after', async () => {
  const id = await scene.deploy('resting', { script: saying('old'), scaling: { predictor: quick } })
  await scene.untilAtZero(id)
  const fresh = await scene.configure('fresh', saying('new'))
  await change(scene.platform, id, { configurationId: fresh, rollout: { percent: 0, header: { name: 'x-canary' } } })
  await rolloutOf(scene.platform, id, 'PROGRESSING')
  const path = `/v2/inference/deployments/${id}/v1/models/${id}:predict`
  const ask = async (headers: Record<string, string> = {}) =>
    must(200, await scene.platform.call('POST', path, { instances: [{}] }, headers)).predictions
  expect(await ask()).toEqual(['old'])
  expect(await ask({ 'x-canary': 'true' })).toEqual(['new'])
  const living = async () => {
    const instances = await scene.platform.engine.observe()
    return new Set(instances.filter((each) => each.deploymentId === id && each.phase === 'ready').map(({ revision }) => revision))
      .size
  }
  // Nobody calls any more, and none would do.
  await scene.untilSeen(id, ({ scaling }) => scaling.predictor.instances === 0)
  for (let turn = 0; turn < 10; turn += 1) {
    await scene.platform.control.sweep()
    await scene.platform.clock.sleep(100)
  }
  expect(await living()).toBe(2)
  must(202, await scene.platform.call('POST', `/v2/lm/deployments/${id}/promote`))
  await untilDeployment(scene.platform, id, ({ version, rollout }) => version === 2 && rollout === undefined)
  await scene.untilAtZero(id)
  expect(await ask()).toEqual(['new'])
}, 90_000)
