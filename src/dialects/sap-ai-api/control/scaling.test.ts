import { expect, it } from 'vitest'
import type { Deployment } from '../../../domain/deployment.ts'
import { renderScaling } from './scaling.ts'

const shown = (bounds: object) =>
  renderScaling({
    scaling: { predictor: { metric: 'concurrency', schedules: [], ...bounds } },
    scaled: { predictor: { instances: 0, why: 'nobody has called for 60 s', at: 1 } },
    instancesRunning: { predictor: 1 },
  } as unknown as Deployment).scaling?.predictor

it('tells how many the load asked for and why, and nothing of it once their number is fixed', () => {
  expect(shown({ minInstances: 0, maxInstances: 3 })).toMatchObject({
    instances: 0,
    reason: 'nobody has called for 60 s',
    running: 1,
  })
  expect(shown({ minInstances: 1, maxInstances: 1 })).toEqual({
    metric: 'concurrency',
    schedules: [],
    minInstances: 1,
    maxInstances: 1,
    running: 1,
  })
})
