import { UsageError } from './world.ts'

export function numberIn(text: string, flag: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new UsageError(`${flag} ${text}: must be a number`)
  return value
}

/** Of zero or more. */
export function wholeIn(text: string, flag: string): number {
  if (!/^\d+$/.test(text)) throw new UsageError(`${flag} ${text}: must be a whole number`)
  return Number(text)
}
