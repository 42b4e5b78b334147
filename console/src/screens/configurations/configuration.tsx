import { Anchor, Button, Code, Group, Paper, Select, Stack, Table, Text, Title } from '@mantine/core'
import { IconRocket } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { read } from '../../api/client.ts'
import { DiffView } from '../../parts/code-editor.tsx'
import { Copyable } from '../../parts/copyable.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Guarded } from '../../parts/guarded.tsx'
import { Page } from '../../parts/page.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { textOf, useConfigurations } from './data.ts'
import { configurationRoute } from './routes.ts'
import { Users } from './users.tsx'
import { useWords } from './words.ts'

/** One configuration: what it says, who uses it, and in what it differs from another. */
export function Configuration() {
  const words = useWords()
  const { configurationId } = configurationRoute.useParams()
  const { compare } = configurationRoute.useSearch()
  const navigate = useNavigate({ from: configurationRoute.fullPath })
  const { data, error, refetch } = read.useQuery('get', '/v2/lm/configurations/{configurationId}', {
    params: { path: { configurationId } },
  })
  const { configurations = [], usersOf } = useConfigurations()
  const artifacts = read.useQuery('get', '/v2/lm/artifacts', {}, { enabled: (data?.inputArtifactBindings.length ?? 0) > 0 })
  const other = configurations.find(({ id }) => id === compare)
  const back = (
    <Anchor size="sm" renderRoot={(props) => <Link to="/configurations" {...props} />}>
      {words.title}
    </Anchor>
  )
  if (error || !data)
    return (
      <Page title={words.one} before={back}>
        {error ? <Failed error={error} retry={() => void refetch()} /> : <SkeletonRows />}
      </Page>
    )
  const rivals = configurations.filter(({ id }) => id !== data.id)
  const nearest = rivals.toSorted((one, another) => rank(one, data) - rank(another, data))
  const nameOfArtifact = (id: string): string => artifacts.data?.resources.find((each) => each.id === id)?.url ?? id
  return (
    <Page
      title={data.name}
      before={back}
      description={words.immutable}
      actions={
        <Guarded least="operator">
          {(may) => (
            <Button
              renderRoot={(props) => <Link to="/deployments/new" search={{ configuration: data.id }} {...props} />}
              leftSection={<IconRocket size={16} />}
              disabled={!may}
            >
              {words.deploy}
            </Button>
          )}
        </Guarded>
      }
    >
      <Facts
        label={words.one}
        rows={[
          [words.id, <Copyable key="id" value={data.id} label={words.id} code />],
          [words.executable, data.executableId],
          [words.scenario, data.scenarioId],
          [words.created, <RelativeTime key="at" at={data.createdAt} />],
          [words.users, <Users key="users" deployments={usersOf(data.id)} />],
        ]}
      />
      <Section title={words.parameters}>
        {data.parameterBindings.length === 0 ? (
          <Text size="sm" c="dimmed">
            {words.noParameters}
          </Text>
        ) : (
          <Facts
            label={words.parameters}
            rows={data.parameterBindings.map(({ key, value }) => [key, <Copyable key={key} value={value} label={key} code />])}
          />
        )}
      </Section>
      {data.inputArtifactBindings.length > 0 && (
        <Section title={words.artifacts}>
          <Facts
            label={words.artifacts}
            rows={data.inputArtifactBindings.map(({ key, artifactId }) => [
              key,
              <Code key={key}>{nameOfArtifact(artifactId)}</Code>,
            ])}
          />
        </Section>
      )}
      <Section title={words.compare}>
        <Stack>
          <Select
            label={words.compareWith}
            placeholder={rivals.length === 0 ? words.noOther : words.pickOne}
            data={nearest.map(({ id, name, executableId }) => ({
              value: id,
              label: `${name} · ${executableId} · ${id.slice(0, 8)}`,
            }))}
            value={other?.id ?? null}
            onChange={(next) => void navigate({ search: next === null ? {} : { compare: next }, replace: true })}
            searchable
            clearable
            maw={520}
            disabled={rivals.length === 0}
          />
          {other && (
            <DiffView
              label={words.compare}
              before={textOf(other)}
              after={textOf(data)}
              beforeLabel={other.name}
              afterLabel={data.name}
              language="json"
            />
          )}
        </Stack>
      </Section>
    </Page>
  )
}

/** Configurations of the same executable first, of the same name before them. */
const rank = (
  one: { readonly name: string; readonly executableId: string },
  data: { readonly name: string; readonly executableId: string },
): number => (one.name === data.name ? 0 : 2) + (one.executableId === data.executableId ? 0 : 4)

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Group mb="xs">
        <Title order={2} size="h3">
          {title}
        </Title>
      </Group>
      {children}
    </Paper>
  )
}

function Facts({ label, rows }: { readonly label: string; readonly rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <Table variant="vertical" aria-label={label} layout="fixed">
      <Table.Tbody>
        {rows.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th w="26%" style={{ overflowWrap: 'anywhere' }}>
              {name}
            </Table.Th>
            <Table.Td>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
