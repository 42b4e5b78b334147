import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  afterChoice,
  afterFailure,
  afterNothing,
  afterSuccess,
  type EjectionPolicy,
  type Health,
  healthy,
  isOut,
  passedOver,
} from './ejection.ts'

const policy: EjectionPolicy = { failures: 3, firstMs: 1_000, longestMs: 8_000, mostShare: 0.5, probeMs: 500 }

type Step = 'good' | 'bad' | 'nothing' | 'chosen' | number
/** Plays steps from time 0 on; a number lets so many milliseconds pass. */
function play(steps: readonly Step[]): { health: Health; now: number } {
  let health = healthy
  let now = 0
  for (const step of steps) {
    if (step === 'good') health = afterSuccess(health, now)
    else if (step === 'bad') health = afterFailure(policy, health, now)
    else if (step === 'nothing') health = afterNothing(health)
    else if (step === 'chosen') health = afterChoice(policy, health, now)
    else now += step
  }
  return { health, now }
}
const out: Step[] = ['bad', 'bad', 'bad']

describe('an account', () => {
  it.each<{ name: string; steps: Step[]; isOut: boolean }>([
    { name: 'is in at first', steps: [], isOut: false },
    { name: 'stays in after a few failures', steps: ['bad', 'bad'], isOut: false },
    { name: 'is out after as many as make an outlier', steps: out, isOut: true },
    { name: 'has them forgotten by one success', steps: ['bad', 'bad', 'good', 'bad', 'bad'], isOut: false },
    { name: 'has nothing forgotten by what says nothing', steps: ['bad', 'bad', 'nothing', 'bad'], isOut: true },
    { name: 'is out for the whole time', steps: [...out, 999], isOut: true },
    { name: 'is half open then', steps: [...out, 1_000], isOut: false },
    { name: 'is out for others while one call finds out', steps: [...out, 1_000, 'chosen'], isOut: true },
    { name: 'gets another probe where the first never ended', steps: [...out, 1_000, 'chosen', 500], isOut: false },
    { name: 'gets another where it said nothing', steps: [...out, 1_000, 'chosen', 'nothing'], isOut: false },
    { name: 'is in when the probe does well', steps: [...out, 1_000, 'chosen', 'good'], isOut: false },
    { name: 'is out at once when it does not', steps: [...out, 1_000, 'chosen', 'bad'], isOut: true },
    { name: 'is out for twice as long then', steps: [...out, 1_000, 'chosen', 'bad', 1_999], isOut: true },
    { name: 'but no longer', steps: [...out, 1_000, 'chosen', 'bad', 2_000], isOut: false },
    { name: 'is not out for longer by calls that were already under way', steps: [...out, 'bad', 'bad', 1_000], isOut: false },
    { name: 'is in at once when one of those does well', steps: [...out, 'good'], isOut: false },
    { name: 'is out for longer if it fails again soon', steps: [...out, 'good', ...out, 1_999], isOut: true },
    { name: 'begins anew if it did well for long', steps: [...out, 'good', 8_000, ...out, 1_000], isOut: false },
  ])('$name', ({ steps, isOut: expected }) => {
    const { health, now } = play(steps)
    expect(isOut(health, now)).toBe(expected)
  })

  it('is never out for longer than the bound', () => {
    const step = fc.oneof(fc.constantFrom<Step>('good', 'bad', 'bad', 'nothing', 'chosen'), fc.nat(3_000))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const { health, now } = play(steps)
        expect(health.outUntil - now).toBeLessThanOrEqual(policy.longestMs)
        expect(isOut(health, now + policy.longestMs)).toBe(false)
      }),
    )
  })
})

describe('of a route', () => {
  const until = (outUntil: number): Health => ({ ...healthy, outUntil })
  it.each<{ name: string; ends: number[]; over: boolean[] }>([
    { name: 'nobody is passed over while all are well', ends: [0, 0], over: [false, false] },
    { name: 'the only target is never passed over', ends: [900], over: [false] },
    { name: 'one of two is', ends: [0, 900], over: [false, true] },
    { name: 'of two, the one that returns first is tried', ends: [900, 800], over: [true, false] },
    { name: 'of three, one at most is', ends: [700, 900, 800], over: [false, true, false] },
    { name: 'of four, two at most are', ends: [700, 900, 800, 600], over: [false, true, true, false] },
    { name: 'half open ones are not', ends: [400, 0], over: [false, false] },
  ])('$name', ({ ends, over }) => expect(passedOver(policy, ends.map(until), 500)).toEqual(over))

  it('never all are passed over, whatever the share', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1_000), { minLength: 1, maxLength: 9 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (ends, mostShare) => {
          const over = passedOver({ ...policy, mostShare }, ends.map(until), 500)
          expect(over).toContain(false)
          for (const [at, each] of over.entries()) if (each) expect(ends[at]).toBeGreaterThan(500)
        },
      ),
    )
  })
})
