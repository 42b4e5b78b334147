import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Scene, startScene } from './scene.ts'

/** Says of each instance how many it was called with. */
const counts = `
import time
class Predict:
    def predict(self, inputs):
        time.sleep(0.05)
        return [len(inputs)] * len(inputs)
`

let scene: Scene
let id = ''
beforeAll(async () => {
  scene = await startScene()
  id = await scene.deploy('counts', { script: await scene.script('predict.py', counts) })
  await scene.platform.until(id, 'RUNNING')
})
afterAll(() => scene[Symbol.asyncDispose]())

const setting = (method: string, body?: object, of = id) =>
  scene.platform.call(method, `/v2/admin/deployments/${of}/batcher`, body)

/** Sizes of the batches in which twelve calls at a time were worked on. */
async function sizes(of = id, name = 'counts'): Promise<readonly number[]> {
  const calls = Array.from({ length: 12 }, () => scene.predict(of, name, { instances: [1] }))
  return (await Promise.all(calls)).map(({ body }) => body.predictions[0])
}

describe('the batcher of a deployment', () => {
  it('is off, and goes on and off without a new instance', async () => {
    const { platform } = scene
    expect((await setting('GET')).body).toMatchObject({ enabled: false, maxBatchSize: 32, maxLatency: 5000, timeout: 60 })
    expect(await sizes()).toEqual(Array(12).fill(1))
    const pods = async () =>
      new Set(
        (await platform.call('GET', `/v2/lm/deployments/${id}/logs`)).body.data.result.map(({ pod }: { pod: string }) => pod),
      )
    const before = await pods()
    expect(await setting('PUT', { maxBatchSize: 5 })).toMatchObject({ status: 200, body: { enabled: true, maxBatchSize: 5 } })
    const batched = await sizes()
    expect(Math.max(...batched)).toBeGreaterThan(1)
    expect(Math.max(...batched)).toBeLessThanOrEqual(5)
    expect((await setting('GET')).body).toMatchObject({ enabled: true, maxBatchSize: 5 })
    expect((await setting('DELETE')).status).toBe(200)
    expect(await sizes()).toEqual(Array(12).fill(1))
    expect(await pods()).toEqual(before)
  })

  it('is known to an instance from its first call on', async () => {
    const { platform } = scene
    const next = await scene.configure('next', { script: await scene.script('predict.py', counts), threads: '2' })
    await setting('PUT', { maxBatchSize: 3 })
    await platform.call('PATCH', `/v2/lm/deployments/${id}`, { configurationId: next })
    await platform.until(id, 'RUNNING')
    expect(Math.max(...(await sizes()))).toBe(3)
  })

  it.each([
    [{ maxBatchSize: 0 }, /maxBatchSize/],
    [{ maxLatency: -1 }, /maxLatency/],
    [{ timeout: 0 }, /timeout/],
    [{ size: 1 }, /size/],
  ])('refuses %j', async (body, message) => {
    expect(await setting('PUT', body)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringMatching(message) } },
    })
  })

  it('is of a deployment that is there, and only of one that can batch', async () => {
    expect((await setting('PUT', {}, 'd000000000000000')).status).toBe(404)
    expect((await setting('GET', undefined, 'd000000000000000')).status).toBe(404)
  })
})
