import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aRollout } from '../../test/samples.ts'
import { atStep, judgeRollout, type RolloutFacts } from './rollout.ts'

const minute = 60_000
const well: RolloutFacts = {
  phase: 'running',
  message: '',
  readySince: 0,
  deaths: 0,
  lastWords: '',
  recent: { calls: 0, errors: 0 },
}
const steps = [
  { percent: 10, minutes: 5 },
  { percent: 50, minutes: 10 },
  { percent: 100, minutes: 1 },
]
const goesOn = { kind: 'go-on', againMs: null }

describe('a rollout', () => {
  it.each([
    { name: 'stays where it is, without steps', facts: well, expected: goesOn },
    { name: 'that does not run yet goes on', facts: { ...well, phase: 'pending', readySince: null }, expected: goesOn },
    {
      name: 'that cannot run is taken back',
      facts: { ...well, phase: 'dead', message: 'no such file' },
      expected: { kind: 'roll-back', why: 'it does not run: no such file' },
    },
    {
      name: 'whose instance died is taken back',
      facts: { ...well, deaths: 1, lastWords: 'out of memory' },
      expected: { kind: 'roll-back', why: 'an instance of it ended; the last said: out of memory' },
    },
    { name: 'is not judged by few calls', facts: { ...well, recent: { calls: 19, errors: 19 } }, expected: goesOn },
    { name: 'may fail as much as its bound', facts: { ...well, recent: { calls: 100, errors: 5 } }, expected: goesOn },
    {
      name: 'that fails more than its bound is taken back',
      facts: { ...well, recent: { calls: 100, errors: 6 } },
      expected: { kind: 'roll-back', why: 'it failed 6 of its last 100 calls, which is more than 5 %' },
    },
  ] as const)('$name', ({ facts, expected }) => {
    expect(judgeRollout(aRollout(), facts, 1_000)).toEqual(expected)
  })

  it.each([
    { name: 'waits for the end of its step', at: 0, now: 4 * minute, expected: { kind: 'go-on', againMs: minute } },
    { name: 'goes to its next step', at: 0, now: 5 * minute, expected: { kind: 'step', at: 1 } },
    { name: 'is promoted after a last step of all calls', at: 2, now: minute, expected: { kind: 'promote' } },
  ])('with steps $name', ({ at, now, expected }) => {
    expect(judgeRollout(aRollout({ steps, at, percent: steps[at]?.percent ?? 0 }), well, now)).toEqual(expected)
  })

  it('counts only the time in which it could answer', () => {
    const rollout = aRollout({ steps })
    expect(judgeRollout(rollout, { ...well, readySince: 4 * minute }, 5 * minute)).toEqual({ kind: 'go-on', againMs: 4 * minute })
    expect(judgeRollout(rollout, { ...well, readySince: null }, 500 * minute)).toEqual(goesOn)
  })

  it('stays at a last step of less than all calls', () => {
    const rollout = aRollout({ steps: [{ percent: 30, minutes: 1 }] })
    expect(judgeRollout(rollout, well, 500 * minute)).toEqual(goesOn)
  })
})

const anyFacts = fc.record({
  phase: fc.constantFrom('pending', 'running', 'dead', 'stopping', 'stopped'),
  message: fc.string(),
  readySince: fc.option(fc.nat(10 * minute)),
  deaths: fc.nat(5),
  lastWords: fc.string(),
  recent: fc.nat(1_000).chain((calls) => fc.record({ calls: fc.constant(calls), errors: fc.nat(calls) })),
}) satisfies fc.Arbitrary<RolloutFacts>
const anyFailOn = fc.record({
  errorPercent: fc.nat(100),
  minCalls: fc.integer({ min: 1, max: 500 }),
  deaths: fc.integer({ min: 1, max: 4 }),
})

describe('whatever happens, a rollout', () => {
  it('that fails never goes further, and one that does well is never taken back', () => {
    fc.assert(
      fc.property(anyFacts, anyFailOn, fc.nat(2), fc.nat(1_000 * minute), (facts, failOn, at, now) => {
        const verdict = judgeRollout(aRollout({ steps, at, failOn }), facts, now)
        const { calls, errors } = facts.recent
        const bad =
          facts.phase === 'dead' ||
          facts.deaths >= failOn.deaths ||
          (calls >= failOn.minCalls && errors / calls > failOn.errorPercent / 100)
        expect(verdict.kind === 'roll-back').toBe(bad)
      }),
    )
  })

  it('only ever gets a larger share, one step after the other, and ends', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20 * minute), { maxLength: 60 }), (waits) => {
        let rollout = aRollout({ steps, percent: 10 })
        let now = 0
        for (const wait of waits) {
          now += wait
          const verdict = judgeRollout(rollout, well, now)
          if (verdict.kind !== 'step') continue
          expect(verdict.at).toBe(rollout.at + 1)
          const next = atStep(rollout, verdict.at, now)
          expect(next.percent).toBeGreaterThan(rollout.percent)
          expect(now - rollout.stepAt).toBeGreaterThanOrEqual((steps[rollout.at]?.minutes ?? 0) * minute)
          rollout = next
        }
      }),
    )
  })
})
