const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/** Tokens by the way they were written. What others send us must not grow for ever. */
const known = new Map<string, string>()
const mostKnown = 1_000
const longestKnown = 64

/** RFC 9110 §5.6.2. Names of fields are few and come with every message: each is looked at once. */
export function isToken(text: string): boolean {
  if (known.has(text)) return true
  if (!token.test(text)) return false
  if (known.size < mostKnown && text.length <= longestKnown) known.set(text, text.toLowerCase())
  return true
}

/** A field's name in lower case. */
export function lowerName(written: string): string {
  const name = known.get(written)
  if (name !== undefined) return name
  isToken(written)
  return written.toLowerCase()
}
