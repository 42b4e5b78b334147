import { Anchor, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Column } from './data-table.tsx'
import { RelativeTime } from './time.tsx'

/** The column `name`: what a thing is called, as the way to its page. `link`: a link with these looks. */
export const nameColumn = <T extends { readonly name: string }>(
  header: string,
  link: (row: T, looks: object) => ReactNode,
): Column<T> => ({
  id: 'name',
  header,
  sortBy: ({ name }) => name.toLowerCase(),
  cell: (row) => (
    <Anchor renderRoot={(looks) => link(row, looks)} fw={600} size="sm">
      {row.name}
    </Anchor>
  ),
})

/** When something was, as `at` says; narrow screens leave it out. */
export const timeColumn = <T,>(id: string, header: string, at: (row: T) => string): Column<T> => ({
  id,
  header,
  wide: true,
  sortBy: at,
  cell: (row) => (
    <Text size="sm" component="span">
      <RelativeTime at={at(row)} />
    </Text>
  ),
})
