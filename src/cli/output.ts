import type { List } from '../client/types.ts'
import type { Out } from './world.ts'

export const formats = ['table', 'json', 'yaml', 'name'] as const
export type Format = (typeof formats)[number]

/** How objects of one kind are shown to people. */
export type Shape<T> = {
  readonly columns: Readonly<Record<string, (item: T) => string | number | null | undefined>>
  /** What `-o name` prints, one a line. */
  readonly name: (item: T) => string
}

export type Output = {
  readonly format: Format
  list<T>(shape: Shape<T>, list: List<T>): Promise<void>
  one<T>(shape: Shape<T>, item: T): Promise<void>
}

/** Data goes to `out` in the chosen format and nothing else does. */
export function makeOutput(out: Out, format: Format): Output {
  return { format, list, one }

  async function list<T>(shape: Shape<T>, list: List<T>): Promise<void> {
    if (format === 'table') out.write(table(shape, list.resources))
    else if (format === 'name') out.write(list.resources.map((each) => `${plain(shape.name(each))}\n`).join(''))
    else await data(list)
  }

  async function one<T>(shape: Shape<T>, item: T): Promise<void> {
    if (format === 'table') out.write(facts(shape, item))
    else if (format === 'name') out.write(`${plain(shape.name(item))}\n`)
    else await data(item)
  }

  async function data(value: unknown): Promise<void> {
    if (format === 'json') out.write(`${JSON.stringify(value, null, 2)}\n`)
    else out.write((await import('yaml')).stringify(value))
  }
}

/** Columns as wide as their widest cell, two spaces between them; nothing but the head where there are no rows. */
export function table<T>(shape: Shape<T>, items: readonly T[]): string {
  const titles = Object.keys(shape.columns)
  const rows = [titles, ...items.map((item) => Object.values(shape.columns).map((of) => cell(of(item))))]
  const widths = titles.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  return rows
    .map(
      (row) =>
        `${row
          .map((text, at) => text.padEnd(widths[at] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

function facts<T>(shape: Shape<T>, item: T): string {
  const width = Math.max(...Object.keys(shape.columns).map((title) => title.length))
  return Object.entries(shape.columns)
    .map(([title, of]) => `${title.padEnd(width)}  ${cell(of(item))}\n`)
    .join('')
}

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
