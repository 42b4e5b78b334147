import { Text } from '@mantine/core'
import { type AccessValue, groupsText, useAccessWords } from './access-fields.tsx'
import type { Column } from './data-table.tsx'

/** Who may what, and where, of everything that lets somebody in: `role` and `groups`. */
export function useAccessColumns<T extends AccessValue>(): readonly Column<T>[] {
  const access = useAccessWords()
  return [
    {
      id: 'role',
      header: access.role,
      sortBy: ({ role }) => role,
      cell: ({ role }) => <Text size="sm">{access.names[role]}</Text>,
    },
    {
      id: 'groups',
      header: access.groups,
      wide: true,
      cell: ({ resourceGroups }) => (
        <Text size="sm" lineClamp={1}>
          {groupsText(resourceGroups, access.all)}
        </Text>
      ),
    },
  ]
}
