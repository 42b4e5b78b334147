import { UsageError } from './world.ts'

/** `2.50` → 2_500_000_000: billionths, exactly. */
export function nanoIn(text: string, flag: string): number {
  const [, whole = '', fraction = ''] = /^(\d{1,6})(?:\.(\d{1,9}))?$/.exec(text) ?? []
  if (whole === '') throw new UsageError(`${flag} ${text}: must be an amount such as 2.50, of nine decimals at most`)
  return Number(`${whole}${fraction.padEnd(9, '0')}`)
}
