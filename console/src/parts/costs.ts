import type { components } from '../../../src/client/openapi.ts'

/** Billionths of a currency, as the server counts money. */
export type Cost = Pick<components['schemas']['Cost'], 'currency' | 'nano'>

/** Sums by currency, in the order of their names; amounts of different ones are never added. */
export function addCosts(costs: readonly Cost[]): readonly Cost[] {
  const sums = new Map<string, number>()
  for (const { currency, nano } of costs) sums.set(currency, (sums.get(currency) ?? 0) + nano)
  return [...sums].map(([currency, nano]) => ({ currency, nano })).sort((one, other) => (one.currency < other.currency ? -1 : 1))
}
