import { Paper, Table, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** Names and values under a heading. */
export function FactsTable({
  title,
  text,
  facts,
}: {
  readonly title: string
  readonly text?: string
  readonly facts: readonly (readonly [string, ReactNode])[]
}) {
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Title order={2} size="h3" mb={4}>
        {title}
      </Title>
      {text && (
        <Text size="sm" c="dimmed" mb="xs">
          {text}
        </Text>
      )}
      <Table variant="vertical">
        <Table.Tbody>
          {facts.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th w={170}>{name}</Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  )
}
