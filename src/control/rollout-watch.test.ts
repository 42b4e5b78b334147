import { beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../../test/fake-clock.ts'
import { noCalls, noPairs, type RolloutCounts } from '../domain/rollout.ts'
import { makeRolloutWatch, type RolloutWatch } from './rollout-watch.ts'

const id = 'd0000000000000a1'
let clock: FakeClock
let kicked: string[]
let watch: RolloutWatch

beforeEach(() => {
  clock = new FakeClock()
  kicked = []
  watch = makeRolloutWatch({ clock, kick: (each) => kicked.push(each) })
})

const hears = (gatewayId: string, calls: number, errors: number, more: Partial<RolloutCounts> = {}): void => {
  const counts = { calls, errors, ms: calls * 10, inputTokens: 0, outputTokens: calls }
  const rollout: RolloutCounts = {
    rollout: 'r',
    deploymentId: id,
    old: noCalls,
    new: counts,
    skipped: 0,
    compared: noPairs,
    ...more,
  }
  watch.heard({ gatewayId, applied: 1, inFlight: {}, rollouts: [rollout] })
}

describe('what gateways count of a rollout', () => {
  it('is added up, however often each says it', () => {
    hears('g1', 3, 0)
    hears('g1', 3, 0)
    hears('g2', 10, 1, { skipped: 2 })
    hears('g1', 5, 0)
    expect(watch.totals('r')).toMatchObject({ new: { calls: 15, errors: 1, ms: 150, outputTokens: 15 }, skipped: 2 })
    expect(watch.recent('r')).toEqual({ calls: 15, errors: 1 })
    expect(watch.totals('another').new.calls).toBe(0)
  })

  it('counts on where a gateway begins anew', () => {
    hears('g1', 10, 0)
    hears('g1', 2, 0)
    hears('g1', 3, 0)
    expect(watch.totals('r').new.calls).toBe(13)
  })

  it('is judged by the last five minutes', async () => {
    hears('g1', 10, 10)
    await clock.advance(4 * 60_000)
    hears('g1', 30, 10)
    expect(watch.recent('r')).toEqual({ calls: 30, errors: 10 })
    await clock.advance(60_000)
    expect(watch.recent('r')).toEqual({ calls: 20, errors: 0 })
    expect(watch.totals('r').new).toMatchObject({ calls: 30, errors: 10 })
  })

  it('wakes the reconciler where something failed', () => {
    hears('g1', 10, 0)
    expect(kicked).toEqual([])
    hears('g1', 11, 1)
    hears('g1', 11, 1)
    expect(kicked).toEqual([id])
  })
})
