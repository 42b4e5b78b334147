import { Buffer } from 'node:buffer'
import type { TokenUsage } from '../domain/usage.ts'
import type { JsonWatcher } from './wire.ts'

const headBytes = 4 * 1024
const tailBytes = 16 * 1024
/** Longest object we read: real usage objects are below 1 KB, or 2 KB with details by modality. */
const objectBytes = 8 * 1024

/** A member's name as it stands in JSON. Bare quotes cannot occur inside a JSON string, so these bytes are always a real name. */
export const memberNamed = (name: string): Buffer => Buffer.from(`"${name}"`)

/** The object that is the value of the last such member of a piece of JSON, for which `read` finds a meaning. */
export function lastObject<T>(
  bytes: Buffer,
  member: Buffer,
  read: (object: Readonly<Record<string, unknown>>) => T | null,
): T | null {
  let at = bytes.lastIndexOf(member)
  while (at !== -1) {
    const object = objectAt(bytes, at + member.length)
    const found = object && read(object)
    if (found) return found
    at = at === 0 ? -1 : bytes.lastIndexOf(member, at - 1)
  }
  return null
}

/** Keeps the first and last few KB of a JSON answer that passes: servers write usage at one of its ends. */
export function makeEndsWatcher(find: (bytes: Buffer) => TokenUsage | null): JsonWatcher {
  let head: Buffer[] = []
  let headLength = 0
  let tail: Buffer[] = []
  let tailLength = 0
  return {
    push(chunk) {
      if (headLength < headBytes) {
        head.push(chunk.subarray(0, headBytes - headLength))
        headLength += chunk.length
      }
      tail.push(chunk)
      tailLength += chunk.length
      while (tail.length > 1 && tailLength - (tail[0]?.length ?? 0) >= tailBytes) tailLength -= tail.shift()?.length ?? 0
    },
    usage() {
      const usage = find(joined(tail).subarray(-tailBytes)) ?? find(joined(head))
      head = []
      tail = []
      return usage
    },
  }
}

const joined = (chunks: readonly Buffer[]): Buffer => (chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks))

/** A count as providers write them: anything else than a positive number is none. No real one comes near the bound; sums stay exact. */
export const count = (value: unknown): number =>
  typeof value === 'number' && value > 0 ? Math.min(Math.trunc(value), mostCounted) : 0
const mostCounted = 1e12

/** The object that is the value of the member whose name ends at `from`; null where it is none, or is cut off. */
export function objectAt(bytes: Buffer, from: number): Readonly<Record<string, unknown>> | null {
  const start = valueStart(bytes, from)
  const end = start === -1 || bytes[start] !== 0x7b ? -1 : objectEnd(bytes, start)
  if (end === -1) return null
  try {
    return JSON.parse(bytes.toString('utf8', start, end))
  } catch {
    return null // half an object at the edge of what was kept: as good as none
  }
}

/** The place of the value's first byte, or -1 where what follows is not a member. */
export function valueStart(bytes: Buffer, from: number): number {
  let at = from
  let colons = 0
  for (; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte === 0x3a) colons += 1
    else if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break
  }
  return colons === 1 ? at : -1
}

/** Usage objects hold numbers, names and lists of both; a brace inside one of their strings would only cost us the count. */
function objectEnd(bytes: Buffer, start: number): number {
  let depth = 0
  const limit = Math.min(bytes.length, start + objectBytes)
  for (let at = start; at < limit; at += 1) {
    if (bytes[at] === 0x7b) depth += 1
    else if (bytes[at] === 0x7d) {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  return -1
}
