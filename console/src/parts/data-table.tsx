import { Checkbox, Group, Table, Text, UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react'
import {
  type ColumnDef,
  createSortedRowModel,
  type RowData,
  rowSortingFeature,
  type SortingState,
  sortFn_alphanumeric,
  sortFn_basic,
  sortFn_text,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { tinykeys } from 'tinykeys'
import { unlessTyping, useSingleKeysOn } from '../app/shortcuts.tsx'
import { useCommonWords } from '../words/common.ts'
import classes from './data-table.module.css'
import { copyHeight, TableCopy } from './table-copy.tsx'

export type Column<T> = {
  readonly id: string
  readonly header: string
  readonly cell: (row: T) => ReactNode
  /** What the column is sorted by; absent: it cannot be sorted. */
  readonly sortBy?: (row: T) => string | number
  readonly align?: 'right'
  /** Narrow screens leave it out. */
  readonly wide?: boolean
  readonly width?: number | string
}

/** Which column sorts, in an address: `name` or, downwards, `-name`. */
export type Sort = string

/**
 * A list of things as a table: sorted by the address, walked by keys (j/k, Enter, Space, x), virtual when it is long, copied as a
 * whole. Filtering is the caller's: rows come filtered.
 */
export function DataTable<T extends RowData>({
  label,
  rows,
  columns,
  rowId,
  rowName,
  sort,
  onSort,
  onOpen,
  onPeek,
  peeking = false,
  selected,
  onSelect,
  height = 'calc(100vh - 260px)',
}: {
  readonly label: string
  readonly rows: readonly T[]
  readonly columns: readonly Column<T>[]
  readonly rowId: (row: T) => string
  /** What a row is called, for its checkbox. */
  readonly rowName?: (row: T) => string
  readonly sort?: Sort | undefined
  readonly onSort?: (sort: Sort | undefined) => void
  /** Enter, o, or a double click. */
  readonly onOpen?: (row: T) => void
  /** Space or a click. */
  readonly onPeek?: (row: T) => void
  /** A peek is open: it follows the row that is walked to, and Escape closes it. */
  readonly peeking?: boolean
  readonly selected?: ReadonlySet<string>
  readonly onSelect?: (selected: ReadonlySet<string>) => void
  /** Of the scrolled part with the button below it, where there are more rows than fit. */
  readonly height?: string
}) {
  const words = useCommonWords()
  const [ownSort, setOwnSort] = useState<Sort | undefined>(sort)
  const sortNow = onSort ? sort : ownSort
  const sorting = useMemo<SortingState>(
    () => (sortNow ? [{ id: sortNow.replace(/^-/, ''), desc: sortNow.startsWith('-') }] : []),
    [sortNow],
  )
  const defs = useMemo(
    () =>
      columns.map(
        ({ id, sortBy }): ColumnDef<typeof features, T> =>
          sortBy
            ? { id, accessorFn: sortBy, sortFn: 'auto', sortUndefined: 'last' }
            : { id, accessorFn: () => '', enableSorting: false },
      ),
    [columns],
  )
  const data = useMemo(() => [...rows], [rows])
  const table = useTable({ features, columns: defs, data, getRowId: rowId, state: { sorting }, onSortingChange: () => undefined })
  const sorted = table.getRowModel().rows

  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 46,
    overscan: 12,
    getItemKey: (index) => sorted[index]?.id ?? index,
  })
  // All rows are there only while they are copied: nobody sees them come and go.
  const [whole, setWhole] = useState(false)
  const near = virtual.getVirtualItems()
  const items = whole ? sorted.map((_, index) => ({ index })) : near
  const before = whole ? 0 : (near[0]?.start ?? 0)
  const after = whole ? 0 : virtual.getTotalSize() - (near.at(-1)?.end ?? 0)
  const whileWhole = (act: () => void): void => {
    flushSync(() => setWhole(true))
    act()
    flushSync(() => setWhole(false))
  }

  const [at, setAt] = useState<string | null>(null)
  const position = sorted.findIndex((row) => row.id === at)
  const singleKeys = useSingleKeysOn()
  const toggle = (id: string): void => {
    if (!onSelect || !selected) return
    const next = new Set(selected)
    if (!next.delete(id)) next.add(id)
    onSelect(next)
  }
  useEffect(() => {
    if (!singleKeys) return
    const go = (index: number): void => {
      const row = sorted[Math.max(0, Math.min(sorted.length - 1, index))]
      if (!row) return
      setAt(row.id)
      if (peeking) onPeek?.(row.original)
      virtual.scrollToIndex(row.index < 0 ? 0 : sorted.indexOf(row))
    }
    const current = sorted[position]
    const keys = {
      j: () => go(position + 1),
      ArrowDown: () => go(position + 1),
      k: () => go(position - 1),
      ArrowUp: () => go(position - 1),
      ...(current && onOpen ? { Enter: () => onOpen(current.original), o: () => onOpen(current.original) } : {}),
      ...(current && onPeek ? { Space: () => onPeek(current.original) } : {}),
      ...(current && onSelect ? { x: () => toggle(current.id) } : {}),
    }
    return tinykeys(window, unlessTyping(unlessOnControl(keys)))
  })

  const nextSort = (id: string): Sort | undefined => (sortNow === id ? `-${id}` : sortNow === `-${id}` ? undefined : id)
  const setSort = onSort ?? setOwnSort
  return (
    <TableCopy whole={whileWhole}>
      {/* biome-ignore lint/a11y/useSemanticElements: a section would be the same with more words */}
      <div
        ref={scroller}
        className={classes['scroller']}
        style={{ maxHeight: `calc(${height} - ${copyHeight})` }}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key
        tabIndex={0}
        role="region"
        aria-label={label}
      >
        <Table
          stickyHeader
          highlightOnHover
          verticalSpacing={8}
          aria-rowcount={sorted.length + 1}
          className={classes['table'] ?? ''}
        >
          <Table.Thead>
            <Table.Tr>
              {selected && onSelect && (
                <Table.Th w={36}>
                  <Checkbox
                    size="xs"
                    aria-label={words.selectAll}
                    checked={selected.size > 0 && selected.size === sorted.length}
                    indeterminate={selected.size > 0 && selected.size < sorted.length}
                    onChange={(event) => onSelect(event.currentTarget.checked ? new Set(sorted.map(({ id }) => id)) : new Set())}
                  />
                </Table.Th>
              )}
              {columns.map((column) => (
                <Table.Th
                  key={column.id}
                  w={column.width}
                  ta={column.align ?? 'left'}
                  className={column.wide ? (classes['wide'] ?? '') : ''}
                  aria-sort={sortNow === column.id ? 'ascending' : sortNow === `-${column.id}` ? 'descending' : undefined}
                >
                  {column.sortBy ? (
                    <UnstyledButton
                      onClick={() => setSort(nextSort(column.id))}
                      aria-label={words.sortBy(column.header)}
                      fz="sm"
                      fw={600}
                    >
                      <Group gap={4} wrap="nowrap" justify={column.align === 'right' ? 'flex-end' : 'flex-start'}>
                        {column.header}
                        <SortIcon sort={sortNow} id={column.id} />
                      </Group>
                    </UnstyledButton>
                  ) : (
                    <Text size="sm" fw={600} span>
                      {column.header}
                    </Text>
                  )}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {before > 0 && <tr style={{ height: before }} />}
            {items.map(({ index }) => {
              const row = sorted[index]
              if (!row) return null
              return (
                <Table.Tr
                  key={row.id}
                  ref={whole ? null : virtual.measureElement}
                  data-index={index}
                  aria-rowindex={index + 2}
                  aria-selected={selected ? selected.has(row.id) : undefined}
                  className={row.id === at ? (classes['at'] ?? '') : ''}
                  onClick={(event) => {
                    setAt(row.id)
                    if (onPeek && !(event.target as HTMLElement).closest('a,button,input,label,data,time')) onPeek(row.original)
                  }}
                  onDoubleClick={() => onOpen?.(row.original)}
                >
                  {selected && onSelect && (
                    <Table.Td>
                      <Checkbox
                        size="xs"
                        aria-label={words.selectRow(rowName?.(row.original) ?? row.id)}
                        checked={selected.has(row.id)}
                        onChange={() => toggle(row.id)}
                      />
                    </Table.Td>
                  )}
                  {columns.map((column) => (
                    <Table.Td
                      key={column.id}
                      ta={column.align ?? 'left'}
                      className={[column.wide ? classes['wide'] : '', column.align === 'right' ? 'number' : ''].join(' ')}
                    >
                      {column.cell(row.original)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              )
            })}
            {after > 0 && <tr style={{ height: after }} />}
          </Table.Tbody>
        </Table>
      </div>
    </TableCopy>
  )
}

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic, text: sortFn_text },
})

function SortIcon({ sort, id }: { readonly sort: Sort | undefined; readonly id: string }) {
  if (sort === id) return <IconArrowUp size={14} />
  if (sort === `-${id}`) return <IconArrowDown size={14} />
  return <IconArrowsSort size={14} opacity={0.4} />
}

/** Enter and Space on a button or link are that control's. */
const unlessOnControl = (keys: Readonly<Record<string, () => void>>): Record<string, (event: KeyboardEvent) => void> =>
  Object.fromEntries(
    Object.entries(keys).map(([key, act]) => [
      key,
      (event: KeyboardEvent) => {
        const on =
          event.target instanceof HTMLElement ? event.target.closest('a,button,[role=button],[role=menuitem],[role=tab]') : null
        if (on && (key === 'Enter' || key === 'Space')) (on as HTMLElement).click()
        else act()
      },
    ]),
  )
