import { Anchor, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { DeploymentStatus } from '../../parts/status.tsx'
import { TableCopy } from '../../parts/table-copy.tsx'
import type { Entry } from './entries.ts'
import { PerMillion, StageMark } from './marks.tsx'
import { useWords } from './words.ts'

/** What serves it in this group. */
export function Deployments({ entry }: { readonly entry: Entry }) {
  const words = useWords()
  return (
    <Paper withBorder p="md" component="section" aria-label={words.deployments}>
      <Title order={2} size="h3" mb="xs">
        {words.deployments}
      </Title>
      {entry.deployments.length === 0 ? (
        <Text size="sm" c="dimmed">
          {words.noDeployments}
        </Text>
      ) : (
        <Table verticalSpacing={8}>
          <Table.Tbody>
            {entry.deployments.map(({ id, name, status, targetStatus }) => (
              <Table.Tr key={id}>
                <Table.Td>
                  <Anchor
                    size="sm"
                    fw={600}
                    renderRoot={(props) => <Link to="/deployments/$deploymentId" params={{ deploymentId: id }} {...props} />}
                  >
                    {name}
                  </Anchor>
                </Table.Td>
                <Table.Td>
                  <DeploymentStatus status={status} target={targetStatus} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Paper>
  )
}

/** By which connections it can be served, and how that is paid for. */
export function Ways({ entry }: { readonly entry: Entry }) {
  const words = useWords()
  return (
    <Paper withBorder p="md" component="section" aria-label={words.servedBy}>
      <Title order={2} size="h3" mb="xs">
        {words.servedBy}
      </Title>
      {entry.offers.length === 0 ? (
        <Stack gap={4}>
          <Text size="sm">{`${words.notConnected}. ${words.notConnectedText}`}</Text>
          <Anchor size="sm" renderRoot={(props) => <Link to="/connections" {...props} />}>
            {words.connect}
          </Anchor>
        </Stack>
      ) : (
        <Table verticalSpacing={8}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.connection}</Table.Th>
              <Table.Th>{words.terms}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {entry.offers.map(({ connection, deploymentTypes }) => (
              <Table.Tr key={connection ?? ''}>
                <Table.Td>{connection ?? words.local}</Table.Td>
                <Table.Td>{deploymentTypes.map(({ deploymentType }) => words.type[deploymentType]).join(', ')}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Paper>
  )
}

/** The same model by other providers. */
export function Elsewhere({ entry, entries }: { readonly entry: Entry; readonly entries: readonly Entry[] }) {
  const words = useWords()
  const others = entries.filter(
    ({ key, model }) => key !== entry.key && (model.model === entry.model.model || model.displayName === entry.model.displayName),
  )
  if (others.length === 0) return null
  return (
    <Paper withBorder p="md" component="section" aria-label={words.elsewhere}>
      <Title order={2} size="h3" mb="xs">
        {words.elsewhere}
      </Title>
      <TableCopy>
        <Table verticalSpacing={8}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.provider}</Table.Th>
              <Table.Th>{words.lifecycle}</Table.Th>
              <Table.Th ta="right">{words.input}</Table.Th>
              <Table.Th ta="right">{words.output}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {others.map(({ key, model, by, price, stage }) => (
              <Table.Tr key={key}>
                <Table.Td>
                  <Anchor
                    size="sm"
                    renderRoot={(props) => (
                      <Link
                        to="/models/$executableId/$model"
                        params={{ executableId: model.executableId, model: model.model }}
                        {...props}
                      />
                    )}
                  >
                    {by}
                  </Anchor>
                </Table.Td>
                <Table.Td>
                  <StageMark stage={stage} />
                </Table.Td>
                <Table.Td ta="right">
                  <PerMillion price={price} part="input" />
                </Table.Td>
                <Table.Td ta="right">
                  <PerMillion price={price} part="output" />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </TableCopy>
    </Paper>
  )
}
