/** `{{inputs.parameters.x}}` and `{{inputs.artifacts.y}}`, as SAP AI Core writes them. */
const placeholder = /\{\{\s*inputs\.(parameters|artifacts)\.([\w.-]+)\s*\}\}/g
const lookalike = /\{\{\s*inputs\b[^{}\n]*\}\}/g

export type Placeholder = { readonly kind: 'parameters' | 'artifacts'; readonly name: string }

/** All that a text holds, in order. */
export const placeholdersIn = (text: string): Placeholder[] =>
  [...text.matchAll(placeholder)].map(([, kind, name = '']) => ({
    kind: kind === 'artifacts' ? 'artifacts' : 'parameters',
    name,
  }))

/** What looks like one and is none, with its line: `{{inputs.parameter.x}}`. */
export const lookalikesIn = (text: string): { readonly text: string; readonly line: number }[] =>
  [...text.matchAll(lookalike)]
    .filter(([found]) => placeholdersIn(found).length === 0)
    .map(({ 0: found, index }) => ({ text: found, line: text.slice(0, index).split('\n').length }))

/** One pass: what is put in is never read again, so a value that looks like a placeholder stays what it is. */
export const fillIn = (text: string, value: (placeholder: Placeholder) => string): string =>
  text.replace(placeholder, (_all, kind: string, name: string) =>
    value({ kind: kind === 'artifacts' ? 'artifacts' : 'parameters', name }),
  )

/**
 * Placeholders as words that mean nothing to YAML, so that `minReplicas: {{inputs.parameters.min}}` is a text and not a map in a map,
 * and the way back. Lines stay where they are.
 */
export function asWords(text: string): { readonly text: string; readonly restore: (text: string) => string } {
  const mark = markNotIn(text)
  const found: string[] = []
  const worded = text.replace(placeholder, (all) => `${mark}${found.push(all) - 1}z`)
  return {
    text: worded,
    restore: (part) => part.replaceAll(new RegExp(`${mark}(\\d+)z`, 'g'), (all, at: string) => found[Number(at)] ?? all),
  }
}

function markNotIn(text: string): string {
  for (let attempt = 0; ; attempt += 1) {
    const mark = `placeholder${attempt}n`
    if (!text.includes(mark)) return mark
  }
}
