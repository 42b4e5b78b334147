/**
 * A table of the page as spreadsheets take it: tab-separated, its headings first; in place of a figure or a time the exact one.
 * What all figures of a column are in is said in its heading, otherwise with each. Buttons and empty columns are left out.
 */
export function tableText(table: HTMLTableElement): string {
  const rows = [...table.rows].filter(({ cells }) => cells.length > 0)
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length))
  const isHeading = (row: HTMLTableRowElement): boolean => row.parentElement?.tagName === 'THEAD'
  const columns = Array.from({ length: width }, (_, at) => {
    const units = new Set(rows.flatMap((row) => (isHeading(row) ? [] : unitsIn(row.cells[at]))))
    const each = units.size > 1 || !rows.some(isHeading)
    const [unit = ''] = units
    const text = rows.map((row) => {
      const cell = textOf(row.cells[at], each)
      return isHeading(row) ? withUnit(cell, each ? '' : unit, ' (', ')') : cell
    })
    return { text, empty: rows.every((row, index) => isHeading(row) || text[index] === '') }
  })
  const kept = columns.filter(({ empty }) => !empty)
  return rows.map((_, index) => `${kept.map(({ text }) => harmless(text[index] ?? '')).join('\t')}\n`).join('')
}

const unitsIn = (cell: Element | undefined): string[] =>
  [...(cell?.querySelectorAll('data') ?? [])].map(({ dataset }) => dataset['unit'] ?? '')

const withUnit = (text: string, unit: string, before = ' ', after = ''): string =>
  unit === '' ? text : `${text}${before}${unit}${after}`

function textOf(cell: HTMLTableCellElement | undefined, units: boolean): string {
  const heading = cell?.closest('thead') != null
  const read = (node: Node): string => {
    if (node instanceof HTMLDataElement) return withUnit(node.value, units ? (node.dataset['unit'] ?? '') : '')
    if (node instanceof HTMLTimeElement) return node.dateTime
    if (node instanceof Element && !heading && node.tagName === 'BUTTON') return ''
    if (!node.hasChildNodes()) return node instanceof Text ? node.data : ''
    return [...node.childNodes].reduce(
      // Two elements beside one another are two words.
      (text, child) => text + (child instanceof Element && child.previousSibling instanceof Element ? ' ' : '') + read(child),
      '',
    )
  }
  return cell === undefined ? '' : read(cell).replace(/\s+/g, ' ').trim()
}

/** A spreadsheet takes for a formula what begins like one, also where somebody called a thing so. */
const harmless = (text: string): string => (/^[=+\-@]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text)
