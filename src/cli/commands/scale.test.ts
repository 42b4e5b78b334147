import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demo, startAnswerer } from '../../../test/cli-harness.ts'

let server: Awaited<ReturnType<typeof startAnswerer>>
beforeEach(async () => {
  server = await startAnswerer()
  server.on(`PATCH /v2/lm/deployments/${demo.id}`, { status: 202, body: { id: demo.id } })
  const predictor = { minInstances: 0, maxInstances: 4, metric: 'concurrency', instances: 2, running: 1, reason: '3 calls wait' }
  server.on(`GET /v2/lm/deployments/${demo.id}`, { body: { ...demo, scaling: { predictor } } })
})
afterEach(() => server.stop())

const scale = (...args: string[]) => server.lectern(['deployments', 'scale', demo.id, ...args])
const sent = () => server.seen.flatMap(({ method, body }) => (method === 'PATCH' ? [body] : []))

describe('deployments scale', () => {
  it.each([
    [['3'], { predictor: { minInstances: 3, maxInstances: 3 } }],
    [['--min', '0', '--max', '5'], { predictor: { minInstances: 0, maxInstances: 5 } }],
    [['--metric', 'rps', '--target', '50'], { predictor: { metric: 'rps', target: 50 } }],
    [['--target', 'default'], { predictor: { target: null } }],
    [
      ['--window', '2m', '--delay', '30s', '--retention', '10m'],
      { predictor: { stableWindowSeconds: 120, scaleDownDelaySeconds: 30, scaleToZeroRetentionSeconds: 600 } },
    ],
    [['--queue-depth', '50'], { predictor: { queueDepth: 50 } }],
    [['--queue-depth', 'default'], { predictor: { queueDepth: null } }],
    [['--component', 'transformer', '--max', '2'], { transformer: { maxInstances: 2 } }],
    [
      ['--schedule', '0 7 * * 1-5=2..4@Europe/Berlin', '--schedule', '0 20 * * *=0'],
      {
        predictor: {
          schedules: [
            { cron: '0 7 * * 1-5', timezone: 'Europe/Berlin', minInstances: 2, maxInstances: 4 },
            { cron: '0 20 * * *', minInstances: 0 },
          ],
        },
      },
    ],
    [['--no-schedules'], { predictor: { schedules: [] } }],
  ])('%j', async (args, scaling) => {
    expect(await scale(...args)).toMatchObject({ code: 0 })
    expect(sent()).toEqual([{ scaling }])
  })

  it('without options says how it is', async () => {
    const { stdout } = await scale()
    expect(sent()).toEqual([])
    for (const word of ['predictor', '0', '4', '2', '1', '3 calls wait']) expect(stdout).toContain(word)
  })

  it.each([
    [['many'], /instances many: must be a whole number/],
    [['3', '--max', '5'], /either a number of instances, or --min and --max/],
    [['--schedule', 'at night'], /--schedule "at night": must be such as/],
    [['--component', 'explainer'], /must be predictor or transformer/],
    [['--target', 'much'], /--target much: must be a number/],
  ])('%j is no use', async (args, message) => {
    expect(await scale(...args)).toMatchObject({ code: 2, stderr: expect.stringMatching(message) })
    expect(sent()).toEqual([])
  })
})
