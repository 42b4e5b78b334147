/** All digits, with a point and without groups, as programs read them; a decimal text is left as it is. */
export const exactNumber = (value: number | string): string => (typeof value === 'string' ? value : plain.format(value))

const plain = new Intl.NumberFormat('en', { useGrouping: false, maximumFractionDigits: 20 })

/** Billionths as a decimal text, to the last digit: `1234500000` is `1.2345`. */
export function decimalOf(nano: number): string {
  const digits = String(Math.abs(Math.round(nano))).padStart(10, '0')
  const fraction = digits.slice(-9).replace(/0+$/, '')
  return `${nano < 0 ? '-' : ''}${digits.slice(0, -9)}${fraction && `.${fraction}`}`
}
