import { afterAll, beforeAll, expect, it } from 'vitest'
import { must } from '../conformance/scene.ts'
import type { Json } from '../platform.ts'
import { openScene, type Scene } from '../scaling/scene.ts'

/** A dry run where the model has instances of its own here: one comes up for it, and goes again. */

/** No hexadecimal number has it by chance, as ids are. */
const unwelcome = 'unwelcome'

const saying = (word: string) => `
class Predict:
    def predict(self, inputs):
        if "${word}" == "new" and "unwelcome" in inputs[0]:
            raise ValueError("new does not take that")
        return ["${word}"]
`

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
}, 60_000)
afterAll(() => scene[Symbol.asyncDispose]())

it('tells which calls another script would fail, while the one in use answers', async () => {
  const { platform } = scene
  const id = await scene.deploy('tried', { script: saying('old') })
  const fresh = await scene.configure('fresh', saying('new'))
  const path = `/v2/admin/deployments/${id}/inferenceLog`
  expect((await platform.call('PUT', path, { mode: 'all', sink: { kind: 'store' } })).status).toBeLessThan(300)
  const kept = async (): Promise<Json[]> =>
    must(200, await platform.call('GET', `/v2/observability/inferences?deploymentId=${id}`)).resources
  for (let attempt = 0; !JSON.stringify(await kept()).includes(unwelcome); attempt += 1) {
    if (attempt === 400) throw new Error('no call is kept')
    // One is kept a moment after it, and the first may be too early to be kept at all.
    if (attempt % 40 === 0) expect((await scene.predict(id, { unwelcome: true })).status).toBe(200)
    await scene.predict(id)
    await platform.clock.sleep(25)
  }
  const bad = (records: Json[]): number => records.filter((each) => JSON.stringify(each).includes(unwelcome)).length

  must(202, await platform.call('POST', `/v2/lm/deployments/${id}/dry-run`, { configurationId: fresh, calls: 200 }))
  let run: Json
  do {
    expect((await scene.predict(id)).body.predictions).toEqual(['old'])
    await platform.clock.sleep(50)
    run = must(200, await platform.call('GET', `/v2/lm/deployments/${id}/dry-runs/1`))
  } while (run.state === 'running')
  expect(run).toMatchObject({ state: 'completed', modelVersion: null, skipped: 0 })
  const repeated = (await kept()).filter((each) => run.calls.some(({ inferenceId }: Json) => inferenceId === each.id))
  expect(repeated).toHaveLength(run.done)
  expect(bad(repeated)).toBeGreaterThan(0)
  expect(run).toMatchObject({ statusChanged: bad(repeated), after: { succeeded: run.done - bad(repeated) } })
  expect((await scene.predict(id, { unwelcome: true })).body.predictions).toEqual(['old'])
})
