import { Failure } from '../domain/failure.ts'

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const shortestTtlMs = 10 * unitMs.m
/** Keeps arithmetic on times exact; nobody waits longer. */
const longestTtlMs = 36_500 * unitMs.d

/** `10m`, `24H`, `7d` in milliseconds. Throws `Failure('invalid')` for anything else, and for less than ten minutes. */
export const parseTtl = (ttl: string): number => {
  const [, digits, unit] = /^([0-9]{1,9})([mhdMHD])$/.exec(ttl) ?? []
  if (digits === undefined || unit === undefined) {
    throw refusal(`ttl "${ttl}" must be a whole number followed by m (minutes), h (hours) or d (days), such as "24h"`)
  }
  const ms = Number(digits) * unitMs[unit.toLowerCase() as keyof typeof unitMs]
  if (ms < shortestTtlMs) throw refusal(`ttl "${ttl}" is too short: the shortest is 10m`)
  if (ms > longestTtlMs)
    throw refusal(`ttl "${ttl}" is too long: the longest is 36500d; leave it out to keep the deployment until it is deleted`)
  return ms
}

const refusal = (message: string): Failure => new Failure('invalid', message, { target: 'ttl' })
