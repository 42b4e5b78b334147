import type { Price } from '../domain/catalog.ts'
import type { Nano } from '../domain/money.ts'
import { inputTokensOf, type Usage } from '../domain/usage.ts'

/** The price that holds at `at` (epoch ms): the newest that has begun. `prices` are oldest first, as the catalog keeps them. */
export function priceAt(prices: readonly Price[], at: number): Price | null {
  for (let index = prices.length - 1; index >= 0; index -= 1) {
    const price = prices[index]
    if (price && Date.parse(price.validFrom) <= at) return price
  }
  return null
}

/**
 * `priced`: every token had a rate of its own. `assumed`: cached input without one was charged as input, tokens
 * of pictures as the catalog's output. `unpriced`: there is
 * no price, or no rate for a kind of token that was used; then the cost is unknown, which is not zero.
 */
export type Pricing = 'priced' | 'assumed' | 'unpriced'

export type Cost = { readonly nano: Nano | null; readonly currency: string | null; readonly pricing: Pricing }

const unpriced: Cost = { nano: null, currency: null, pricing: 'unpriced' }
const million = 1_000_000n

/**
 * What the tokens cost, exactly: all products are added first, then divided by a million once (two, where half is charged), half
 * to even. So a call's cost is off by at most half a nano-unit, and sums of calls are sums of integers.
 */
export function costOf(usage: Usage, price: Price | null): Cost {
  if (!price || price.share === 'unknown') return unpriced
  if (price.share === 'none') return { nano: 0, currency: null, pricing: 'priced' }
  const rates = price.longPrompt && inputTokensOf(usage) > price.longPrompt.moreThan ? price.longPrompt : price
  const made = usage.output + usage.reasoning
  // Audio has rates of its own that the catalog does not hold, and so have pictures that are charged by the piece: no token was
  // counted for them. Those of text would be far too low.
  const byPiece = usage.images > 0 && made === 0
  if ((made > 0 && rates.output === null) || usage.audioInput > 0 || usage.audioOutput > 0 || byPiece) return unpriced
  const assumed =
    price.assumed ||
    usage.images > 0 ||
    (usage.cacheRead > 0 && rates.cachedInput === null) ||
    (usage.cacheWrite > 0 && rates.cacheWrite === null)
  const total =
    BigInt(usage.uncachedInput) * BigInt(rates.input) +
    BigInt(usage.cacheRead) * BigInt(rates.cachedInput ?? rates.input) +
    BigInt(usage.cacheWrite) * BigInt(rates.cacheWrite ?? rates.input) +
    BigInt(made) * BigInt(rates.output ?? 0)
  const nano = Number(halfEven(total, price.share === 'half' ? 2n * million : million))
  if (!Number.isSafeInteger(nano)) return unpriced
  return { nano, currency: price.currency, pricing: assumed ? 'assumed' : 'priced' }
}

const hourMs = 3_600_000n

/** What so many instances or units cost for that time, exactly but for one division, half to even. */
export const costOfTime = (nanoPerHour: number, count: number, ms: number): bigint =>
  halfEven(BigInt(nanoPerHour) * BigInt(count) * BigInt(ms), hourMs)

/** Both are positive or zero. */
const halfEven = (value: bigint, by: bigint): bigint => {
  const down = value / by
  const twice = (value % by) * 2n
  return twice > by || (twice === by && down % 2n === 1n) ? down + 1n : down
}
