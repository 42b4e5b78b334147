import { UsageError } from './world.ts'

export function numberIn(text: string, flag: string): number {
  const value = Number(text)
  if (text.trim() === '' || Number.isNaN(value)) throw new UsageError(`${flag} ${text}: must be a number`)
  return value
}
