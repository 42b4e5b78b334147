import type { components } from '../../../src/client/openapi.ts'
import type { Language } from '../words/words.ts'
import { formatMoney } from './numbers.ts'

/** Billionths of a currency, as the server counts money. */
export type Cost = Pick<components['schemas']['Cost'], 'currency' | 'nano'>

/** Sums by currency, in the order of their names; amounts of different ones are never added. */
export function addCosts(costs: readonly Cost[]): readonly Cost[] {
  const sums = new Map<string, number>()
  for (const { currency, nano } of costs) sums.set(currency, (sums.get(currency) ?? 0) + nano)
  return [...sums].map(([currency, nano]) => ({ currency, nano })).sort((one, other) => (one.currency < other.currency ? -1 : 1))
}

/** `$12.50 + €3.00`; an empty text where there is none. */
export const costsText = (costs: readonly Cost[], language: Language): string =>
  addCosts(costs)
    .map(({ currency, nano }) => formatMoney(nano / 1e9, currency, language))
    .join(' + ')
