import { Anchor, Button, Group, Paper, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core'
import { IconEdit } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { read } from '../../api/client.ts'
import { useGroup } from '../../api/group.ts'
import { useMay } from '../../api/session.ts'
import { Copyable } from '../../parts/copyable.tsx'
import { Figure } from '../../parts/figure.tsx'
import { JsonView } from '../../parts/json-view.tsx'
import type { Unit } from '../../parts/numbers.ts'
import { sentence } from '../../parts/sentence.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { Metric } from './columns.tsx'
import { type Version, versionPath } from './data.ts'
import { EditVersion } from './edit-version.tsx'
import { Tags } from './tags.tsx'
import { useVersionWords } from './words-version.ts'

/** What is said of a version. */
export function Overview({ version }: { readonly version: Version }) {
  const words = useVersionWords()
  const number = (value: number, unit: Unit = 'count') => <Figure value={value} unit={unit} />
  const group = useGroup()
  const may = useMay('operator')
  const [editing, setEditing] = useState(false)
  const address = `ai://${group}/Models/${version.name}/${version.version}`
  const facts: readonly (readonly [string, ReactNode])[] = [
    [words.framework, version.framework ?? words.noFramework],
    [words.size, sentence(words.filesCount, version.fileCount, number(version.fileCount), number(version.bytes, 'bytes'))],
    [words.address, <Copyable key="address" value={address} label={words.address} code />],
    [words.by, version.creator],
    [words.at, <RelativeTime key="at" at={version.createdAt} />],
    ...(version.program ? [[words.program, version.program] as const] : []),
    ...(version.environment ? [[words.environment, version.environment] as const] : []),
  ]
  const metrics = Object.entries(version.metrics)
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Part
          title={words.facts}
          action={
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconEdit size={14} />}
              disabled={!may}
              onClick={() => setEditing(true)}
            >
              {words.edit}
            </Button>
          }
        >
          <Table variant="vertical">
            <Table.Tbody>
              {facts.map(([name, value]) => (
                <Table.Tr key={name}>
                  <Table.Th w={140}>{name}</Table.Th>
                  <Table.Td>{value}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Part>
        <Stack>
          <Part title={words.metrics}>
            {metrics.length === 0 ? (
              <None text={words.noMetrics} />
            ) : (
              <Group gap="xl">
                {metrics.map(([name, value]) => (
                  <div key={name}>
                    <Text size="xs" c="dimmed">
                      {name}
                    </Text>
                    <Text size="lg" fw={650}>
                      <Metric value={value} />
                    </Text>
                  </div>
                ))}
              </Group>
            )}
          </Part>
          <UsedBy version={version} />
          <Part title={words.tags}>
            <Tags version={version} />
          </Part>
        </Stack>
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Said title={words.example} value={version.inputExample} none={words.noExample} />
        <Said title={words.schema} value={version.modelSchema} none={words.noSchema} />
      </SimpleGrid>
      {editing && <EditVersion version={version} onClose={() => setEditing(false)} />}
    </Stack>
  )
}

function Part({
  title,
  action,
  children,
}: {
  readonly title: string
  readonly action?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h3">
          {title}
        </Title>
        {action}
      </Group>
      {children}
    </Paper>
  )
}

function None({ text }: { readonly text: string }) {
  return (
    <Text size="sm" c="dimmed">
      {text}
    </Text>
  )
}

function Said({ title, value, none }: { readonly title: string; readonly value: unknown; readonly none: string }) {
  const said = value !== null && value !== undefined
  return (
    <Part title={title}>
      {said ? <JsonView label={title} value={value} search={false} maxHeight="280px" /> : <None text={none} />}
    </Part>
  )
}

function UsedBy({ version: { name, version } }: { readonly version: Version }) {
  const words = useVersionWords()
  const { data } = read.useQuery('get', '/v2/lm/registry/models/{modelName}/versions/{version}/deployments', {
    ...versionPath(name, version),
  })
  return (
    <Part title={words.usedBy}>
      {data && data.count > 0 ? (
        <Group gap="sm">
          {data.resources.map(({ id, name: called }) => (
            <Anchor
              key={id}
              size="sm"
              renderRoot={(props) => <Link to="/deployments/$deploymentId" params={{ deploymentId: id }} {...props} />}
            >
              {called}
            </Anchor>
          ))}
        </Group>
      ) : (
        <None text={data ? words.notUsed : '…'} />
      )}
    </Part>
  )
}
