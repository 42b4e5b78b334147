import { afterAll, beforeAll, expect, it } from 'vitest'
import { must } from '../conformance/scene.ts'
import { type Scene, startScene } from '../transformer/scene.ts'
import { change, rolloutOf, untilDeployment } from './scene.ts'

const says = (word: string) => `
class Predict:
    def predict(self, inputs):
        return ["${word} " + str(each) for each in inputs]
`
const adds = (text: string) => `
class Transformer:
    def preprocess(self, inputs):
        return [each + "${text}" for each in inputs]
`

let scene: Scene
beforeAll(async () => {
  scene = await startScene()
}, 60_000)
afterAll(() => scene[Symbol.asyncDispose]())

it('goes through the transformer that both have; another, or copies of calls, are refused', async () => {
  const { platform } = scene
  const transformerScript = await scene.script('t.py', adds('!'))
  const old = await scene.script('old.py', says('old'))
  const fresh = await scene.script('new.py', says('new'))
  const id = await scene.deploy('transformed', { script: old, transformerScript })
  await platform.until(id, 'RUNNING')

  const other = await scene.configure('other', { script: fresh, transformerScript: await scene.script('u.py', adds('?')) })
  const none = await scene.configure('none', { script: fresh })
  for (const configurationId of [other, none]) {
    const { status, body } = await platform.call('PATCH', `/v2/lm/deployments/${id}`, {
      configurationId,
      rollout: { percent: 10 },
    })
    expect([status, body.error.message]).toEqual([400, expect.stringMatching(/another transformer/)])
  }
  const next = await scene.configure('next', { script: fresh, transformerScript })
  const mirror = { configurationId: next, rollout: { strategy: 'mirror', percent: 10 } }
  const refused = await platform.call('PATCH', `/v2/lm/deployments/${id}`, mirror)
  expect([refused.status, refused.body.error.message]).toEqual([
    400,
    expect.stringMatching(/mirror needs configurations without a transformer/),
  ])

  await change(platform, id, { configurationId: next, rollout: { percent: 0, header: { name: 'x-canary' } } })
  await rolloutOf(platform, id, 'PROGRESSING')
  const ask = async (headers: Record<string, string> = {}) =>
    must(200, await scene.predict(id, 'transformed', { instances: ['a'] }, headers)).predictions
  expect(await ask()).toEqual(['old a!'])
  expect(await ask({ 'x-canary': 'true' })).toEqual(['new a!'])
  must(202, await platform.call('POST', `/v2/lm/deployments/${id}/promote`))
  await untilDeployment(platform, id, ({ statusMessage, version }) => statusMessage === '' && version === 2)
  expect(await ask()).toEqual(['new a!'])
})
