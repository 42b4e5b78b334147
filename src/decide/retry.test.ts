import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askedWait, isUnworked, type RetryPolicy, refilled, retryWait } from './retry.ts'

const policy: RetryPolicy = { attempts: 3, firstMs: 200, longestMs: 2_000, totalMs: 10_000 }

describe('the wait before another attempt', () => {
  it.each<{ name: string; attempts?: number; elapsedMs?: number; askedMs?: number; random?: number; wait: number | null }>([
    { name: 'is a random share of the first bound', random: 0.5, wait: 100 },
    { name: 'may be none', random: 0, wait: 0 },
    { name: 'is of twice the bound the next time', attempts: 2, random: 0.5, wait: 200 },
    { name: 'is never after the last attempt', attempts: 3, wait: null },
    { name: 'is what the backend asked for, and a little more', askedMs: 1_000, random: 0.5, wait: 1_100 },
    { name: 'is not waited where the backend asks for long', askedMs: 2_001, wait: null },
    { name: 'is not waited where there is no time', elapsedMs: 9_950, random: 0.5, wait: null },
    { name: 'is waited where there is just time', elapsedMs: 9_900, random: 0.5, wait: 100 },
  ])('$name', ({ attempts = 1, elapsedMs = 0, askedMs = null, random = 0.99, wait }) => {
    expect(retryWait(policy, { attempts, elapsedMs, askedMs }, random)).toBe(wait)
  })

  it('keeps every bound, whatever happens', () => {
    const share = fc.double({ min: 0, max: 0.999_999, noNaN: true })
    const asked = fc.option(fc.integer({ min: 0, max: 5_000 }))
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 20_000 }),
        asked,
        share,
        (attempts, elapsedMs, askedMs, random) => {
          const wait = retryWait({ ...policy, attempts: 30 }, { attempts, elapsedMs, askedMs }, random)
          if (wait === null) return
          expect(attempts).toBeLessThan(30)
          expect(wait).toBeGreaterThanOrEqual(askedMs ?? 0)
          expect(wait).toBeLessThan(policy.longestMs + policy.firstMs)
          expect(elapsedMs + wait).toBeLessThanOrEqual(policy.totalMs)
        },
      ),
    )
  })
})

describe('a retry budget', () => {
  const budget = { perCall: 0.1, perSecond: 2, most: 10 }
  it.each([
    { name: 'grows with calls', saved: 0, calls: 30, elapsedMs: 0, left: 3 },
    { name: 'grows with time', saved: 0.5, calls: 0, elapsedMs: 250, left: 1 },
    { name: 'never grows over its bound', saved: 9, calls: 1_000, elapsedMs: 60_000, left: 10 },
    { name: 'does not shrink when the clock goes back', saved: 4, calls: 0, elapsedMs: -9_000, left: 4 },
  ])('$name', ({ saved, calls, elapsedMs, left }) => expect(refilled(budget, saved, calls, elapsedMs)).toBe(left))

  it('never pays for more retries than were earned', () => {
    const steps = fc.array(fc.record({ calls: fc.nat(50), elapsedMs: fc.nat(3_000) }), { maxLength: 60 })
    fc.assert(
      fc.property(steps, (all) => {
        let saved = budget.most
        let [retries, calls, ms] = [0, 0, 0]
        for (const step of all) {
          saved = refilled(budget, saved, step.calls, step.elapsedMs)
          calls += step.calls
          ms += step.elapsedMs
          for (; saved >= 1; saved -= 1) retries += 1
        }
        expect(retries).toBeLessThanOrEqual(budget.most + calls * budget.perCall + (ms / 1000) * budget.perSecond + 1e-6)
      }),
    )
  })
})

it.each([
  { name: 'nothing', ms: null, after: null, asked: null },
  { name: 'seconds', ms: null, after: '2', asked: 2_000 },
  { name: 'parts of seconds', ms: null, after: ' 0.5 ', asked: 500 },
  { name: 'milliseconds before all', ms: '30', after: '2', asked: 30 },
  { name: 'milliseconds that are none', ms: 'soon', after: '2', asked: 2_000 },
  { name: 'a date', ms: null, after: 'Fri, 20 Nov 2026 00:00:03 GMT', asked: 3_000 },
  { name: 'a date that has passed', ms: null, after: 'Thu, 19 Nov 2026 00:00:00 GMT', asked: 0 },
  { name: 'an empty text', ms: '', after: '', asked: null },
  { name: 'nonsense', ms: '-5', after: 'later', asked: null },
])('a backend that asks for a wait by $name', ({ ms, after, asked }) => {
  expect(askedWait(ms, after, Date.parse('2026-11-20T00:00:00Z'))).toBe(asked)
})

it.each([200, 400, 401, 408, 409, 500, 502, 504])('%i may have been worked on, or will never be', (status) => {
  expect(isUnworked(status)).toBe(false)
})
