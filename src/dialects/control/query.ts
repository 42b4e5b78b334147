/**
 * A query string as an object; a parameter that comes twice becomes a list, one without a value counts as absent.
 * `+` is a space, as browsers and most clients write it; where a time is expected the space is undone again (`Time`).
 * Throws nothing: what is badly encoded stays as written.
 */
export const parseQuery = (text: string): Record<string, string | string[]> => {
  const found: Record<string, string | string[]> = Object.create(null)
  for (const [name, value] of new URLSearchParams(text)) {
    if (value === '') continue
    const before = found[name]
    found[name] = before === undefined ? value : [...[before].flat(), value]
  }
  return found
}
