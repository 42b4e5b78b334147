import { describe, expect, it } from 'vitest'
import type { BudgetPeriod } from '../domain/limits.ts'
import { periodAt } from './period.ts'

const span = (period: BudgetPeriod, timezone: string, now: string) => {
  const { start, end } = periodAt(period, timezone, Date.parse(now))
  return [new Date(start).toISOString(), end === null ? null : new Date(end).toISOString()].map(
    (each) => each?.slice(0, 16) ?? null,
  )
}

describe('a calendar period', () => {
  it.each<[BudgetPeriod, string, string, string | null, string | null]>([
    ['minute', 'UTC', '2026-11-20T07:04:59.999Z', '2026-11-20T07:04', '2026-11-20T07:05'],
    ['hour', 'UTC', '2026-11-20T07:04:00Z', '2026-11-20T07:00', '2026-11-20T08:00'],
    ['hour', 'Asia/Kolkata', '2026-11-20T07:04:00Z', '2026-11-20T06:30', '2026-11-20T07:30'],
    ['day', 'UTC', '2026-11-20T00:00:00Z', '2026-11-20T00:00', '2026-11-21T00:00'],
    ['day', 'Europe/Berlin', '2026-11-20T23:30:00Z', '2026-11-20T23:00', '2026-11-21T23:00'],
    ['day', 'Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-28T23:00', '2026-03-29T22:00'],
    ['day', 'Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-24T22:00', '2026-10-25T23:00'],
    // Clocks in Santiago go from 23:59:59 to 01:00: that day has no midnight.
    ['day', 'America/Santiago', '2026-09-06T12:00:00Z', '2026-09-06T04:00', '2026-09-07T03:00'],
    ['month', 'UTC', '2026-12-31T23:59:59Z', '2026-12-01T00:00', '2027-01-01T00:00'],
    ['month', 'America/New_York', '2026-11-20T00:00:00Z', '2026-11-01T04:00', '2026-12-01T05:00'],
    ['month', 'Pacific/Auckland', '2026-11-30T12:00:00Z', '2026-11-30T11:00', '2026-12-31T11:00'],
    ['week', 'UTC', '2026-11-20T07:04:00Z', '2026-11-16T00:00', '2026-11-23T00:00'],
    ['week', 'UTC', '2026-11-22T23:59:59Z', '2026-11-16T00:00', '2026-11-23T00:00'],
    ['week', 'Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-18T22:00', '2026-10-25T23:00'],
    ['quarter', 'UTC', '2026-12-31T23:59:59Z', '2026-10-01T00:00', '2027-01-01T00:00'],
    ['quarter', 'Asia/Kolkata', '2026-04-15T12:00:00Z', '2026-03-31T18:30', '2026-06-30T18:30'],
    ['year', 'America/New_York', '2026-01-01T04:00:00Z', '2025-01-01T05:00', '2026-01-01T05:00'],
    ['total', 'UTC', '2026-11-20T07:04:00Z', '1970-01-01T00:00', null],
  ])('%s in %s at %s', (period, timezone, now, start, end) => {
    expect(span(period, timezone, now)).toEqual([start, end])
  })

  it('follows on the one before without a gap', () => {
    for (const timezone of ['UTC', 'Europe/Berlin', 'America/Santiago', 'Asia/Kathmandu', 'Pacific/Apia']) {
      for (const period of ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const) {
        let { end } = periodAt(period, timezone, Date.parse('2026-01-01T12:00:00Z'))
        for (let step = 0; step < 400 && end !== null; step += 1) {
          const next = periodAt(period, timezone, end)
          expect(next.start).toBe(end)
          end = next.end
        }
      }
    }
  })
})
