import type { BudgetPeriod } from '../domain/limits.ts'

/** Epoch ms; `end` null: never. */
export type Span = { readonly start: number; readonly end: number | null }

/** The calendar period that `now` lies in, as clocks in that time zone show it. Days are 23 to 25 hours long where they are. */
export function periodAt(period: BudgetPeriod, timezone: string, now: number): Span {
  if (period === 'total') return { start: 0, end: null }
  if (period === 'minute') return { start: now - (now % minute), end: now - (now % minute) + minute }
  const local = now + offsetAt(timezone, now)
  if (period === 'hour') {
    const start = now - (local % hour)
    return { start, end: start + hour }
  }
  const [first, next] = daysOf(period, new Date(local))
  return { start: instantOf(timezone, first), end: instantOf(timezone, next) }
}

/** Whether it is an IANA name that we know. */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name })
    return true
  } catch {
    return false // what it throws is what is asked
  }
}

/** Its first day, and the first day after it, as if they were UTC's. Weeks begin on Mondays. */
function daysOf(period: Exclude<BudgetPeriod, 'minute' | 'hour' | 'total'>, date: Date): readonly [number, number] {
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
  switch (period) {
    case 'day':
      return [Date.UTC(year, month, day), Date.UTC(year, month, day + 1)]
    case 'week': {
      const monday = day - ((date.getUTCDay() + 6) % 7)
      return [Date.UTC(year, month, monday), Date.UTC(year, month, monday + 7)]
    }
    case 'month':
      return [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1)]
    case 'quarter': {
      const first = month - (month % 3)
      return [Date.UTC(year, first, 1), Date.UTC(year, first + 3, 1)]
    }
    case 'year':
      return [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)]
  }
}

const minute = 60_000
const hour = 3_600_000
const day = 86_400_000

/** When clocks there show this (given as if it were UTC). What they skip is when they go on; what they show twice is the first. */
function instantOf(timezone: string, local: number): number {
  const [before, after] = [offsetAt(timezone, local - day), offsetAt(timezone, local + day)]
  const early = local - Math.max(before, after)
  return early + offsetAt(timezone, early) === local ? early : local - Math.min(before, after)
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Milliseconds by which clocks there are ahead of UTC. */
function offsetAt(timezone: string, at: number): number {
  if (timezone === 'UTC') return 0
  let format = formats.get(timezone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(timezone, format)
  }
  const part: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value)
  const { year = 0, month = 1, day: date = 1, hour: hours = 0, minute: minutes = 0, second = 0 } = part
  return Date.UTC(year, month - 1, date, hours, minutes, second) - (at - (at % 1000))
}
