import { Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { IconGitBranch, IconPlus, IconRefresh, IconTrash } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { useMay } from '../../api/session.ts'
import { ConfirmByName } from '../../parts/confirm-by-name.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { Mark } from '../../parts/status.tsx'
import { AddApplication, AddRepository } from './add-source.tsx'
import { ApplicationCard } from './application-card.tsx'
import { useWords } from './words.ts'

type Removing = { readonly kind: 'repository' | 'application'; readonly name: string }

/** Git repositories, and the folders in them whose templates are kept the same here. */
export function Sources({
  add,
  onAdd,
}: {
  readonly add: 'repository' | 'application' | undefined
  readonly onAdd: (add: 'repository' | 'application' | undefined) => void
}) {
  const words = useWords()
  const may = useMay('admin')
  const repositories = read.useQuery('get', '/v2/admin/repositories', {})
  const applications = read.useQuery('get', '/v2/admin/applications', {})
  const [removing, setRemoving] = useState<Removing | null>(null)
  const error = repositories.error ?? applications.error
  if (error) return <Failed error={error} />
  if (!repositories.data || !applications.data) return <SkeletonRows rows={5} />
  const remove = async ({ kind, name }: Removing): Promise<void> => {
    await (kind === 'repository'
      ? api.DELETE('/v2/admin/repositories/{repositoryName}', { params: { path: { repositoryName: name } } })
      : api.DELETE('/v2/admin/applications/{applicationName}', { params: { path: { applicationName: name } } }))
    await Promise.all(['repositories', 'applications', 'servingTemplates', 'executables'].map(readAgain))
  }
  const dialogs = (
    <>
      <AddRepository opened={add === 'repository'} onClose={() => onAdd(undefined)} />
      <AddApplication
        opened={add === 'application'}
        onClose={() => onAdd(undefined)}
        repositories={repositories.data.resources.map(({ name }) => name)}
      />
      {removing && (
        <ConfirmByName
          opened
          onClose={() => setRemoving(null)}
          title={removing.kind === 'repository' ? words.forgetRepository : words.forgetApplication}
          name={removing.name}
          text={removing.kind === 'repository' ? words.forgetRepositoryText : words.forgetApplicationText}
          act={() => remove(removing)}
        />
      )}
    </>
  )
  const addRepository = (
    <Button variant="default" leftSection={<IconPlus size={16} />} disabled={!may} onClick={() => onAdd('repository')}>
      {words.addRepository}
    </Button>
  )
  if (repositories.data.resources.length === 0 && applications.data.resources.length === 0)
    return (
      <>
        <Empty
          icon={<IconGitBranch size={36} stroke={1.4} />}
          title={words.noSource}
          text={words.noSourceText}
          action={addRepository}
        />
        {dialogs}
      </>
    )
  return (
    <Stack gap="lg">
      <Section
        title={words.applications}
        action={
          <Button variant="default" leftSection={<IconPlus size={16} />} disabled={!may} onClick={() => onAdd('application')}>
            {words.addApplication}
          </Button>
        }
      >
        {applications.data.resources.length === 0 && (
          <Text size="sm" c="dimmed">
            {words.noApplication}
          </Text>
        )}
        {applications.data.resources.map((application) => (
          <ApplicationCard
            key={application.applicationName}
            application={application}
            actions={
              <>
                <Button
                  variant="default"
                  size="xs"
                  leftSection={<IconRefresh size={14} />}
                  disabled={!may}
                  onClick={() => void refresh(application.applicationName)}
                >
                  {words.syncNow}
                </Button>
                <Button
                  variant="default"
                  size="xs"
                  leftSection={<IconTrash size={14} />}
                  disabled={!may}
                  onClick={() => setRemoving({ kind: 'application', name: application.applicationName })}
                >
                  {words.forget}
                </Button>
              </>
            }
          />
        ))}
      </Section>
      <Section title={words.repositories} action={addRepository}>
        <Table aria-label={words.repositories}>
          <Table.Tbody>
            {repositories.data.resources.map(({ name, url, status, message }) => (
              <Table.Tr key={name}>
                <Table.Td>
                  <Text size="sm" fw={600}>
                    {name}
                  </Text>
                  <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                    {url}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Mark tone={repositoryTones[status]} text={words.repositoryStates[status]} />
                  {message && (
                    <Text size="xs" c="dimmed">
                      {message}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td ta="right">
                  <Button
                    variant="default"
                    size="xs"
                    leftSection={<IconTrash size={14} />}
                    disabled={!may}
                    aria-label={`${words.forget} ${name}`}
                    onClick={() => setRemoving({ kind: 'repository', name })}
                  >
                    {words.forget}
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Section>
      {dialogs}
    </Stack>
  )
}

async function refresh(applicationName: string): Promise<void> {
  await api.POST('/v2/admin/applications/{applicationName}/refresh', { params: { path: { applicationName } } })
  await readAgain('applications')
}

const repositoryTones = { COMPLETED: 'ok', 'IN-PROGRESS': 'busy', ERROR: 'failed' } as const

function Section({
  title,
  action,
  children,
}: {
  readonly title: string
  readonly action: ReactNode
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
      <Stack gap="sm">{children}</Stack>
    </Paper>
  )
}
