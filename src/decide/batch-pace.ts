/** How fast the lines of a batch go out. Begins slowly, and gives way at the first sign that others need the room. */
export type Pace = {
  /** Lines at a time; grows by parts of one. */
  readonly width: number
  /** Epoch ms before which no line goes out. */
  readonly notBefore: number
  /** Refusals for want of room in a row. */
  readonly refusals: number
}

/** How a line's call ended. `later`: nothing is wrong with the line, there was no room or nobody to answer. */
export type LineEnd = { readonly kind: 'answered' } | { readonly kind: 'later'; readonly retryAfterMs: number | null }

export const firstPace: Pace = { width: 1, notBefore: 0, refusals: 0 }

export const usualWidth = 16
const shortestMs = 250
const longestMs = 60_000

/** One line more for each full round that went well, up to `most`; half as many after a refusal, and a pause that doubles. */
export function nextPace(pace: Pace, end: LineEnd, now: number, most = usualWidth): Pace {
  if (end.kind === 'answered') return { ...pace, width: Math.min(most, pace.width + 1 / pace.width), refusals: 0 }
  // Lines that were under way together are refused together: that is one sign, not several.
  if (now < pace.notBefore) return pace
  const pause = Math.min(longestMs, shortestMs * 2 ** Math.min(pace.refusals, 10))
  return {
    width: Math.max(1, pace.width / 2),
    notBefore: now + Math.min(longestMs, Math.max(pause, end.retryAfterMs ?? 0)),
    refusals: pace.refusals + 1,
  }
}
