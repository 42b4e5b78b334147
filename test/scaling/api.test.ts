import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runLine } from '../cli-harness.ts'
import { openScene, type Scene } from './scene.ts'

let scene: Scene
let id: string
let configurationId: string
beforeAll(async () => {
  scene = await openScene()
  id = await scene.deploy('plain')
  configurationId = (await scene.get(id)).configurationId
}, 60_000)
afterAll(() => scene[Symbol.asyncDispose]())

const patch = (scaling: unknown) => scene.platform.call('PATCH', `/v2/lm/deployments/${id}`, { scaling })
const pidOf = async () => (await scene.predict(id)).body.predictions[0]

describe('scaling over the API', () => {
  it('is not shown where it was never set', async () => {
    expect(await scene.get(id)).not.toHaveProperty('scaling')
  })

  it('changes in part, and restarts nothing', async () => {
    const before = await pidOf()
    await scene.patch(id, { scaling: { predictor: { minInstances: 0, maxInstances: 3, target: 5 } } })
    await scene.patch(id, { scaling: { predictor: { maxInstances: 2, stableWindowSeconds: 600 } } })
    expect((await scene.get(id)).scaling).toEqual({
      predictor: {
        minInstances: 0,
        maxInstances: 2,
        metric: 'concurrency',
        target: 5,
        utilization: 0.7,
        stableWindowSeconds: 600,
        panicWindowPercentage: 10,
        panicThresholdPercentage: 200,
        scaleDownDelaySeconds: 0,
        scaleToZeroRetentionSeconds: 0,
        schedules: [],
        running: 1,
      },
    })
    await scene.patch(id, { scaling: { predictor: { target: null } } })
    expect((await scene.get(id)).scaling.predictor).not.toHaveProperty('target')
    expect(await pidOf()).toBe(before)
    await scene.patch(id, { scaling: { predictor: null } })
    expect(await scene.get(id)).not.toHaveProperty('scaling')
    expect(await pidOf()).toBe(before)
  })

  it("is given on creation, kept through a stop, and told in SAP's words, too", async () => {
    const scaling = { predictor: { minInstances: 2, maxInstances: 2 } }
    const made = await scene.platform.call('POST', '/v2/lm/deployments', { configurationId, name: 'made', scaling })
    await scene.untilSeen(made.body.id, ({ scaling: seen }) => seen?.predictor.running === 2)
    await scene.patch(made.body.id, { targetStatus: 'STOPPED' })
    await scene.untilSeen(made.body.id, ({ status }) => status === 'STOPPED')
    await scene.patch(made.body.id, { scaling: { predictor: { minInstances: 1, maxInstances: 1, utilization: 0.5 } } })
    const stopped = await scene.get(made.body.id)
    expect(stopped).toMatchObject({ status: 'STOPPED', targetStatus: 'STOPPED', scaling: { predictor: { utilization: 0.5 } } })
    await scene.patch(made.body.id, { targetStatus: 'RUNNING' })
    const { scaling: seen } = await scene.untilSeen(made.body.id, ({ status }) => status === 'RUNNING')
    expect(seen.predictor).toMatchObject({ maxInstances: 1, running: 1 })
  })

  it('says how many calls may wait, and whoever comes beyond is told so', async () => {
    const busy = await scene.deploy('queue', {
      script: `import os, time
class Predict:
    def predict(self, inputs):
        while not os.path.exists(inputs[0]["until"]):
            time.sleep(0.01)
        return [1]
`,
      parameters: { concurrency: '1' },
      scaling: { predictor: { queueDepth: 2 } },
    })
    expect((await scene.get(busy)).scaling.predictor).toMatchObject({ queueDepth: 2, maxInstances: 1 })
    const until = `${scene.platform.dataDir}/let-go`
    const answers = Array.from({ length: 4 }, () => scene.predict(busy, { until }))
    const refused = await Promise.race(answers)
    expect(refused).toMatchObject({ status: 429, body: { error: expect.stringMatching(/2 calls wait already/) } })
    await scene.patch(busy, { scaling: { predictor: { queueDepth: null } } })
    await scene.untilSeen(busy, ({ scaling }) => scaling === undefined)
    writeFileSync(until, '')
    expect((await Promise.all(answers)).map(({ status }) => status).sort()).toEqual([200, 200, 200, 429])
  })

  it.each([
    [{ predictor: { queueDepth: 0 } }, /queueDepth/],
    [{ predictor: { minInstances: 2 } }, /scaling\.predictor\.minInstances must be at most maxInstances/],
    [{ predictor: { minInstances: -1 } }, /minInstances/],
    [{ predictor: { maxInstances: 0 } }, /maxInstances/],
    [{ predictor: { maxInstances: 2.5 } }, /maxInstances/],
    [{ predictor: { metric: 'cpu' } }, /metric.*concurrency/],
    [{ predictor: { target: 0 } }, /target/],
    [{ predictor: { stableWindowSeconds: 5 } }, /stableWindowSeconds/],
    [{ predictor: { panicWindowPercentage: 0 } }, /panicWindowPercentage/],
    [{ predictor: { scaleMetric: 'rps' } }, /scaleMetric/],
    [{ explainer: { minInstances: 1 } }, /explainer/],
    [{ predictor: { schedules: [{ cron: 'at noon!', minInstances: 1 }] } }, /schedules\[0\]\.cron/],
    [{ predictor: { schedules: [{ cron: '0 7 * * *', timezone: 'Mars', minInstances: 1 }] } }, /timezone: "Mars"/],
    [{ predictor: { schedules: [{ cron: '0 7 * * *', minInstances: 3, maxInstances: 2 }] } }, /schedules\[0\]\.minInstances/],
    [{ transformer: { minInstances: 2, maxInstances: 2 } }, /scaling\.transformer: the deployment has no transformer/],
    [{ predictor: {}, transformer: {} }, /scaling\.transformer/],
    [7, /scaling/],
  ])('refuses %j', async (scaling, message) => {
    const before = await scene.get(id)
    expect(await patch(scaling)).toMatchObject({ status: 400, body: { error: { message: expect.stringMatching(message) } } })
    expect(await scene.get(id)).toEqual(before)
  })

  it('is at hand on the command line', async () => {
    const env = { LECTERN_URL: scene.platform.url, LECTERN_API_KEY: scene.platform.adminKey }
    const lectern = (...line: string[]) => runLine(['deployments', 'scale', 'plain', ...line], { env })
    expect(await lectern('--min', '1', '--max', '2', '--schedule', '0 7 * * 1-5=2@Europe/Berlin')).toMatchObject({ code: 0 })
    expect((await scene.get(id)).scaling.predictor).toMatchObject({
      maxInstances: 2,
      schedules: [{ cron: '0 7 * * 1-5', timezone: 'Europe/Berlin', minInstances: 2 }],
    })
    expect(await lectern('--min', '3')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/scaling\.predictor\.minInstances must be at most maxInstances/),
    })
    expect(await lectern('1', '--no-schedules')).toMatchObject({ code: 0 })
    expect(await scene.get(id)).not.toHaveProperty('scaling')
  })

  it('of a transformer that there is not is refused wherever it may be said, and can be taken back', async () => {
    const scaling = { transformer: { maxInstances: 2 } }
    const refused = {
      status: 400,
      body: { error: { message: expect.stringMatching(/scaling\.transformer/), target: 'scaling.transformer' } },
    }
    expect(await scene.platform.call('POST', '/v2/lm/deployments', { configurationId, name: 'none', scaling })).toMatchObject(
      refused,
    )
    const targets = [{ configurationId }]
    const path = `/v2/lm/deployments/${id}`
    expect(await scene.platform.call('PATCH', path, { targets, scaling })).toMatchObject(refused)
    expect((await patch({ transformer: null })).status).toBe(202)
    const env = { LECTERN_URL: scene.platform.url, LECTERN_API_KEY: scene.platform.adminKey }
    expect(await runLine(['deployments', 'scale', 'plain', '2', '--component', 'transformer'], { env })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/has no transformer/),
    })
  })

  it('refuses instances of what answers elsewhere', async () => {
    await scene.platform.call('POST', '/v2/admin/connections', {
      ...{ name: 'elsewhere', provider: 'openai-compatible', baseUrl: 'http://127.0.0.1:1/v1' },
      credential: { apiKey: 'k' },
    })
    const configuration = await scene.platform.call('POST', '/v2/lm/configurations', {
      ...{ name: 'elsewhere', scenarioId: 'foundation-models', executableId: 'openai-compatible' },
      parameterBindings: [
        { key: 'modelName', value: 'm' },
        { key: 'connection', value: 'elsewhere' },
      ],
    })
    const body = { configurationId: configuration.body.id, scaling: { predictor: { maxInstances: 2 } } }
    expect(await scene.platform.call('POST', '/v2/lm/deployments', body)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringMatching(/answers elsewhere and has no instances here/) } },
    })
  })
})
