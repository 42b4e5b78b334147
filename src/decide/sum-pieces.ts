/** Part of a span whose sums are there ready-made. Epoch ms, `end` not included. */
export type SumPiece = { readonly grain: 'minute' | 'hour' | 'day'; readonly start: number; readonly end: number }

const hour = 3_600_000
const day = 86_400_000

/** The fewest sums that add up to a span of whole minutes: days, hours until the first and after the last, and so with minutes. */
export function piecesOf(start: number, end: number): readonly SumPiece[] {
  const pieces: SumPiece[] = []
  const add = (grain: SumPiece['grain'], from: number, to: number): void => {
    if (from < to) pieces.push({ grain, start: from, end: to })
  }
  const [firstHour, lastHour] = [Math.ceil(start / hour) * hour, Math.floor(end / hour) * hour]
  if (firstHour > lastHour) {
    add('minute', start, end)
    return pieces
  }
  add('minute', start, firstHour)
  const [firstDay, lastDay] = [Math.ceil(firstHour / day) * day, Math.floor(lastHour / day) * day]
  if (firstDay > lastDay) add('hour', firstHour, lastHour)
  else {
    add('hour', firstHour, firstDay)
    add('day', firstDay, lastDay)
    add('hour', lastDay, lastHour)
  }
  add('minute', lastHour, end)
  return pieces
}

/** Where minutes before `kept` are gone, an hour counts whole to the span that it begins in. */
export const edgeAt = (boundary: number, kept: number): number => (boundary < kept ? Math.ceil(boundary / hour) * hour : boundary)
