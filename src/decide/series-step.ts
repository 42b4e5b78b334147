const minute = 60_000
const hour = 3_600_000
const day = 86_400_000

export const mostPoints = 1_000
/** Enough for a chart. */
const wantedPoints = 300
const usual = [minute, 5 * minute, 15 * minute, hour, 6 * hour, day] as const

/** How long the pieces are that a span is shown in; `minutesFrom`: since when there are minutes at all. */
export function stepFor(start: number, end: number, minutesFrom: number): number {
  const fitting = usual.find((step) => (end - start) / step <= wantedPoints && (step >= hour || start >= minutesFrom))
  return fitting ?? day * Math.ceil((end - start) / day / (mostPoints - 1))
}

/** Whole steps since 1970 that the span touches. */
export function pointsOf(start: number, end: number, step: number): readonly number[] {
  const points: number[] = []
  for (let at = start - (start % step); at < end; at += step) points.push(at)
  return points
}
