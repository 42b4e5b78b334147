/** Text inside a cell of a table. */
export const cell = (text: string): string => prose(text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' '))

export const code = (text: string): string => {
  const fence = text.includes('`') ? '``' : '`'
  return `${fence}${text.replaceAll('|', '\\|')}${fence}`
}

/** The first row is the head. Empty without others. */
export function table(...[head, ...rows]: readonly (readonly string[])[]): string {
  if (!head || rows.length === 0) return ''
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

/** What a page says in prose: angle brackets would be read as HTML, and addresses, which are examples, as links. */
export const prose = (text: string): string =>
  text.replaceAll('<', '&lt;').replaceAll(/(?<!`)https?:\/\/[^\s),;"'`&]+/g, (address) => `\`${address}\``)
