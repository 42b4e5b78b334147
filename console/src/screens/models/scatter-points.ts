import type { Entry } from './entries.ts'
import type { Scale } from './scatter-axes.ts'

/** A model with its two values. */
export type Valued = { readonly entry: Entry; readonly x: number; readonly y: number }
export type Point = Valued & { readonly left: number; readonly top: number }
export type Box = { readonly left: number; readonly top: number; readonly width: number; readonly height: number }

/** From left to right. Those that would lie upon one another, as one model of several providers does, are set around the place. */
export function pointsOf(valued: readonly Valued[], across: Scale, up: Scale, frame: Box): readonly Point[] {
  const taken = new Map<string, number>()
  const hereFirst = valued.toSorted((one, other) => other.entry.offers.length - one.entry.offers.length)
  return hereFirst
    .map((each) => {
      const left = frame.left + across.at(each.x) * frame.width
      const top = frame.top + (1 - up.at(each.y)) * frame.height
      const place = `${Math.round(left)} ${Math.round(top)}`
      const before = taken.get(place) ?? 0
      taken.set(place, before + 1)
      const [away, angle] = [7.5 * Math.sqrt(before), before * 2.4]
      return { ...each, left: left + away * Math.cos(angle), top: top + away * Math.sin(angle) }
    })
    .sort((one, other) => one.left - other.left || other.top - one.top)
}

const letter = 6
const lineHeight = 14

/** Keys of those whose name has room beside them, which covers no point and no other name. */
export function named(points: readonly Point[], frame: Box): ReadonlySet<string> {
  const boxes: Box[] = []
  const keys = new Set<string>()
  for (const point of points) {
    const { displayName } = point.entry.model
    const box = { left: point.left + 7, top: point.top - lineHeight / 2, width: displayName.length * letter, height: lineHeight }
    const covers = points.some((other) => other !== point && near(box, other)) || boxes.some((other) => overlap(box, other))
    if (covers || box.left + box.width > frame.left + frame.width) continue
    boxes.push(box)
    keys.add(point.entry.key)
  }
  return keys
}

const near = (box: Box, { left, top }: Point): boolean =>
  left > box.left - 6 && left < box.left + box.width + 6 && top > box.top - 4 && top < box.top + box.height + 4

const overlap = (one: Box, other: Box): boolean =>
  one.left < other.left + other.width &&
  other.left < one.left + one.width &&
  one.top < other.top + other.height &&
  other.top < one.top + one.height
