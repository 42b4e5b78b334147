import type { HourlyRate, Metered, MeteredFacts, MeteredSpan, Metering } from '../domain/metering.ts'
import { costOfTime } from './cost.ts'

/** What the next step of metering is written down as. Spans are epoch ms. */
export type MeterPlan = {
  /** The row that went on, with what it adds; null: none did. */
  readonly grown: { readonly span: MeteredSpan; readonly facts: MeteredFacts; readonly rate: HourlyRate | null } | null
  readonly begun: readonly Metered[]
  /** Where metering stands afterwards. */
  readonly after: Metering
}

/** `rateAt`: what one instance or unit of it costs in the hour that begins or goes on then. */
export type RateAt = (facts: MeteredFacts, at: number) => HourlyRate | null

/** Takes a subject from where its metering stands to `until`. A row ends with its hour, and where facts or rate change. */
export function meter(before: Metering, facts: MeteredFacts, until: number, over: boolean, rateAt: RateAt): MeterPlan {
  let grown: MeterPlan['grown'] = null
  const begun: Metered[] = []
  let after: Metering = { ...before, over }
  for (let at = before.until; at < until; ) {
    const end = Math.min(until, at - (at % hour) + hour)
    const rate = rateAt(facts, at)
    const goesOn =
      at % hour !== 0 && at === before.until && after.startedAt < at && same([before.facts, before.rate], [facts, rate])
    if (goesOn) {
      grown = { span: { subject: before.subject, startedAt: before.startedAt, endedAt: end }, facts, rate }
      after = { ...after, until: end, facts, rate }
    } else {
      const span = { subject: before.subject, startedAt: at, endedAt: end }
      begun.push(meteredOf(span, facts, rate))
      after = { ...after, startedAt: at, until: end, facts, rate }
    }
    at = end
  }
  return { grown, begun, after }
}

export const meteredOf = (span: MeteredSpan, facts: MeteredFacts, rate: HourlyRate | null): Metered => ({
  ...span,
  ...facts,
  cost: rate ? costOfSpan(rate.nanoPerHour, facts.units, span) : null,
  currency: rate?.currency ?? null,
  nanoPerHour: rate?.nanoPerHour ?? null,
  rateId: rate?.id ?? null,
})

export const costOfSpan = (nanoPerHour: number, units: number, { startedAt, endedAt }: MeteredSpan): number =>
  Number(costOfTime(nanoPerHour, units, endedAt - startedAt))

/** What a minute has of a row: its time, and its part of the cost. Parts add up to the row's cost to the last nano-unit. */
export type MinutePart = { readonly at: number; readonly ms: number; readonly cost: number }

/** From `from` on: what was before has been told. */
export function minutesOf(span: MeteredSpan, from: number, nanoPerHour: number | null, units: number): MinutePart[] {
  const parts: MinutePart[] = []
  const until = (at: number): number => (nanoPerHour === null ? 0 : Number(costOfTime(nanoPerHour, units, at - span.startedAt)))
  for (let at = from; at < span.endedAt; ) {
    const end = Math.min(span.endedAt, at - (at % minute) + minute)
    parts.push({ at: at - (at % minute), ms: end - at, cost: until(end) - until(at) })
    at = end
  }
  return parts
}

const minute = 60_000
const hour = 3_600_000

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
