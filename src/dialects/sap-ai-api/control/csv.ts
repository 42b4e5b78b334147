/** RFC 4180, a line for each row below the names of its columns. */
export const csvOf = <Name extends string>(
  names: readonly Name[],
  rows: readonly { readonly [name in Name]: string | number | null }[],
): string => [names, ...rows.map((row) => names.map((name) => row[name] ?? ''))].map(csvLine).join('')

export const csvLine = (cells: readonly (string | number)[]): string => `${cells.map((cell) => quoted(cell)).join(',')}\r\n`

/** Text that begins as a formula does would be worked out by a program for tables: what callers wrote must stay text. */
const quoted = (cell: string | number): string => {
  const text = typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
