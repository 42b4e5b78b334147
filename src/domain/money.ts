/** Integer nano-units of a currency: 1 USD = 1_000_000_000. One call's fits a safe integer; sums are bigints. */
export type Nano = number

/** Exactly, with at least two decimals: `12500n` → `0.0000125`, `1_500_000_000n` → `1.50`. */
export function toDecimal(nano: bigint): string {
  const sign = nano < 0n ? '-' : ''
  const digits = (nano < 0n ? -nano : nano).toString().padStart(10, '0')
  const fraction = digits.slice(-9).replace(/0{1,7}$/, '')
  return `${sign}${digits.slice(0, -9)}.${fraction}`
}

/** What was spent in one currency (ISO 4217). Amounts of different currencies are never added. */
export type Money = { readonly currency: string; readonly nano: bigint }
