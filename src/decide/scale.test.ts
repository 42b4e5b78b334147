import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ScalingPolicy } from '../domain/scaling.ts'
import { LoadHistory } from './load-history.ts'
import { capacityOf, nothingRemembered, type ScaleFacts, type ScaleMemory, scale } from './scale.ts'

const policyOf = (fields: Partial<ScalingPolicy> = {}): ScalingPolicy => ScalingPolicy.parse({ maxInstances: 20, ...fields })

const quiet: ScaleFacts = {
  now: 1_000_000,
  ready: 1,
  waiting: 0,
  stable: 0,
  panic: 0,
  lastUse: null,
  upSince: 0,
  concurrency: null,
}
const ask = (policy: ScalingPolicy, facts: Partial<ScaleFacts>, memory: ScaleMemory = nothingRemembered): number =>
  scale(policy, { ...quiet, ...facts }, memory).instances

describe('how many instances', () => {
  it.each([
    ['as many as the load needs at 70 % of the target', { target: 10 }, { ready: 3, stable: 21, panic: 21 }, 3],
    ['one more for what is over', { target: 10 }, { ready: 3, stable: 21.1, panic: 21.1 }, 4],
    ['never more than the most', { target: 1, maxInstances: 5 }, { ready: 5, stable: 1_000, panic: 1_000 }, 5],
    ['never fewer than the least', { minInstances: 2 }, { ready: 4 }, 2],
    ['half of them at a time', { target: 10, minInstances: 0 }, { ready: 9, stable: 0, lastUse: 999_000 }, 4],
    [
      'what an instance takes at once, where the target is higher',
      { target: 100 },
      { ready: 4, stable: 7, panic: 7, concurrency: 2 },
      5,
    ],
    ['calls a second', { metric: 'rps' as const, target: 10 }, { ready: 2, stable: 14, panic: 14 }, 2],
    ['one for a call that waits at zero', { minInstances: 0 }, { ready: 0, upSince: null, waiting: 1 }, 1],
    [
      'for a burst at zero as many as it needs',
      { minInstances: 0, target: 10 },
      { ready: 0, upSince: null, waiting: 40, panic: 40 },
      6,
    ],
  ])('is %s', (_, policy, facts, instances) => {
    expect(ask(policyOf(policy), facts)).toBe(instances)
  })

  it('answers a burst at once and takes nothing down until a stable window has passed', () => {
    const policy = policyOf({ target: 10, stableWindowSeconds: 60 })
    const burst = scale(policy, { ...quiet, ready: 1, stable: 3, panic: 40 }, nothingRemembered)
    expect(burst.instances).toBe(6)
    const later = { ...quiet, ready: 6, stable: 10, panic: 0, now: quiet.now + 59_000 }
    const held = scale(policy, later, burst.memory)
    expect(held.instances).toBe(6)
    expect(scale(policy, { ...later, now: quiet.now + 60_000 }, held.memory).instances).toBe(3)
  })

  it('waits with fewer for the scale-down delay', () => {
    const policy = policyOf({ target: 10, scaleDownDelaySeconds: 30 })
    const high = scale(policy, { ...quiet, ready: 4, stable: 28 }, nothingRemembered)
    const low = scale(policy, { ...quiet, ready: 4, stable: 14, now: quiet.now + 29_000 }, high.memory)
    expect([high.instances, low.instances]).toEqual([4, 4])
    expect(scale(policy, { ...quiet, ready: 4, stable: 14, now: quiet.now + 30_000 }, low.memory).instances).toBe(2)
  })

  it.each([
    ['was used within the stable window', { lastUse: 950_000 }, 1],
    ['came up within it', { upSince: 950_000 }, 1],
    ['has been quiet for all of it', { lastUse: 940_000, upSince: 900_000 }, 0],
  ])('goes to zero only after a whole quiet window: it %s', (_, facts, instances) => {
    expect(ask(policyOf({ minInstances: 0 }), facts)).toBe(instances)
  })

  it('keeps the last one as long as it is told to', () => {
    const policy = policyOf({ minInstances: 0, scaleToZeroRetentionSeconds: 40 })
    expect(ask(policy, { lastUse: 900_001 })).toBe(1)
    expect(ask(policy, { lastUse: 900_000 })).toBe(0)
  })

  it('stays within its bounds and is never zero while a call waits, whatever it is told', () => {
    const policies = fc
      .record({
        minInstances: fc.integer({ min: 0, max: 5 }),
        more: fc.integer({ min: 0, max: 50 }),
        metric: fc.constantFrom('concurrency' as const, 'rps' as const),
        target: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
      })
      .map(({ more, ...rest }) => policyOf({ ...rest, maxInstances: Math.max(1, rest.minInstances + more) }))
    const amount = fc.double({ min: 0, max: 1e9, noNaN: true })
    const facts = fc.record({
      ready: fc.integer({ min: 0, max: 1_000 }),
      waiting: fc.integer({ min: 0, max: 10_000 }),
      stable: amount,
      panic: amount,
      lastUse: fc.option(fc.integer({ min: 0, max: 1_000_000 })),
      upSince: fc.option(fc.integer({ min: 0, max: 1_000_000 })),
      concurrency: fc.option(fc.integer({ min: 1, max: 1_000 })),
    })
    fc.assert(
      fc.property(policies, fc.array(facts, { minLength: 1, maxLength: 20 }), (policy, looks) => {
        let memory = nothingRemembered
        looks.forEach((look, index) => {
          const answer = scale(policy, { ...look, now: 1_000_000 + index * 2_000 }, memory)
          memory = answer.memory
          expect(answer.instances).toBeGreaterThanOrEqual(policy.minInstances)
          expect(answer.instances).toBeLessThanOrEqual(policy.maxInstances)
          if (look.waiting > 0) expect(answer.instances).toBeGreaterThan(0)
        })
      }),
    )
  })

  it('counts on what an instance takes at once, or on the usual hundred', () => {
    expect(capacityOf(policyOf(), 4)).toBeCloseTo(2.8)
    expect(capacityOf(policyOf(), null)).toBeCloseTo(70)
    expect(capacityOf(policyOf({ metric: 'rps' }), 4)).toBeCloseTo(140)
  })
})

describe('the load of the last seconds', () => {
  it('is averaged over the window, seconds without a word as zero', () => {
    const history = new LoadHistory(0)
    for (const at of [100_000, 103_000]) history.record(at, 6, 12)
    expect(history.average('concurrency', 6, 103_000)).toBe(2)
    expect(history.average('rps', 6, 103_000)).toBe(4)
    expect(history.average('concurrency', 6, 200_000)).toBe(0)
  })

  it('leaves out the time before looking began', () => {
    const history = new LoadHistory(100_000)
    history.record(100_000, 8, 8)
    history.record(101_000, 8, 8)
    expect(history.average('concurrency', 60, 101_000)).toBe(8)
  })

  it('adds up what several gateways tell of one second', () => {
    const history = new LoadHistory(10_000)
    history.record(10_000, 3, 1)
    history.record(10_400, 4, 2)
    expect(history.average('concurrency', 1, 10_500)).toBe(7)
    expect(history.average('rps', 1, 10_500)).toBe(3)
  })
})
