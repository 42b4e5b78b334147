import { Paper, Table, Text, Title } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { eventKinds, hears } from './event-kinds.ts'
import { addressOf, type Target } from './notifications.tsx'
import { useWords } from './words.ts'

/** Which events go where: a line for each kind, and who is told. */
export function Routing({ targets }: { readonly targets: readonly Target[] }) {
  const words = useWords()
  return (
    <Paper withBorder p="md" component="section" aria-label={words.routing}>
      <Title order={2} size="h3" mb="xs">
        {words.routing}
      </Title>
      <Table.ScrollContainer minWidth={320 + targets.length * 120}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.event}</Table.Th>
              {targets.map((target) => (
                <Table.Th key={target.id} ta="center" maw={160}>
                  <Text size="xs" fw={600} lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
                    {addressOf(target)}
                  </Text>
                  {target.resourceGroup && (
                    <Text size="xs" c="dimmed" fw={400}>
                      {words.onlyOf(target.resourceGroup)}
                    </Text>
                  )}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {eventKinds.map((kind) => (
              <Table.Tr key={kind}>
                <Table.Th fw={400}>
                  <Text size="sm">{words.kinds[kind]}</Text>
                  <Text size="xs" c="dimmed">
                    {kind}
                  </Text>
                </Table.Th>
                {targets.map((target) => (
                  <Table.Td key={target.id} ta="center">
                    {hears(target.events, kind) ? <IconCheck size={18} role="img" aria-label={words.told} /> : '–'}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  )
}
