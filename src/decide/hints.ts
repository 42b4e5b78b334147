import type { Nano } from '../domain/money.ts'

/** When something is worth a hint. */
export type HintRules = {
  /** How many times the usual an hour costs. */
  readonly factor: number
  /** An hour that costs less is never one. */
  readonly floor: Nano
  /** Days without a call. */
  readonly idleDays: number
}

export const usualHintRules: HintRules = { factor: 5, floor: 1_000_000_000, idleDays: 7 }

/** Days that an hour is compared with. */
export const comparedDays = 14
/** Of which it must have cost something on so many: what is new has no usual. */
const leastDays = 3

export type Anomaly = { readonly cost: bigint; readonly usual: bigint }

/** Whether an hour's cost is far from the median of the same hour on the days before (those without any left out: nothing). */
export function anomalyIn(cost: bigint, before: readonly bigint[], { factor, floor }: HintRules): Anomaly | null {
  if (before.filter((each) => each > 0n).length < leastDays) return null
  const days = [...before, ...Array<bigint>(Math.max(0, comparedDays - before.length)).fill(0n)].sort((a, b) =>
    a < b ? -1 : a > b ? 1 : 0,
  )
  const middle = days.length >> 1
  const usual = days.length % 2 === 1 ? (days[middle] ?? 0n) : ((days[middle - 1] ?? 0n) + (days[middle] ?? 0n)) / 2n
  const thousandths = BigInt(Math.round(factor * 1_000))
  return cost >= BigInt(floor) && cost * 1_000n >= usual * thousandths ? { cost, usual } : null
}
