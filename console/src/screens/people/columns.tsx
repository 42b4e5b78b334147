import { ActionIcon, Button, Group, Menu, Text } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useAccessColumns } from '../../parts/access-columns.tsx'
import type { Column } from '../../parts/data-table.tsx'
import { Mark } from '../../parts/status.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { useCommonWords } from '../../words/common.ts'
import type { Person } from './edit-person.tsx'
import { useWords } from './words.ts'

export type PersonAct = 'edit' | 'link' | 'sessions' | 'disable' | 'enable' | 'remove'

export function useColumns(act: (what: PersonAct, person: Person) => void): readonly Column<Person>[] {
  const words = useWords()
  const common = useCommonWords()
  const accessColumns = useAccessColumns<Person>()
  return [
    {
      id: 'name',
      header: words.name,
      sortBy: ({ name }) => name.toLowerCase(),
      cell: ({ name, displayName }) => (
        <>
          <Text size="sm" fw={600}>
            {displayName || name}
          </Text>
          <Text size="xs" c="dimmed">
            {name}
          </Text>
        </>
      ),
    },
    ...accessColumns,
    {
      id: 'by',
      header: words.signsInBy,
      wide: true,
      cell: ({ hasPassword, hasProvider }) => (
        <Text size="sm">
          {[hasPassword && words.byPassword, hasProvider && words.byProvider, words.byLink].filter(Boolean).join(', ')}
        </Text>
      ),
    },
    {
      id: 'last',
      header: words.lastSignIn,
      wide: true,
      sortBy: ({ lastSignInAt }) => lastSignInAt ?? '',
      cell: ({ lastSignInAt }) => (
        <Text size="sm" component="span">
          {lastSignInAt === null ? common.never : <RelativeTime at={lastSignInAt} />}
        </Text>
      ),
    },
    {
      id: 'state',
      header: words.state,
      cell: ({ disabled }) => <Mark tone={disabled ? 'off' : 'ok'} text={disabled ? words.disabled : words.active} />,
    },
    {
      id: 'actions',
      header: common.actions,
      align: 'right',
      cell: (person) => (
        <Group gap={6} justify="flex-end" wrap="nowrap">
          <Button size="compact-xs" variant="default" onClick={() => act('edit', person)} aria-label={words.edit(person.name)}>
            {common.edit}
          </Button>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="default" size="sm" aria-label={words.more(person.name)}>
                <IconDots size={14} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => act('link', person)}>{words.link}</Menu.Item>
              <Menu.Item onClick={() => act('sessions', person)}>{words.sessions}</Menu.Item>
              <Menu.Item onClick={() => act(person.disabled ? 'enable' : 'disable', person)}>
                {person.disabled ? words.enable : words.disable}
              </Menu.Item>
              <Menu.Item onClick={() => act('remove', person)}>{words.remove}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      ),
    },
  ]
}
