import type { Used } from '../decide/admission.ts'
import { costOf, priceAt } from '../decide/cost.ts'
import type { LedgerSettlement } from '../domain/ledger.ts'
import { inputTokensOf, outputTokensOf } from '../domain/usage.ts'
import type { Call } from './call.ts'

/** What the ledger says of a call's end, as its limits count it: the same tokens, the same money. */
export function usedBy({ entry, route }: Pick<Call, 'entry' | 'route'>, settlement: Omit<LedgerSettlement, 'seq'> | null): Used {
  if (!entry || !settlement || settlement.usage.requests === 0) return neverLeft
  if (settlement.state === 'uncertain') return { dispatched: true, tokens: null, cost: null }
  const { usage } = settlement
  const [input, output] = [inputTokensOf(usage), outputTokensOf(usage)]
  const used = { dispatched: true, tokens: input + output, cost: costOf(usage, priceAt(route?.prices ?? [], entry.at)).nano }
  return route?.terms?.units ? { ...used, work: { input: input - usage.cacheRead, output } } : used
}

const neverLeft: Used = { dispatched: false, tokens: 0, cost: 0 }
