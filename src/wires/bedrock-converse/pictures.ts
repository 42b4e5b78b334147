import { Buffer } from 'node:buffer'
import { andPictures, type Finder } from '../pictures.ts'
import type { JsonWatcher } from '../wire.ts'

const name = Buffer.from('"images"')
const [quote, open, close, colon] = [0x22, 0x5b, 0x5d, 0x3a]
const blank = new Set([0x20, 0x09, 0x0a, 0x0d])

const invoke = /\/invoke\/?$/

/** Image models count no tokens; of an answer that has a count, a list of that name is something else: a tool's input, say. */
export function withPictureList(watcher: JsonWatcher, below: string): JsonWatcher {
  if (!invoke.test(below)) return watcher
  const list = makePictureList()
  return {
    ...watcher,
    push(chunk) {
      watcher.push(chunk)
      list.push(chunk)
    },
    usage: () => watcher.usage() ?? andPictures(null, list.count()),
  }
}

/**
 * Amazon's and Stability's image models answer `"images": ["<Base64>", …]`. Counts the strings of that list, in bytes that pass in
 * any pieces: Base64 has neither quotes nor brackets.
 */
function makePictureList(): Finder {
  let made = 0
  let matched = 0
  let state: 'before' | 'named' | 'valued' | 'inside' | 'string' = 'before'
  const step = (byte: number): void => {
    switch (state) {
      case 'before':
        matched = byte === name[matched] ? matched + 1 : byte === quote ? 1 : 0
        if (matched < name.length) return
        matched = 0
        state = 'named'
        return
      case 'named':
        if (!blank.has(byte)) state = byte === colon ? 'valued' : 'before'
        return
      case 'valued':
        if (!blank.has(byte)) state = byte === open ? 'inside' : 'before'
        return
      case 'inside':
        if (byte === quote) state = 'string'
        else if (byte === close) state = 'before'
        return
      case 'string':
        made += 1
        state = 'inside'
    }
  }
  return {
    push(chunk) {
      for (let at = 0; at < chunk.length; at += 1) {
        if (state === 'before' && matched === 0) at = next(chunk, quote, at)
        else if (state === 'string') at = next(chunk, quote, at)
        if (at < chunk.length) step(chunk[at] as number)
      }
    },
    count: () => made,
  }
}

/** Most of what passes is one long string: it is leapt over. */
const next = (chunk: Buffer, byte: number, from: number): number => {
  const at = chunk.indexOf(byte, from)
  return at === -1 ? chunk.length : at
}
