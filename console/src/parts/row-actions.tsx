import { Button, Group } from '@mantine/core'
import type { Role } from '../api/session.ts'
import { useCommonWords } from '../words/common.ts'
import type { Column } from './data-table.tsx'
import { Guarded } from './guarded.tsx'

/** The last column of a list whose rows are changed and deleted. `name`: of a row, for those who hear its buttons. */
export function useActionsColumn<T>({
  least,
  name,
  edit,
  remove,
}: {
  readonly least: Role
  readonly name: (row: T) => string
  readonly edit: (row: T) => void
  /** Absent: nothing is deleted here. */
  readonly remove?: (row: T) => void
}): Column<T> {
  const words = useCommonWords()
  const verbs = [[words.edit, edit] as const, ...(remove ? [[words.remove, remove] as const] : [])]
  return {
    id: 'actions',
    header: words.actions,
    align: 'right',
    cell: (row) => (
      <Group gap={6} justify="flex-end" wrap="nowrap">
        <Guarded least={least}>
          {(may) =>
            verbs.map(([verb, act]) => (
              <Button
                key={verb}
                size="compact-xs"
                variant="default"
                disabled={!may}
                aria-label={`${verb} ${name(row)}`}
                onClick={() => act(row)}
              >
                {verb}
              </Button>
            ))
          }
        </Guarded>
      </Group>
    ),
  }
}
