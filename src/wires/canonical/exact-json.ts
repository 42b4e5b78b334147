import type { Buffer } from 'node:buffer'

/**
 * Numbers that a double cannot hold (ids, mostly) keep their digits on the way through a translation: such a number becomes an
 * opaque value that `JSON.stringify` writes as it was written. Texts without a long run of digits are parsed as ever.
 */
export const parseExact = (text: string): unknown => (hasLongNumber(text) ? withDigits(text) : JSON.parse(text))

/** The same of a body that was parsed already; `json` itself where no number in it lost anything. */
export const exactly = <T extends object>(json: T, bytes: Buffer): T =>
  bytesHaveLongNumber(bytes) ? (withDigits(bytes.toString()) as T) : json

/** Whether a value stands for a number that kept its digits. */
export const isExactNumber = (value: unknown): boolean => exact.isRawJSON(value)

/** The nearest double, for who counts with it; any other value as it is. */
export const nearest = (value: unknown): unknown => (exact.isRawJSON(value) ? Number(String(value.rawJSON)) : value)

/** Shorter ones are exact. */
const longNumber = 16

/** Each run of sixteen digits has one at a place that sixteen divides: only those are looked at. */
function hasLongNumber(text: string): boolean {
  for (let at = 0; at < text.length; at += longNumber) {
    if (isDigit(text.charCodeAt(at)) && runAt(at, (place) => text.charCodeAt(place)) >= longNumber) return true
  }
  return false
}

function bytesHaveLongNumber(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at += longNumber) {
    if (isDigit(bytes[at]) && runAt(at, (place) => bytes[place]) >= longNumber) return true
  }
  return false
}

function runAt(at: number, codeAt: (place: number) => number | undefined): number {
  let from = at
  let to = at + 1
  while (isDigit(codeAt(from - 1))) from -= 1
  while (to - from < longNumber && isDigit(codeAt(to))) to += 1
  return to - from
}

const isDigit = (code: number | undefined): boolean => code !== undefined && code >= 0x30 && code <= 0x39

const withDigits = (text: string): unknown =>
  exact.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && source.length >= longNumber && source !== String(value)
      ? exact.rawJSON(source)
      : value,
  )

/** What Node has of "JSON.parse source text access", which TypeScript's library does not know yet. */
const exact = JSON as unknown as {
  parse(text: string, reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown): unknown
  rawJSON(text: string): object
  isRawJSON(value: unknown): value is { readonly rawJSON: string }
}
