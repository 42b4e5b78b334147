import type { Price } from '../domain/catalog.ts'
import type { HourlyRate } from '../domain/metering.ts'
import { usageOf } from '../domain/usage.ts'
import { type Cost, costOf, costOfTime } from './cost.ts'

/** What a deployment is expected to be asked. Tokens are of one call; cached ones are part of its input. */
export type Workload = {
  readonly requestsPerMinute: number
  readonly inputTokens: number
  readonly cachedInputTokens: number
  readonly outputTokens: number
  readonly hoursPerMonth: number
}

/** Hours of a month as providers reckon. */
export const monthHours = 730

export const callsOf = ({ requestsPerMinute, hoursPerMonth }: Workload): number =>
  Math.round(requestsPerMinute * 60 * hoursPerMonth)

/** What so many calls cost, as if they were charged together: rounded once. */
export function tokensCost(workload: Workload, price: Price): Cost {
  const calls = callsOf(workload)
  const { inputTokens, cachedInputTokens, outputTokens } = workload
  const { longPrompt, ...usual } = price
  const flat = longPrompt && inputTokens > longPrompt.moreThan ? { ...usual, ...ratesOf(longPrompt) } : usual
  const usage = usageOf(
    {
      inputTokens: inputTokens * calls,
      cachedInputTokens: cachedInputTokens * calls,
      outputTokens: outputTokens * calls,
      reasoningTokens: 0,
    },
    { requests: calls },
  )
  return costOf(usage, flat)
}

const ratesOf = ({ moreThan: _, ...rates }: NonNullable<Price['longPrompt']>) => rates

/** What instances or units cost that are there for so many hours. */
export const hoursCost = ({ nanoPerHour }: Pick<HourlyRate, 'nanoPerHour'>, count: number, hours: number): bigint =>
  costOfTime(nanoPerHour, count, Math.round(hours * 3_600_000))
