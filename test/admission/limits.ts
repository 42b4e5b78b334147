import type { LedgerEntry } from '../../src/domain/ledger.ts'
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

/** A call in the store: 28 tokens, at a cost in nano-dollars. */
export const ledgerEntry = (seq: number, at: number, cost: number | null): LedgerEntry => ({
  seq,
  at,
  boot: 'g1',
  requestId: `r${seq}`,
  credential: 'k1',
  dialect: 'openai',
  resourceGroup: 'default',
  deploymentId: 'd1',
  deploymentName: 'chat',
  executableId: 'openai',
  model: 'gpt-5',
  version: '1',
  wire: 'openai',
  target: 't',
  endedAt: at,
  state: 'settled',
  status: 200,
  source: 'reported',
  firstByteMs: null,
  uncachedInput: 1,
  cacheRead: 2,
  cacheWrite: 3,
  audioInput: 4,
  output: 5,
  reasoning: 6,
  audioOutput: 7,
  images: 0,
  requests: 1,
  instanceMs: 0,
  cost,
  currency: 'USD',
  pricing: 'priced',
  rateId: null,
})
