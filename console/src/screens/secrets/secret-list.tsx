import { Button, Group, Stack, Text, Tooltip } from '@mantine/core'
import { IconLock, IconPlus } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { ConfirmByName } from '../../parts/confirm-by-name.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { useCommonWords } from '../../words/common.ts'
import { useAddress } from './address.ts'
import type { Tab } from './routes.ts'
import { useWords } from './words.ts'

type Row = { readonly name: string }

/** Secrets of one kind: what may be shown of them, and what may be done with them. */
export function SecretList<T extends Row>({
  kind,
  rows,
  error,
  retry,
  columns,
  rowId,
  may,
  removeText,
  remove,
  edit,
}: {
  readonly kind: Tab
  readonly rows: readonly T[] | undefined
  readonly error: unknown
  readonly retry: () => void
  /** Between the name and the actions. */
  readonly columns: readonly Column<T>[]
  readonly rowId: (row: T) => string
  /** Whether who is signed in may change this one; without one: may make one. */
  readonly may: (row: T | null) => boolean
  readonly removeText: (name: string) => string
  readonly remove: (row: T) => Promise<unknown>
  /** The dialog; null: of a new one. */
  readonly edit: (row: T | null, close: () => void) => ReactNode
}) {
  const words = useWords()
  const common = useCommonWords()
  const { search, set } = useAddress()
  const [removing, setRemoving] = useState<T | null>(null)
  const close = (): void => set({ edit: undefined, create: undefined })
  const edited = rows?.find((row) => rowId(row) === search.edit)
  const create = (
    <Guarded allowed={may(null)}>
      <Button leftSection={<IconPlus size={16} />} disabled={!may(null)} onClick={() => set({ create: true, edit: undefined })}>
        {words.create[kind]}
      </Button>
    </Guarded>
  )
  const all: readonly Column<T>[] = [
    {
      id: 'name',
      header: words.name,
      sortBy: ({ name }) => name,
      cell: ({ name }) => (
        <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Text>
      ),
    },
    ...columns,
    {
      id: 'actions',
      header: common.actions,
      align: 'right',
      cell: (row) => (
        <Guarded allowed={may(row)}>
          <Group gap={6} justify="flex-end" wrap="nowrap">
            <Button
              size="compact-xs"
              variant="default"
              disabled={!may(row)}
              onClick={() => set({ edit: rowId(row), create: undefined })}
              aria-label={words.replaceNamed(row.name)}
            >
              {words.replace}
            </Button>
            <Button
              size="compact-xs"
              variant="default"
              disabled={!may(row)}
              onClick={() => setRemoving(row)}
              aria-label={words.removeNamed(row.name)}
            >
              {common.remove}
            </Button>
          </Group>
        </Guarded>
      ),
    },
  ]
  if (error) return <Failed error={error} retry={retry} />
  if (!rows) return <SkeletonRows />
  return (
    <Stack gap="sm">
      {rows.length === 0 ? (
        <Empty icon={<IconLock size={36} stroke={1.4} />} title={words.empty[kind]} text={words.about[kind]} action={create} />
      ) : (
        <>
          <Group justify="space-between" align="flex-start" gap="xs">
            <Text size="sm" c="dimmed" maw={640}>
              {words.about[kind]}
            </Text>
            {create}
          </Group>
          <DataTable
            label={words.tabs[kind]}
            rows={rows}
            columns={all}
            rowId={rowId}
            rowName={({ name }) => name}
            sort={search.sort}
            onSort={(sort) => set({ sort })}
            height="calc(100vh - 300px)"
          />
        </>
      )}
      {(edited || search.create) && may(edited ?? null) && edit(edited ?? null, close)}
      <ConfirmByName
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={words.removeTitle}
        name={removing?.name ?? ''}
        text={removeText(removing?.name ?? '')}
        act={async () => removing && remove(removing)}
      />
    </Stack>
  )
}

/** Says why something cannot be done; the buttons inside are disabled by whoever puts them there. */
function Guarded({ allowed, children }: { readonly allowed: boolean; readonly children: ReactNode }) {
  const words = useWords()
  return (
    <Tooltip label={words.adminOnly} disabled={allowed}>
      <div>{children}</div>
    </Tooltip>
  )
}
