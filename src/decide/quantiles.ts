import { startOfBin } from '../domain/log-bins.ts'

export type BinCount = { readonly bin: number; readonly amount: number }

/** The value that so much of all is not above (`share` 0.95: p95), within its bin as if values lay evenly; null: there are none. */
export function quantileOf(bins: readonly BinCount[], share: number): number | null {
  const all = bins.reduce((sum, { amount }) => sum + amount, 0)
  if (all <= 0) return null
  let left = share * all
  for (const { bin, amount } of bins) {
    if (left > amount) {
      left -= amount
      continue
    }
    const [from, to] = [startOfBin(bin), startOfBin(bin + 1)]
    return Math.round(from + (to - from) * (left / amount))
  }
  return Math.round(startOfBin((bins.at(-1)?.bin ?? 0) + 1))
}
