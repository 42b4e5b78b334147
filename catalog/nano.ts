/**
 * `2.5` → 2_500_000_000, exactly: digits are moved, never multiplied, so that no price drifts by a float's error.
 * Numbers come from the price package, whose shortest decimal form is what its authors wrote.
 */
export const nano = (decimal: string | number): number => {
  const match = /^(\d+)(?:\.(\d+))?(?:e-(\d+))?$/.exec(String(decimal))
  if (!match) throw new Error(`${decimal} is not a price`)
  const [, whole = '', fraction = '', exponent = '0'] = match
  const digits = '0'.repeat(Number(exponent)) + whole
  const point = digits.length - Number(exponent)
  const places = (digits.slice(point) + fraction).replace(/0+$/, '')
  if (places.length > 9) throw new Error(`${decimal} has more than nine decimal places`)
  return Number(digits.slice(0, point) + places.padEnd(9, '0'))
}

/** 2_500_000_000 → `2.5`: for people. */
export const decimal = (nano: number): string => {
  const digits = String(nano).padStart(10, '0')
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`.replace(/\.?0+$/, '')
}
