import { Anchor, Button, Checkbox, Group, Paper, Table, Text, Title, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconArrowBackUp } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { api, read } from '../../api/client.ts'
import { Copyable, CopyIcon } from '../../parts/copyable.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Figure } from '../../parts/figure.tsx'
import { Guarded } from '../../parts/guarded.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { Mark, type Tone } from '../../parts/status.tsx'
import { TableCopy } from '../../parts/table-copy.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { useCommonWords } from '../../words/common.ts'
import { readAgain } from '../deployments/acts.ts'
import { type Details, useView } from './data.ts'
import { Rollout } from './rollout.tsx'
import { StartRollout } from './start-rollout.tsx'
import { VersionDiff } from './version-diff.tsx'
import { useVersionWords } from './version-words.ts'

type Version = components['schemas']['DeploymentVersion']

const tones: Readonly<Record<Version['state'], Tone>> = {
  ACTIVE: 'ok',
  ROLLING_OUT: 'busy',
  ROLLED_BACK: 'warning',
  SUPERSEDED: 'off',
}

/** What it was and is, who changed it and why; what is being rolled out now. */
export function Versions({ deployment }: { readonly deployment: Details }) {
  const words = useVersionWords()
  const { data, error, refetch } = read.useQuery('get', '/v2/lm/deployments/{deploymentId}/versions', {
    params: { path: { deploymentId: deployment.id } },
  })
  const underWay = deployment.rollout !== undefined && deployment.rollout.status !== 'ROLLED_BACK'
  return (
    <>
      {deployment.rollout && <Rollout deployment={deployment} />}
      {error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : data ? (
        <History deployment={deployment} versions={data.resources} />
      ) : (
        <SkeletonRows rows={4} height={46} />
      )}
      {!underWay && (deployment.targets?.length ?? 0) === 0 && <StartRollout deployment={deployment} />}
      {(deployment.targets?.length ?? 0) > 0 && (
        <Text size="sm" c="dimmed">
          {words.noRolloutWithTargets}
        </Text>
      )}
    </>
  )
}

function History({ deployment, versions }: { readonly deployment: Details; readonly versions: readonly Version[] }) {
  const words = useVersionWords()
  const common = useCommonWords()
  const { search, set } = useView()
  const [busy, setBusy] = useState<number | null>(null)
  const [one, other] = (search.compare ?? '').split('..').map(Number)
  const chosen = [one, other].filter((each) => versions.some(({ version }) => version === each)) as number[]
  const toggle = (version: number): void => {
    const next = chosen.includes(version) ? chosen.filter((each) => each !== version) : [...chosen, version].slice(-2)
    set({ compare: next.length === 0 ? undefined : next.toSorted((left, right) => left - right).join('..') })
  }
  const goBack = async (version: number): Promise<void> => {
    setBusy(version)
    await api
      .POST('/v2/lm/deployments/{deploymentId}/rollback', {
        params: { path: { deploymentId: deployment.id } },
        body: { version },
      })
      .then(
        () => notifications.show({ message: words.wentBack(version) }),
        (trouble: Error) => notifications.show({ color: 'red', title: common.failed, message: trouble.message }),
      )
    await readAgain()
    setBusy(null)
  }
  const [from, to] = chosen
  return (
    <Paper withBorder p="md" component="section" aria-label={words.history} style={{ minWidth: 0 }}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h3">
          {words.history}
        </Title>
        <Text size="xs" c="dimmed">
          {versions.length > 1 ? words.chooseTwo : words.onlyOne}
        </Text>
      </Group>
      <TableCopy>
        <Table.ScrollContainer minWidth={680} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
          <Table fz="sm" verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th w={40}>
                  <Text size="xs" fw={600} span>
                    {words.compare}
                  </Text>
                </Table.Th>
                <Table.Th>{words.version}</Table.Th>
                <Table.Th>{words.configuration}</Table.Th>
                <Table.Th>{words.by}</Table.Th>
                <Table.Th>{words.at}</Table.Th>
                <Table.Th>{words.note}</Table.Th>
                <Table.Th />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {versions.map((each) => (
                <Table.Tr key={each.version}>
                  <Table.Td>
                    <Checkbox
                      size="xs"
                      aria-label={words.compareVersion(each.version)}
                      checked={chosen.includes(each.version)}
                      onChange={() => toggle(each.version)}
                      disabled={versions.length < 2}
                    />
                  </Table.Td>
                  <Table.Td>
                    <Group gap="xs" wrap="nowrap">
                      <Text size="sm" fw={600}>
                        <Figure value={each.version} />
                      </Text>
                      <Mark tone={tones[each.state]} text={words.states[each.state]} />
                    </Group>
                  </Table.Td>
                  <Table.Td>
                    <ConfigurationName id={each.configurationId} />
                  </Table.Td>
                  <Table.Td>{each.createdByName ?? (each.createdBy ? <Copyable value={each.createdBy} /> : '–')}</Table.Td>
                  <Table.Td>
                    <RelativeTime at={each.createdAt} />
                  </Table.Td>
                  <Table.Td maw={260}>
                    {each.note}
                    {each.withdrawnBecause && (
                      <Text size="xs" c="dimmed">
                        {each.withdrawnBecause}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td ta="right">
                    {each.state !== 'ACTIVE' && each.state !== 'ROLLING_OUT' && (
                      <Guarded least="operator">
                        {(may) => (
                          <Tooltip label={words.goBackText} disabled={!may}>
                            <Button
                              size="compact-sm"
                              variant="default"
                              leftSection={<IconArrowBackUp size={14} />}
                              disabled={!may}
                              loading={busy === each.version}
                              onClick={() => void goBack(each.version)}
                            >
                              {words.goBack(each.version)}
                            </Button>
                          </Tooltip>
                        )}
                      </Guarded>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </TableCopy>
      {from !== undefined && to !== undefined && <VersionDiff deployment={deployment} from={from} to={to} />}
      {from !== undefined && to === undefined && versions.length > 1 && (
        <Anchor component="button" type="button" size="sm" onClick={() => toggle(deployment.version ?? 1)}>
          {from === (deployment.version ?? 1) ? null : words.withNow}
        </Anchor>
      )}
    </Paper>
  )
}

/** The configuration's name, which leads to it, with its id to copy. */
export function ConfigurationName({ id }: { readonly id: string }) {
  const { data } = read.useQuery('get', '/v2/lm/configurations/{configurationId}', {
    params: { path: { configurationId: id } },
  })
  return (
    <Group gap={4} wrap="nowrap">
      <Anchor
        size="sm"
        renderRoot={(props) => <Link to="/configurations/$configurationId" params={{ configurationId: id }} {...props} />}
      >
        {data?.name ?? id}
      </Anchor>
      <CopyIcon value={id} label={data?.name ?? id} />
    </Group>
  )
}
