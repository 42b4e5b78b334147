import { Buffer } from 'node:buffer'

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const colon = 0x3a
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d

/**
 * Sets top-level members of a JSON object by exchanging only their bytes: everything else stays as it was written.
 * `members` are key → JSON text, or null for one that is to go. A key that occurs more than once is set everywhere (readers differ
 * on which one counts); one that does not occur is put in front. `bytes` must hold a valid JSON object (parse it first).
 */
export function setMembers(bytes: Buffer, members: ReadonlyMap<string, string | null>): Buffer {
  const open = skipSpace(bytes, 0)
  if (bytes[open] !== openBrace) throw new TypeError('not a JSON object')
  const parts: Buffer[] = []
  const missing = new Map(members)
  let copied = open + 1
  /** Where the last member that stays ends; -1: none has come. */
  let kept = -1
  let at = skipSpace(bytes, copied)
  while (bytes[at] === quote) {
    const keyEnd = skipString(bytes, at)
    const key = keyOf(bytes, at, keyEnd)
    const start = skipSpace(bytes, skipSpace(bytes, keyEnd, colon))
    const end = skipValue(bytes, start)
    const next = skipSpace(bytes, skipSpace(bytes, skipSpace(bytes, end), comma))
    const text = members.get(key)
    if (text === null) {
      // The comma before it goes with it; where nothing stays before it, the one behind it.
      parts.push(bytes.subarray(copied, Math.max(copied, kept === -1 ? at : kept)))
      copied = kept === -1 ? next : end
    } else {
      if (text !== undefined) {
        parts.push(bytes.subarray(copied, start), Buffer.from(text))
        copied = end
        missing.delete(key)
      }
      kept = end
    }
    at = next
  }
  const added = [...missing].flatMap(([key, text]) => (text === null ? [] : [`${JSON.stringify(key)}:${text}`])).join(',')
  const head = added === '' ? [] : [Buffer.from(kept === -1 ? added : `${added},`)]
  return Buffer.concat([bytes.subarray(0, open + 1), ...head, ...parts, bytes.subarray(copied)])
}

/** Past white space; with `sign`, past white space, then that byte if it is there. */
function skipSpace(bytes: Buffer, from: number, sign = -1): number {
  let at = from
  for (;;) {
    const byte = bytes[at]
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break
    at += 1
  }
  return sign !== -1 && bytes[at] === sign ? at + 1 : at
}

/** `from` is at the opening quote; returns the place after the closing one. */
function skipString(bytes: Buffer, from: number): number {
  let at = from
  for (;;) {
    at = bytes.indexOf(quote, at + 1)
    if (at === -1) return bytes.length
    let slashes = 0
    while (bytes[at - 1 - slashes] === backslash) slashes += 1
    if (slashes % 2 === 0) return at + 1
  }
}

function skipValue(bytes: Buffer, from: number): number {
  const first = bytes[from]
  if (first === quote) return skipString(bytes, from)
  let at = from
  let depth = 0
  while (at < bytes.length) {
    const byte = bytes[at]
    if (byte === quote) {
      at = skipString(bytes, at)
      continue
    }
    if (byte === openBrace || byte === openBracket) depth += 1
    else if (byte === closeBrace || byte === closeBracket) {
      if (depth === 0) return at
      depth -= 1
      if (depth === 0) return at + 1
    } else if (depth === 0 && (byte === comma || byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09)) return at
    at += 1
  }
  return at
}

function keyOf(bytes: Buffer, start: number, end: number): string {
  const raw = bytes.toString('utf8', start, end)
  return raw.includes('\\') ? String(JSON.parse(raw)) : raw.slice(1, -1)
}
