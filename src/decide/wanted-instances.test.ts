import { describe, expect, it } from 'vitest'
import { aConfiguration, aDeployment } from '../../test/samples.ts'
import type { Deployment } from '../domain/deployment.ts'
import type { Instance } from '../domain/instance.ts'
import { ScalingPolicy } from '../domain/scaling.ts'
import { wantedInstances } from './wanted-instances.ts'

const now = 1_000_000
const proven: Partial<Deployment> = { status: 'RUNNING', latestRunningConfigurationId: 'c', observedGeneration: 1 }
const ask = (policy: object, chosen: number | null, more: Partial<Deployment> = {}, readyAt?: number) => {
  const deployment = aDeployment('d0000000000000a1', aConfiguration('c', 'default'), {
    scaling: { predictor: ScalingPolicy.parse(policy) },
    scaled: chosen === null ? null : { predictor: { instances: chosen, why: 'so', at: now - 1_000 } },
    ...proven,
    ...more,
  })
  const instances = readyAt === undefined ? [] : [{ phase: 'ready', readyAt } as Instance]
  return wantedInstances(deployment, 'predictor', instances, now)
}
const zero = { minInstances: 0, maxInstances: 5 }

describe('how many instances are wanted', () => {
  it.each([
    ['what was chosen', zero, 3, {}, 3],
    ['one, before anything was', zero, null, {}, 1],
    ['the least, before anything was', { minInstances: 2, maxInstances: 5 }, null, {}, 2],
    ['within the bounds as they are now', { minInstances: 2, maxInstances: 5 }, 0, {}, 2],
    ['not beyond them', { minInstances: 0, maxInstances: 2 }, 4, {}, 2],
    ['none, where nobody calls', zero, 0, {}, 0],
    ['one of what has never run', zero, 0, { latestRunningConfigurationId: null }, 1],
    ['one of a new configuration, whose worth nobody knows', zero, 0, { latestRunningConfigurationId: 'before' }, 1],
    ['one of what was just started', zero, 0, { status: 'STOPPED' }, 1],
    ['one of each of several targets', zero, 0, { spread: { strategy: 'ordered', targets: [] } }, 1],
    ['none of what could not be started for a call: the next call is another attempt', zero, 0, { status: 'DEAD' }, 0],
  ] as const)('%s', (_, policy, chosen, more, instances) => {
    expect(ask(policy, chosen, more).instances).toBe(instances)
  })

  it('one more look decides of an instance that became ready after zero was chosen', () => {
    expect(ask(zero, 0, {}, now - 500).instances).toBe(1)
    expect(ask(zero, 0, {}, now - 1_500).instances).toBe(0)
  })

  it('says why only where something was chosen', () => {
    expect(ask(zero, 3)).toEqual({ instances: 3, why: 'so', mayRest: true })
    expect(ask({ minInstances: 3, maxInstances: 3 }, 1)).toEqual({ instances: 3, why: '', mayRest: false })
  })
})
