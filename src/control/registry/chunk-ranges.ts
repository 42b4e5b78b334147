import type { ByteRange } from '../../domain/registry.ts'

/** The same bytes with one more range: in order, those that touch or overlap made one. */
export function addRange(ranges: readonly ByteRange[], [from, to]: ByteRange): readonly ByteRange[] {
  if (to <= from) return ranges
  const apart = ranges.filter(([start, end]) => end < from || start > to)
  const touching = ranges.filter(([start, end]) => end >= from && start <= to)
  const merged: ByteRange = [Math.min(from, ...touching.map(([start]) => start)), Math.max(to, ...touching.map(([, end]) => end))]
  return [...apart, merged].sort(([a], [b]) => a - b)
}

/** What is not there of `bytes` bytes. */
export function missingIn(ranges: readonly ByteRange[], bytes: number): readonly ByteRange[] {
  const missing: ByteRange[] = []
  let at = 0
  for (const [from, to] of ranges) {
    if (from > at) missing.push([at, from])
    at = to
  }
  if (at < bytes) missing.push([at, bytes])
  return missing
}

export const covers = (ranges: readonly ByteRange[], [from, to]: ByteRange): boolean =>
  from >= to || ranges.some(([start, end]) => start <= from && end >= to)
