import type { UnitRule } from '../domain/model-capacity.ts'

/** Calls of one shape: how many a minute, and how many tokens each has. */
export type Workload = {
  readonly requestsPerMinute: number
  readonly inputTokens: number
  /** Of the input, those that come from the provider's cache: they take nothing. */
  readonly cachedTokens?: number
  readonly outputTokens: number
}

/** How many provisioned units several workloads together take (`raw`), and the least number that can be had of at least so many. */
export function unitsNeeded(
  rule: UnitRule,
  workloads: readonly Workload[],
): { readonly raw: number; readonly deployable: number } {
  const perMinute = workloads.reduce((sum, each) => {
    const { requestsPerMinute, inputTokens, cachedTokens = 0, outputTokens } = each
    return sum + requestsPerMinute * (Math.max(0, inputTokens - cachedTokens) + outputTokens * rule.outputWeight)
  }, 0)
  const raw = perMinute / rule.inputTokensPerMinute
  return { raw, deployable: deployableUnits(rule, raw) }
}

export const deployableUnits = ({ minimum, step }: UnitRule, raw: number): number =>
  raw <= minimum ? minimum : minimum + Math.ceil((raw - minimum) / step) * step
