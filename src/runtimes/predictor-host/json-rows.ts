import type { Buffer } from 'node:buffer'

/** Where a value lies in a JSON text. */
export type Span = { readonly from: number; readonly to: number }

/** The members of the object that a sound JSON text is, in order; null: it is none, or has a key twice. */
export function membersOf(text: Buffer): ReadonlyMap<string, Span> | null {
  const members = new Map<string, Span>()
  let at = skipSpace(text, 0)
  if (text[at] !== open) return null
  at = skipSpace(text, at + 1)
  while (text[at] === quote) {
    const keyEnd = skipText(text, at)
    const key: string = JSON.parse(text.toString('utf8', at, keyEnd))
    const from = skipSpace(text, skipSpace(text, keyEnd) + 1)
    const to = skipValue(text, from)
    if (members.has(key)) return null
    members.set(key, { from, to })
    at = skipSpace(text, to)
    if (text[at] === comma) at = skipSpace(text, at + 1)
  }
  return members
}

/** The elements of a list; null: it is no list. */
export function elementsOf(text: Buffer, { from, to }: Span): readonly Span[] | null {
  if (text[from] !== openList) return null
  const elements: Span[] = []
  let at = skipSpace(text, from + 1)
  while (at < to - 1) {
    const end = skipValue(text, at)
    elements.push({ from: at, to: end })
    at = skipSpace(text, end)
    if (text[at] === comma) at = skipSpace(text, at + 1)
  }
  return elements
}

const [quote, backslash, comma, open, close, openList, closeList] = [0x22, 0x5c, 0x2c, 0x7b, 0x7d, 0x5b, 0x5d]

function skipSpace(text: Buffer, from: number): number {
  let at = from
  while (at < text.length && (text[at] ?? 0) <= 0x20) at += 1
  return at
}

/** From a quote to behind the one that closes it. */
function skipText(text: Buffer, from: number): number {
  let at = from + 1
  while (at < text.length && text[at] !== quote) at += text[at] === backslash ? 2 : 1
  return at + 1
}

function skipValue(text: Buffer, from: number): number {
  const first = text[from]
  if (first === quote) return skipText(text, from)
  let at = from
  if (first !== open && first !== openList) {
    while (at < text.length && !ends(text[at] ?? 0)) at += 1
    return at
  }
  let depth = 0
  while (at < text.length) {
    const byte = text[at]
    if (byte === quote) {
      at = skipText(text, at)
      continue
    }
    at += 1
    if (byte === open || byte === openList) depth += 1
    else if (byte === close || byte === closeList) {
      depth -= 1
      if (depth === 0) break
    }
  }
  return at
}

const ends = (byte: number): boolean => byte === comma || byte === close || byte === closeList || byte <= 0x20
