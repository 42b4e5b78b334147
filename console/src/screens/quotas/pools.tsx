import { Button, Group, Stack, Text } from '@mantine/core'
import { IconPlus, IconStack2 } from '@tabler/icons-react'
import { useState } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { read } from '../../api/client.ts'
import { useMay } from '../../api/session.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Figure } from '../../parts/figure.tsx'
import { Guarded } from '../../parts/guarded.tsx'
import { Meter } from '../../parts/meter.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { useAddress } from './address.ts'
import { PoolForm } from './pool-form.tsx'
import { useWords } from './words.ts'

export type Pool = components['schemas']['CapacityPool']

/** Capacity of providers that deployments of a group share: how much of it is taken. */
export function Pools() {
  const words = useWords()
  const may = useMay('admin')
  const { search, set } = useAddress()
  const { data, error, refetch } = read.useQuery('get', '/v2/admin/pools', {})
  const [edited, setEdited] = useState<Pool | 'new' | null>(null)
  const columns = useColumns(setEdited)
  const create = (
    <Guarded least="admin">
      {(allowed) => (
        <Button leftSection={<IconPlus size={16} />} disabled={!allowed} onClick={() => setEdited('new')}>
          {words.setPool}
        </Button>
      )}
    </Guarded>
  )
  const body = () => {
    if (error) return <Failed error={error} retry={() => void refetch()} />
    if (!data) return <SkeletonRows rows={5} height={56} />
    if (data.resources.length === 0)
      return <Empty icon={<IconStack2 size={36} stroke={1.4} />} title={words.noPool} text={words.noPoolText} action={create} />
    return (
      <>
        <Group justify="space-between">
          <Text size="sm" c="dimmed" maw={640}>
            {words.poolsText}
          </Text>
          {create}
        </Group>
        <DataTable
          label={words.tabs.pools}
          rows={data.resources}
          columns={columns}
          rowId={({ resourceGroup, deploymentType, residency, model }) =>
            [resourceGroup, deploymentType, residency, model].join(' ')
          }
          sort={search.sort}
          onSort={(sort) => set({ sort })}
          {...(may ? { onOpen: setEdited } : {})}
          height="calc(100vh - 330px)"
        />
      </>
    )
  }
  return (
    <Stack gap="sm">
      {body()}
      {edited && <PoolForm pool={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </Stack>
  )
}

function useColumns(edit: (pool: Pool) => void): readonly Column<Pool>[] {
  const words = useWords()
  const number = (value: number) => <Figure value={value} />
  return [
    {
      id: 'model',
      header: words.model,
      sortBy: ({ model }) => model ?? '',
      cell: ({ model }) => (
        <Text size="sm" fw={600}>
          {model ?? words.anyModel}
        </Text>
      ),
    },
    {
      id: 'type',
      header: words.type,
      sortBy: ({ deploymentType }) => deploymentType,
      cell: ({ deploymentType, residency }) => (
        <>
          <Text size="sm">{words.types[deploymentType]}</Text>
          <Text size="xs" c="dimmed">
            {words.residencies[residency]}
          </Text>
        </>
      ),
    },
    {
      id: 'group',
      header: words.group,
      wide: true,
      sortBy: ({ resourceGroup }) => resourceGroup,
      cell: ({ resourceGroup }) => <Text size="sm">{resourceGroup}</Text>,
    },
    {
      id: 'used',
      header: words.used,
      width: 300,
      sortBy: ({ used, limit }) => (limit ? used / limit : 0),
      cell: ({ used, limit, model, deploymentType, remaining }) => (
        <Meter
          label={`${words.used}: ${model ?? words.anyModel} ${words.types[deploymentType]}`}
          used={used}
          limit={limit}
          text={
            limit === null
              ? sentence(words.unitsOfNoLimit, number(used), words.units[deploymentType])
              : sentence(words.unitsOf, number(used), number(limit), words.units[deploymentType])
          }
          after={remaining === null ? undefined : sentence(words.left, number(remaining))}
        />
      ),
    },
    {
      id: 'actions',
      header: words.limit,
      align: 'right',
      cell: (pool) => (
        <Guarded least="admin">
          {(may) => (
            <Button
              size="compact-xs"
              variant="default"
              disabled={!may}
              aria-label={`${words.changePool} ${pool.model ?? words.anyModel} ${words.types[pool.deploymentType]}`}
              onClick={() => edit(pool)}
            >
              {words.changePool}
            </Button>
          )}
        </Guarded>
      ),
    },
  ]
}
