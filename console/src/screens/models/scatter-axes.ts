import { formatMoney } from '../../parts/numbers.ts'
import type { Language } from '../../words/words.ts'
import type { Entry } from './entries.ts'
import { tokensText } from './marks.tsx'

/** What models can be drawn by: prices of a million tokens, numbers of tokens, the day since when. */
export const axes = ['input', 'output', 'cachedInput', 'context', 'maxOutput', 'released'] as const
export type Axis = (typeof axes)[number]
export const isAxis = (text: string | undefined): text is Axis => axes.includes(text as Axis)

/** Null: not known, or free, which has no place on a scale of powers. Amounts of another currency cannot stand beside these. */
export function numberOf({ now, price }: Entry, axis: Axis, currency: string): number | null {
  if (axis === 'released') return sinceOf(now.latestFrom)
  const value =
    axis === 'context' ? now.contextLength : axis === 'maxOutput' ? now.maxOutputTokens : priced(price, axis, currency)
  return value === null || value <= 0 ? null : value
}

function priced(price: Entry['price'], part: 'input' | 'output' | 'cachedInput', currency: string): number | null {
  const nano = price?.currency === currency ? price[part] : null
  return nano === null || nano === undefined ? null : nano / 1e9
}

/** The first day of all stands for one that nobody knows. */
const sinceOf = (day: string | null): number | null => (day === null || Date.parse(day) <= 0 ? null : Date.parse(day))

/** Of most prices. */
export function usualCurrency(entries: readonly Entry[]): string {
  const counts = new Map<string, number>()
  for (const { price } of entries) if (price) counts.set(price.currency, (counts.get(price.currency) ?? 0) + 1)
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0] ?? 'USD'
}

export function textOf(value: number, axis: Axis, currency: string, language: Language): string {
  if (axis === 'released') return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(value)
  return axis === 'context' || axis === 'maxOutput' ? tokensText(value, language) : formatMoney(value, currency, language)
}

/** A value on its axis: a year at its beginning, a month within it. */
export function tickOf(value: number, axis: Axis, currency: string, language: Language): string {
  if (axis !== 'released') return textOf(value, axis, currency, language)
  const month = new Date(value).getUTCMonth() === 0 ? {} : ({ month: 'short' } as const)
  return new Intl.DateTimeFormat(language, { year: 'numeric', ...month, timeZone: 'UTC' }).format(value)
}

export type Scale = {
  /** Where a value is, from 0 to 1. */
  readonly at: (value: number) => number
  readonly ticks: readonly number[]
}

/** Powers for prices and tokens, which spread over several; days as they are. */
export function scaleOf(values: readonly number[], axis: Axis): Scale {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const [to, from] = axis === 'released' ? [(value: number) => value, (at: number) => at] : [Math.log10, (at: number) => 10 ** at]
  const span = to(most) - to(least) || (axis === 'released' ? yearMs : 1)
  const [low, high] = [to(least) - span * 0.06, to(most) + span * 0.06]
  const ticks = axis === 'released' ? years(low, high) : powers(from(low), from(high))
  return { at: (value) => (to(value) - low) / (high - low), ticks }
}

const yearMs = 366 * 86_400_000

/** 1, 2 and 5 of each power; where that is many, the powers alone. */
function powers(low: number, high: number): readonly number[] {
  const steps = Math.log10(high / low) > 2.5 ? [1] : [1, 2, 5]
  const all: number[] = []
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; power += 1)
    for (const step of steps) all.push(step * 10 ** power)
  return all.filter((each) => each >= low && each <= high)
}

/** Beginnings of years; of quarters where there is hardly one. */
function years(low: number, high: number): readonly number[] {
  const months = high - low < 2 * yearMs ? 3 : 12
  const all: number[] = []
  for (let month = 0, year = new Date(low).getUTCFullYear(); ; month += months) {
    const at = Date.UTC(year, month)
    if (at > high) return all
    if (at >= low) all.push(at)
  }
}
