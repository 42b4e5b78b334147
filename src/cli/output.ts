import type { List } from '../client/types.ts'
import { type Paint, toneOf } from './paint.ts'
import type { Out } from './world.ts'

export const formats = ['table', 'wide', 'json', 'yaml', 'name'] as const
export type Format = (typeof formats)[number]

/** How objects of one kind are shown to people. */
export type Shape<T> = {
  readonly columns: Readonly<Record<string, (item: T) => string | number | null | undefined>>
  /** Columns of a list that only `-o wide` shows; an object alone shows all. */
  readonly wide?: readonly string[]
  /** What `-o name` prints, one a line. */
  readonly name: (item: T) => string
}

export type Output = {
  readonly format: Format
  list<T>(shape: Shape<T>, list: List<T>): Promise<void>
  one<T>(shape: Shape<T>, item: T): Promise<void>
}

type Style = {
  readonly paint?: Paint
  /** Longest line, where a person looks at it. */
  readonly width?: number | undefined
  /** A document is one line: for programs that read them as they come. */
  readonly lines?: boolean
}

/** Data goes to `out` in the chosen format and nothing else does. */
export function makeOutput(out: Out, format: Format, style: Style = {}): Output {
  return { format, list, one }

  async function list<T>(shape: Shape<T>, list: List<T>): Promise<void> {
    if (format === 'table') out.write(table(narrow(shape), list.resources, style))
    else if (format === 'wide') out.write(table(shape, list.resources, { ...style, width: undefined }))
    else if (format === 'name') out.write(list.resources.map((each) => `${plain(shape.name(each))}\n`).join(''))
    else await data(list)
  }

  async function one<T>(shape: Shape<T>, item: T): Promise<void> {
    if (format === 'table' || format === 'wide') out.write(facts(shape, item, style))
    else if (format === 'name') out.write(`${plain(shape.name(item))}\n`)
    else await data(item)
  }

  async function data(value: unknown): Promise<void> {
    if (format === 'json') out.write(`${style.lines ? JSON.stringify(value) : JSON.stringify(value, null, 2)}\n`)
    else out.write((style.lines ? '---\n' : '') + (await import('yaml')).stringify(value))
  }
}

const narrow = <T>({ columns, wide = [], name }: Shape<T>): Shape<T> => ({
  columns: Object.fromEntries(Object.entries(columns).filter(([title]) => !wide.includes(title))),
  name,
})

/** Columns as wide as their widest cell, two spaces between them; nothing but the head where there are no rows. */
export function table<T>(shape: Shape<T>, items: readonly T[], { paint = unpainted, width }: Style = {}): string {
  const titles = Object.keys(shape.columns)
  const rows = items.map((item) => Object.values(shape.columns).map((of) => cell(of(item))))
  const widths = titles.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)))
  /** Cut before it is painted: what paints has no width. */
  const line = (row: readonly string[], paintCell: (text: string, at: number) => string): string => {
    let left = width ?? Number.POSITIVE_INFINITY
    const cells = row.map((text, at) => {
      const shown = cut(text, left)
      left -= (widths[at] ?? 0) + 2
      const space = at === row.length - 1 || left <= 0 ? '' : ' '.repeat(Math.max(0, (widths[at] ?? 0) - shown.length) + 2)
      return shown === '' ? '' : `${paintCell(shown, at)}${space}`
    })
    return `${cells.join('').trimEnd()}\n`
  }
  const head = line(titles, (text) => paint('dim', text))
  return head + rows.map((row) => line(row, (text, at) => painted(paint, titles[at] ?? '', text))).join('')
}

const cut = (text: string, most: number): string => (most <= 0 ? '' : text.length <= most ? text : `${text.slice(0, most - 1)}…`)

function facts<T>(shape: Shape<T>, item: T, { paint = unpainted }: Style): string {
  const width = Math.max(...Object.keys(shape.columns).map((title) => title.length))
  return Object.entries(shape.columns)
    .map(([title, of]) => `${paint('dim', title.padEnd(width))}  ${painted(paint, title, cell(of(item)))}\n`)
    .join('')
}

function painted(paint: Paint, title: string, text: string): string {
  const tone = /STATUS|STATE|HEALTH|^OK$/.test(title) ? toneOf(text) : null
  return tone ? paint(tone, text) : text
}

const unpainted: Paint = (_, text) => text

const cell = (value: string | number | null | undefined): string => plain(String(value ?? '')) || '-'

/** What a server says must not move the cursor or change colours. */
export const plain = (text: string): string => text.replace(/\p{Cc}+/gu, ' ')

/** `1.2 GB` */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1)
  const value = bytes / 1000 ** power
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`
}
