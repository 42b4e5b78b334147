/** A piece of a line in one look. Colours are names of our own tokens, never what the line says. */
export type AnsiSpan = { readonly text: string; readonly color?: AnsiColor; readonly bold?: boolean; readonly dim?: boolean }
export type AnsiColor = (typeof colors)[number]

const colors = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const

/** Cuts a line where its colours change. Other terminal commands (cursor, titles, links) are left out. */
export function readAnsi(line: string): readonly AnsiSpan[] {
  if (!line.includes('\u001b')) return [{ text: line }]
  const spans: AnsiSpan[] = []
  let look: Omit<AnsiSpan, 'text'> = {}
  let from = 0
  for (const match of line.matchAll(commands)) {
    if (match.index > from) spans.push({ ...look, text: line.slice(from, match.index) })
    from = match.index + match[0].length
    if (match[1] !== undefined) look = looked(look, match[1])
  }
  if (from < line.length) spans.push({ ...look, text: line.slice(from) })
  return spans
}

/** The line without any command, for searching, copying and files. */
export const withoutAnsi = (line: string): string => (line.includes('\u001b') ? line.replace(commands, '') : line)

/** Colour commands have group 1; after them other control sequences, commands with texts, and lone escapes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const commands = /\u001b\[([\d;]*)m|\u001b\[[\d;?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[@-_]?/g

function looked(look: Omit<AnsiSpan, 'text'>, codes: string): Omit<AnsiSpan, 'text'> {
  const numbers = (codes === '' ? '0' : codes).split(';').map(Number)
  let next: { color?: AnsiColor; bold?: boolean; dim?: boolean } = { ...look }
  for (let at = 0; at < numbers.length; at += 1) {
    const code = numbers[at] ?? 0
    // 256 and true colours say in what follows which; of the former the first 16 are ours.
    if (code === 38 || code === 48) {
      const named = numbers[at + 1] === 5 ? (numbers[at + 2] ?? 0) : null
      if (code === 38 && named !== null && named < 16) next.color = colorAt(named % 8)
      at += numbers[at + 1] === 5 ? 2 : 4
    } else if (code === 0) next = {}
    else if (code === 1) next.bold = true
    else if (code === 2) next.dim = true
    else if (code === 22) {
      delete next.bold
      delete next.dim
    } else if (code === 39) delete next.color
    else if (code >= 30 && code <= 37) next.color = colorAt(code - 30)
    else if (code >= 90 && code <= 97) next.color = colorAt(code - 90)
  }
  return next
}

const colorAt = (index: number): AnsiColor => colors[index] ?? 'white'
