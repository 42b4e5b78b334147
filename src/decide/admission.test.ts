import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { QuotaEntry } from '../domain/limits.ts'
import { type Ask, admit, type Gauge, type Limiting, nothingPassed, rateOf, settle } from './admission.ts'
import { Purse } from './purse.ts'

const now = Date.parse('2026-11-20T12:00:00Z')
const anyone = { resourceGroup: null, executableId: null, deploymentId: null, model: null, apiKey: null }
const gauge = (id: string, more: Partial<QuotaEntry>): Gauge => ({
  entry: {
    kind: 'quota',
    id,
    scope: anyone,
    exceptGroups: [],
    requestsPerMinute: null,
    tokensPerMinute: null,
    concurrent: null,
    ...more,
  },
  passed: nothingPassed(),
})
const purse = (amount: number, currency = 'USD'): Purse =>
  new Purse({ kind: 'budget', id: 'b1', scope: anyone, amount, currency, period: 'total', timezone: 'UTC', block: true })
const ask: Ask = { tokens: 10, cost: 5, currency: 'USD' }

describe('admission', () => {
  it('takes all or nothing: a refused call leaves every limit as it was', () => {
    const limiting: Limiting = {
      gauges: [
        gauge('wide', { requestsPerMinute: 100, tokensPerMinute: 1_000, concurrent: 5 }),
        gauge('narrow', { requestsPerMinute: 1 }),
      ],
      purses: [purse(1_000)],
    }
    expect(admit(limiting, ask, now)).toBeNull()
    expect(admit(limiting, ask, now)).toMatchObject({ limit: { id: 'narrow' }, what: 'requests', left: 0, waitMs: 60_000 })
    const [wide] = limiting.gauges
    expect([wide?.passed.requests.used(now), wide?.passed.tokens.used(now), wide?.passed.inFlight]).toEqual([1, 10, 1])
    expect(limiting.purses[0]?.reserved(now)).toBe(5)
  })

  it.each<{ name: string; limits: Limiting; refusal: object | null }>([
    { name: 'no limit', limits: { gauges: [], purses: [] }, refusal: null },
    {
      name: 'none at all',
      limits: { gauges: [gauge('q', { requestsPerMinute: 0 })], purses: [] },
      refusal: { what: 'requests', waitMs: null },
    },
    {
      name: 'no tokens at all',
      limits: { gauges: [gauge('q', { tokensPerMinute: 0 })], purses: [] },
      refusal: { what: 'tokens', waitMs: null },
    },
    {
      name: 'no place',
      limits: { gauges: [gauge('q', { concurrent: 0 })], purses: [] },
      refusal: { what: 'concurrent', waitMs: null },
    },
    { name: 'money of another currency', limits: { gauges: [], purses: [purse(1, 'EUR')] }, refusal: null },
    { name: 'too little money', limits: { gauges: [], purses: [purse(4)] }, refusal: { what: 'money', left: 4, waitMs: null } },
    {
      name: 'more tokens than a minute has: all of the minute',
      limits: { gauges: [gauge('q', { tokensPerMinute: 3 })], purses: [] },
      refusal: null,
    },
  ])('$name', ({ limits, refusal }) => {
    const found = admit(limits, ask, now)
    if (refusal) expect(found).toMatchObject(refusal)
    else expect(found).toBeNull()
  })

  it('names the limit that takes longest', () => {
    const limiting = { gauges: [gauge('rate', { requestsPerMinute: 1 }), gauge('places', { concurrent: 1 })], purses: [purse(5)] }
    admit(limiting, ask, now)
    expect(admit(limiting, ask, now)).toMatchObject({ what: 'requests', waitMs: 60_000 })
    expect(admit(limiting, ask, now + 60_000)).toMatchObject({ what: 'concurrent' })
  })

  it('gives back what a call did not use, and all of a call that never left', () => {
    const limiting = { gauges: [gauge('q', { requestsPerMinute: 9, tokensPerMinute: 100, concurrent: 9 })], purses: [purse(100)] }
    const counts = () => [
      ...['requests' as const, 'tokens' as const].map((what) => rateOf(limiting.gauges, what, now)?.remaining),
      limiting.purses[0]?.left(now),
    ]
    admit(limiting, ask, now)
    expect(counts()).toEqual([8, 90, 95])
    settle(limiting, ask, now, { dispatched: true, tokens: 3, cost: 2 }, now)
    expect(counts()).toEqual([8, 97, 98])
    admit(limiting, ask, now)
    settle(limiting, ask, now, { dispatched: false, tokens: 0, cost: 0 }, now)
    expect(counts()).toEqual([8, 97, 98])
    expect(limiting.gauges[0]?.passed.inFlight).toBe(0)
  })

  it('tells of the tightest limit', () => {
    const [wide, narrow] = [
      gauge('wide', { requestsPerMinute: 100 }),
      gauge('narrow', { requestsPerMinute: 3, tokensPerMinute: 50 }),
    ]
    admit({ gauges: [wide, narrow], purses: [] }, ask, now)
    expect(rateOf([wide, narrow], 'requests', now)).toEqual({ limit: 3, remaining: 2, resetMs: 60_000 })
    expect(rateOf([wide, narrow], 'tokens', now)).toEqual({ limit: 50, remaining: 40, resetMs: 60_000 })
    expect(rateOf([wide], 'tokens', now)).toBeNull()
  })

  it('says the truth about waiting: a call comes through then, and not a second earlier', () => {
    const step = fc.record({
      gapMs: fc.integer({ min: 0, max: 20_000 }),
      tokens: fc.integer({ min: 0, max: 120 }),
      used: fc.integer({ min: 0, max: 300 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const limiting = {
          gauges: [
            gauge('a', { requestsPerMinute: 5, tokensPerMinute: 200 }),
            gauge('b', { requestsPerMinute: 8, tokensPerMinute: 100 }),
          ],
          purses: [],
        }
        let at = now
        for (const { gapMs, tokens, used } of steps) {
          at += gapMs
          const asked = { tokens, cost: 0, currency: null }
          const refusal = admit(limiting, asked, at)
          if (!refusal) {
            settle(limiting, asked, at, { dispatched: true, tokens: used, cost: 0 }, at)
            continue
          }
          const { waitMs } = refusal
          if (waitMs === null) throw new Error('there is always a minute in which it fits')
          expect(admit(limiting, asked, at + Math.max(0, waitMs - 1))).not.toBeNull()
          at += waitMs
          expect(admit(limiting, asked, at)).toBeNull()
          settle(limiting, asked, at, { dispatched: true, tokens, cost: 0 }, at)
        }
      }),
    )
  })

  it('spends a budget to the last unit and never beyond, whatever the order of ends', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.nat({ max: 30 }), fc.boolean()), { maxLength: 80 }),
        (calls) => {
          const money = purse(100)
          const limiting = { gauges: [], purses: [money] }
          const open: { ask: Ask; cost: number }[] = []
          let spent = 0
          for (const [most, real, end] of calls) {
            const asked = { tokens: 0, cost: most, currency: 'USD' }
            if (!admit(limiting, asked, now)) open.push({ ask: asked, cost: Math.min(most, real) })
            const done = end ? open.shift() : undefined
            if (done) {
              settle(limiting, done.ask, now, { dispatched: true, tokens: 0, cost: done.cost }, now)
              spent += done.cost
            }
            expect(money.spent(now)).toBe(spent)
            expect(money.spent(now) + money.reserved(now)).toBeLessThanOrEqual(100)
          }
        },
      ),
    )
  })
})
