import type { BudgetEntry, LimitEntry, LimitScope, QuotaEntry } from '../../src/domain/limits.ts'
import type { TableMessage } from '../../src/domain/route.ts'

export const anyone: LimitScope = { resourceGroup: null, executableId: null, deploymentId: null, model: null, apiKey: null }

export const quota = (id: string, more: Partial<QuotaEntry>): QuotaEntry => ({
  kind: 'quota',
  id,
  scope: anyone,
  exceptGroups: [],
  requestsPerMinute: null,
  tokensPerMinute: null,
  concurrent: null,
  ...more,
})

export const budget = (id: string, amount: number, more: Partial<BudgetEntry> = {}): BudgetEntry => ({
  kind: 'budget',
  id,
  scope: anyone,
  amount,
  currency: 'USD',
  period: 'total',
  timezone: 'UTC',
  block: true,
  ...more,
})

export const limited = (limit: LimitEntry): TableMessage => ({ kind: 'limit', limit })

/** Nano-dollars. */
export const dollars = (amount: number): number => Math.round(amount * 1e9)

/** Input is free; a hundred tokens of output cost ten cents. */
export const tenCentsAHundred = {
  validFrom: '1970-01-01',
  currency: 'USD',
  input: 0,
  cachedInput: 0,
  cacheWrite: 0,
  output: dollars(1_000),
  source: 'test',
}
