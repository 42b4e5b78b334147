import { Button, Group, Stack, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { type Role, useMay } from '../api/session.ts'
import type { Changes } from '../app/search.ts'
import { ConfirmByName } from './confirm-by-name.tsx'
import { type Column, DataTable } from './data-table.tsx'
import { Empty, NoMatch } from './empty.tsx'
import { Failed } from './failed.tsx'
import { FilterBar } from './filter-bar.tsx'
import { Guarded } from './guarded.tsx'
import { useActionsColumn } from './row-actions.tsx'
import { SkeletonRows } from './skeleton-rows.tsx'

type Address = { readonly q?: string; readonly sort?: string; readonly edit?: string }

/**
 * A list of things that people make, change and delete in dialogs: searched, with its three kinds of empty. All of what is on the screen
 * is in the address; `edit` there is the id of what is changed, or `new`.
 */
export function KeptList<T extends { readonly id: string }>({
  rows,
  error,
  retry,
  columns,
  least,
  search,
  set,
  text,
  name,
  words,
  icon,
  form,
  remove,
  note,
  height,
}: {
  /** undefined: not read yet. */
  readonly rows: readonly T[] | undefined
  readonly error: unknown
  readonly retry: () => void
  /** Before the actions. */
  readonly columns: readonly Column<T>[]
  /** Who may change them. */
  readonly least: Role
  readonly search: Address
  readonly set: (more: Changes<Address>) => void
  /** What a search looks into. */
  readonly text: (row: T) => string
  readonly name: (row: T) => string
  readonly words: {
    readonly title: string
    readonly search: string
    readonly create: string
    readonly empty: string
    readonly emptyText: string
    readonly remove: string
    readonly removeText: string
  }
  readonly icon: ReactNode
  /** The dialog; null: of a new one. */
  readonly form: (row: T | null, close: () => void) => ReactNode
  readonly remove: (row: T) => Promise<unknown>
  /** Below the table. */
  readonly note?: string
  readonly height: string
}) {
  const may = useMay(least)
  const [removing, setRemoving] = useState<T | null>(null)
  const actions = useActionsColumn<T>({ least, name, edit: ({ id }) => set({ edit: id }), remove: setRemoving })
  const wanted = (search.q ?? '').toLowerCase()
  const shown = rows?.filter((row) => text(row).toLowerCase().includes(wanted))
  const edited = rows?.find(({ id }) => id === search.edit)
  const create = (
    <Guarded least={least}>
      {(allowed) => (
        <Button leftSection={<IconPlus size={16} />} disabled={!allowed} onClick={() => set({ edit: 'new' })}>
          {words.create}
        </Button>
      )}
    </Guarded>
  )
  if (error) return <Failed error={error} retry={retry} />
  if (!rows || !shown) return <SkeletonRows rows={5} height={56} />
  const clear = (): void => set({ q: undefined })
  return (
    <Stack gap="sm">
      {rows.length === 0 ? (
        <Empty icon={icon} title={words.empty} text={words.emptyText} action={create} />
      ) : (
        <>
          <Group justify="space-between">
            <FilterBar search={search.q ?? ''} onSearch={(q) => set({ q })} searchLabel={words.search} onClear={clear} />
            {create}
          </Group>
          {shown.length === 0 ? (
            <NoMatch onClear={clear} />
          ) : (
            <DataTable
              label={words.title}
              rows={shown}
              columns={[...columns, actions]}
              rowId={({ id }) => id}
              sort={search.sort}
              onSort={(sort) => set({ sort })}
              {...(may ? { onOpen: ({ id }: T) => set({ edit: id }) } : {})}
              height={height}
            />
          )}
          {note && (
            <Text size="xs" c="dimmed">
              {note}
            </Text>
          )}
        </>
      )}
      {may && (search.edit === 'new' || edited) && form(edited ?? null, () => set({ edit: undefined }))}
      <ConfirmByName
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={words.remove}
        name={removing ? name(removing) : ''}
        text={words.removeText}
        act={async () => removing && remove(removing)}
      />
    </Stack>
  )
}
