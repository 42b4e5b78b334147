import type { Price } from '../../src/domain/catalog.ts'
import type { LedgerEntry, LedgerIntent } from '../../src/domain/ledger.ts'
import { noUsage } from '../../src/domain/usage.ts'

/** One of each for tests of the ledger: say what matters, the rest is plausible. */

/** 2026-11-20, a minute past noon. */
export const noon = Date.parse('2026-11-20T12:01:00Z')

export const anIntent = (more: Partial<LedgerIntent> = {}): LedgerIntent => ({
  seq: 1,
  at: noon,
  requestId: 'request-1',
  credential: 'key1',
  dialect: 'openai',
  resourceGroup: 'default',
  deploymentId: 'd000000000000001',
  deploymentName: 'chat',
  executableId: 'test-executable',
  model: 'gpt-4o',
  version: '1',
  wire: 'openai',
  target: 'remote:1',
  estimatedInput: 7,
  ...more,
})

export const anEntry = (more: Partial<LedgerEntry> = {}): LedgerEntry => {
  const { estimatedInput: _, ...intent } = anIntent()
  return {
    ...intent,
    deploymentType: null,
    residency: null,
    serviceTier: null,
    boot: 'boot-1',
    endedAt: intent.at + 120,
    state: 'settled',
    status: 200,
    source: 'reported',
    firstByteMs: 30,
    ...noUsage,
    uncachedInput: 10,
    output: 5,
    requests: 1,
    cost: 75,
    currency: 'USD',
    pricing: 'priced',
    rateId: null,
    ...more,
  }
}

export const aPrice = (more: Partial<Price> = {}): Price => ({
  validFrom: '2026-01-01',
  currency: 'USD',
  input: 2_500_000_000,
  cachedInput: 1_250_000_000,
  cacheWrite: null,
  output: 10_000_000_000,
  source: 'operator',
  ...more,
})
