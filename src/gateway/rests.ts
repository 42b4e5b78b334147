import type { Target } from '../domain/route.ts'

/** Knows which targets said that they are over a limit or overloaded, so that calls with another choice leave them alone meanwhile. */
export type Rests = {
  /** `askedMs`: as long as the target asked for; null: it did not say. */
  begin(target: Target, askedMs: number | null): void
  isResting(target: Target): boolean
}

const usualMs = 1_000
const longestMs = 60_000

export function makeRests(now: () => number): Rests {
  const until = new Map<string, number>()
  return {
    begin(target, askedMs) {
      const at = now()
      for (const [id, end] of until) if (end <= at) until.delete(id)
      until.set(target.id, at + Math.min(longestMs, askedMs ?? usualMs))
    },
    isResting: ({ id }) => until.size > 0 && (until.get(id) ?? 0) > now(),
  }
}
