import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../gateway-harness.ts'
import { type Collector, startCollector } from '../telemetry/collector.ts'
import { type Scene, startScene, sums, words } from './scene.ts'

let scene: Scene
let collector: Collector
let id = ''
beforeAll(async () => {
  collector = await startCollector()
  scene = await startScene({ allowPrivate: true })
  id = await scene.deploy('texts', {
    script: await scene.script('predict.py', sums),
    transformerScript: await scene.script('transform.py', words),
  })
  await scene.platform.until(id, 'RUNNING')
})
afterAll(async () => {
  await scene[Symbol.asyncDispose]()
  await collector[Symbol.asyncDispose]()
})
beforeEach(() => {
  collector.taken.length = 0
})

const keep = async (setting: object): Promise<void> => {
  const sink = { kind: 'http', url: collector.url }
  const answer = await scene.platform.call('PUT', `/v2/admin/deployments/${id}/inferenceLog`, { mode: 'all', sink, ...setting })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
}
const events = async (count: number) => {
  while (collector.taken.length < count) await scene.platform.clock.sleep(10)
  return collector.taken.map(({ headers, body }) => ({
    type: String(headers['ce-type']).split('.').at(-1),
    component: headers['ce-component'],
    status: headers['ce-responsehttpcode'],
    id: headers['ce-id'],
    metadata: headers['ce-metadata'],
    body: JSON.parse(body.toString()),
  }))
}
const call = (headers: Record<string, string> = {}) => scene.predict(id, 'texts', { instances: ['1+2'] }, headers)

describe('what is kept of a deployment with a transformer', () => {
  it('is what callers sent and got, as its transformer’s', async () => {
    await keep({ metadataHeaders: ['X-Tenant', 'x-none'] })
    const { body } = await call({ 'x-tenant': 'blue', 'ce-id': 'mine' })
    const [request, answer] = await events(2)
    expect(request).toMatchObject({ type: 'request', component: 'transformer', id: 'mine', body: { instances: ['1+2'] } })
    expect(decodeURIComponent(String(request?.metadata))).toBe('{"X-Tenant":["blue"]}')
    expect(answer).toMatchObject({ type: 'response', component: 'transformer', status: '200', id: 'mine', body })
  })

  it('may be what the model got and said', async () => {
    await keep({ component: 'predictor' })
    expect((await call()).body).toEqual({ predictions: ['3.0 in true'] })
    const [request, answer] = await events(2)
    expect(request).toMatchObject({ type: 'request', component: 'predictor', body: { instances: [[1, 2]] } })
    expect(answer).toMatchObject({ type: 'response', component: 'predictor', status: '200', body: { predictions: [3] } })
    expect(answer?.id).toBe(request?.id)
    collector.taken.length = 0
    await scene.predict(id, 'texts', { instances: ['fail'] })
    expect((await events(2))[1]).toMatchObject({ status: '500', body: { error: 'ValueError : no such row' } })
  })

  it('says whose it is in the records that are found again, too', async () => {
    const path = `/v2/observability/inferences?deploymentId=${id}`
    const components = async () =>
      (await scene.platform.call('GET', path)).body.resources.map((each: { component?: string }) => each.component)
    await keep({ sink: { kind: 'store' } })
    await call()
    await eventually(async () => (await components()).length === 1, 30_000)
    expect(await components()).toEqual(['transformer'])
    await keep({ sink: { kind: 'store' }, component: 'predictor' })
    await call()
    await eventually(async () => (await components()).length === 2, 30_000)
    expect(await components()).toEqual([undefined, 'transformer'])
  })

  it.each([
    [{ metadataHeaders: ['Authorization'] }, /metadataHeaders/],
    [{ component: 'explainer' }, /component/],
    [{ sink: { kind: 'kafka', brokers: ['127.0.0.1:1'], topic: 'NONE' } }, /"NONE" is no topic/],
    [{ sink: { kind: 'kafka', brokers: ['127.0.0.1:1'], topic: 'CREATE', partitions: 0 } }, /partitions/],
  ])('refuses %j', async (setting, message) => {
    const answer = await scene.platform.call('PUT', `/v2/admin/deployments/${id}/inferenceLog`, { mode: 'all', ...setting })
    expect(answer).toMatchObject({ status: 400, body: { error: { message: expect.stringMatching(message) } } })
  })

  it('waits for no broker that is not there: the setting is refused', async () => {
    for (const sink of [{ topic: 'CREATE' }, { topic: 'there', mustExist: true }]) {
      const all = { mode: 'all', sink: { kind: 'kafka', brokers: ['127.0.0.1:1'], ...sink } }
      const answer = await scene.platform.call('PUT', `/v2/admin/deployments/${id}/inferenceLog`, all)
      expect(answer).toMatchObject({ status: 503, body: { error: { message: expect.stringMatching(/topic/) } } })
    }
  })
})
