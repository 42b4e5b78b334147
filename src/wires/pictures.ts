import { Buffer } from 'node:buffer'
import type { TokenUsage } from '../domain/usage.ts'
import type { JsonWatcher } from './wire.ts'

/**
 * Counts what a pattern finds in bytes that pass in any pieces. `needle`: what every find begins with; `most`: the longest that
 * has to be seen from there to know. Bare quotes cannot occur inside a JSON string, so a quoted needle is always a real one.
 */
export function makeFinder(needle: string, most: number, finds: (from: string) => boolean) {
  const bytes = Buffer.from(needle)
  let edge: Buffer = Buffer.alloc(0)
  let found = 0
  const look = (all: Buffer, until: number): void => {
    for (let at = all.indexOf(bytes); at !== -1 && at < until; at = all.indexOf(bytes, at + 1))
      if (finds(all.toString('latin1', at, at + most))) found += 1
  }
  return {
    push(chunk: Buffer): void {
      const all = edge.length === 0 ? chunk : Buffer.concat([edge, chunk])
      // What begins so near the end that it may be cut is left for the next piece.
      const until = Math.max(0, all.length - most)
      look(all, until)
      edge = Buffer.from(all.subarray(until))
    },
    count(): number {
      look(edge, edge.length)
      edge = Buffer.alloc(0)
      return found
    },
  }
}
export type Finder = ReturnType<typeof makeFinder>

const room = 64

/** Members of this name whose value is a string that begins so. */
export const stringMembers = (name: string, beginning = ''): Finder => {
  const shape = new RegExp(`^"${name}"\\s*:\\s*"${beginning}`)
  return makeFinder(`"${name}"`, name.length + beginning.length + room, (text) => shape.test(text))
}

/** Looks on for pictures besides what `watcher` sees. `count` is asked once, at the end. */
export const withPictures = (
  watcher: JsonWatcher,
  finders: readonly Finder[],
  count: (found: number[]) => number,
): JsonWatcher => ({
  ...watcher,
  push(chunk) {
    watcher.push(chunk)
    for (const finder of finders) finder.push(chunk)
  },
  usage: () => andPictures(watcher.usage(), count(finders.map((finder) => finder.count()))),
})

const nothing: TokenUsage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 }

/** Pictures are something that was counted, though no token may have been. */
export const andPictures = (usage: TokenUsage | null, images: number): TokenUsage | null =>
  images === 0 ? usage : { ...(usage ?? nothing), images }
