import type { DryRun, DryRunSide } from '../domain/dry-run.ts'

/** One side of a dry run, added up. Milliseconds and nano-units; null: not known of a single call. */
export type SideSummary = {
  /** Calls that were answered with a status below 400. */
  readonly succeeded: number
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  /** By currency. */
  readonly costs: readonly { readonly currency: string; readonly nano: bigint }[]
  /** Calls whose cost is not known. */
  readonly unpriced: number
}

export type DryRunSummary = {
  readonly before: SideSummary
  readonly after: SideSummary
  /** Calls whose status is another one than before. */
  readonly statusChanged: number
}

export const summaryOf = ({ calls }: Pick<DryRun, 'calls'>): DryRunSummary => ({
  before: sideSummary(calls.map((each) => each.before)),
  after: sideSummary(calls.map((each) => each.after)),
  statusChanged: calls.filter(({ before, after }) => before.status !== after.status).length,
})

function sideSummary(sides: readonly DryRunSide[]): SideSummary {
  const ms = sides.map((each) => each.ms).sort((one, other) => one - other)
  const costs = new Map<string, bigint>()
  let unpriced = 0
  for (const { cost, currency } of sides) {
    if (cost === null) unpriced += 1
    else if (currency !== null) costs.set(currency, (costs.get(currency) ?? 0n) + BigInt(cost))
  }
  return {
    succeeded: sides.filter(({ status }) => status > 0 && status < 400).length,
    p50Ms: percentile(ms, 0.5),
    p95Ms: percentile(ms, 0.95),
    inputTokens: sum(sides.map((each) => each.inputTokens)),
    outputTokens: sum(sides.map((each) => each.outputTokens)),
    costs: [...costs].map(([currency, nano]) => ({ currency, nano })),
    unpriced,
  }
}

/** Nearest rank: the smallest value that so many are not above. */
const percentile = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null

function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((each) => each !== null)
  return known.length === 0 ? null : known.reduce((total, each) => total + each, 0)
}
