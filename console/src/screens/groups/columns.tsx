import { Button, Code, Group, Text } from '@mantine/core'
import type { components } from '../../../../src/client/openapi.ts'
import { read } from '../../api/client.ts'
import type { Column } from '../../parts/data-table.tsx'
import { Figure } from '../../parts/figure.tsx'
import { Costs } from '../../parts/money.tsx'
import { Mark } from '../../parts/status.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { useCommonWords } from '../../words/common.ts'
import { useWords } from './words.ts'

export type ResourceGroup = components['schemas']['ResourceGroup']
export type GroupAct = 'enter' | 'labels' | 'keys' | 'remove'

export function useColumns(act: (what: GroupAct, group: ResourceGroup) => void): readonly Column<ResourceGroup>[] {
  const words = useWords()
  const common = useCommonWords()
  const spent = useSpent()
  return [
    {
      id: 'id',
      header: words.id,
      sortBy: ({ resourceGroupId }) => resourceGroupId,
      cell: ({ resourceGroupId }) => (
        <Text size="sm" fw={600}>
          {resourceGroupId}
        </Text>
      ),
    },
    {
      id: 'status',
      header: words.status,
      cell: ({ status }) => (
        <Mark
          tone={status === 'PROVISIONED' ? 'ok' : status === 'ERROR' ? 'failed' : 'busy'}
          text={status === 'PROVISIONED' ? words.ready : status === 'ERROR' ? words.failed : words.busy}
        />
      ),
    },
    {
      id: 'calls',
      header: words.calls,
      wide: true,
      align: 'right',
      sortBy: ({ resourceGroupId }) => spent.get(resourceGroupId)?.calls ?? 0,
      cell: ({ resourceGroupId }) => <Figure value={spent.get(resourceGroupId)?.calls ?? 0} />,
    },
    {
      id: 'spent',
      header: words.spent,
      wide: true,
      align: 'right',
      sortBy: ({ resourceGroupId }) => spent.get(resourceGroupId)?.costs[0]?.nano ?? 0,
      cell: ({ resourceGroupId }) => <Costs costs={spent.get(resourceGroupId)?.costs ?? []} none="–" />,
    },
    {
      id: 'labels',
      header: words.labels,
      wide: true,
      cell: ({ labels }) => (
        <Group gap={4}>
          {labels.map(({ key, value }) => (
            <Code key={key}>{`${key.replace('ext.ai.sap.com/', '')}=${value}`}</Code>
          ))}
        </Group>
      ),
    },
    {
      id: 'created',
      header: words.created,
      wide: true,
      sortBy: ({ createdAt }) => createdAt,
      cell: ({ createdAt }) => (
        <Text size="sm" component="span">
          <RelativeTime at={createdAt} />
        </Text>
      ),
    },
    {
      id: 'actions',
      header: common.actions,
      align: 'right',
      cell: (group) => {
        const { resourceGroupId: id } = group
        return (
          <Group gap={6} justify="flex-end" wrap="nowrap">
            <Button size="compact-xs" variant="default" onClick={() => act('enter', group)} aria-label={`${words.enter}: ${id}`}>
              {words.enter}
            </Button>
            <Button size="compact-xs" variant="default" onClick={() => act('labels', group)} aria-label={words.editLabels(id)}>
              {words.labels}
            </Button>
            <Button size="compact-xs" variant="default" onClick={() => act('keys', group)} aria-label={words.keysOf(id)}>
              {words.keys}
            </Button>
            {id !== 'default' && (
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => act('remove', group)}
                aria-label={`${words.remove} ${id}`}
              >
                {words.remove}
              </Button>
            )}
          </Group>
        )
      },
    },
  ]
}

/** What each group used in this month. */
function useSpent() {
  const now = new Date()
  const start = new Date(now.getFullYear(), now.getMonth(), 1).toISOString()
  const end = new Date(now.getFullYear(), now.getMonth() + 1, 1).toISOString()
  const { data } = read.useQuery('get', '/v2/analytics/usage', {
    params: {
      query: {
        start,
        end,
        interval: 'month',
        groupBy: 'resourceGroup',
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      },
    },
    headers: { 'AI-Tenant-Scope': 'true', 'AI-Resource-Group': '*' },
  })
  return new Map(
    (data?.resources ?? []).flatMap((row) => (row.resourceGroup === undefined ? [] : [[row.resourceGroup, row] as const])),
  )
}
