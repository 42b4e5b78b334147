const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/** Tokens by the way they were written. What others send us must not grow for ever. */
const known = new Map<string, string>()
const mostKnown = 1_000
const longestKnown = 64

/** In lower case; null: it is no token. Names of fields are few and come with every message: each is looked at once. */
function look(written: string): string | null {
  const before = known.get(written)
  if (before !== undefined) return before
  if (!token.test(written)) return null
  const name = written.toLowerCase()
  if (known.size < mostKnown && written.length <= longestKnown) known.set(written, name)
  return name
}

/** RFC 9110 §5.6.2. */
export const isToken = (text: string): boolean => look(text) !== null

/** A field's name in lower case. */
export const lowerName = (written: string): string => look(written) ?? written.toLowerCase()
