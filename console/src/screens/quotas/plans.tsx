import { Button, Group, NumberInput, Select, Stack, Text } from '@mantine/core'
import { IconCpu, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Figure } from '../../parts/figure.tsx'
import { FormModal } from '../../parts/form-modal.tsx'
import { Guarded } from '../../parts/guarded.tsx'
import { Meter } from '../../parts/meter.tsx'
import { useActionsColumn } from '../../parts/row-actions.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { useCommonWords } from '../../words/common.ts'
import { useAddress } from './address.ts'
import { useWords } from './words.ts'

type PlanQuota = components['schemas']['ResourcePlanQuota']

/** How many instances there may be of each resource plan on machines of one's own. */
export function Plans() {
  const words = useWords()
  const { search, set } = useAddress()
  const { data, error, refetch } = read.useQuery('get', '/v2/admin/resourcePlanQuotas', {})
  const { data: machine } = read.useQuery('get', '/v2/lm/resources', {})
  const [edited, setEdited] = useState<PlanQuota | 'new' | null>(null)
  const number = (value: number) => <Figure value={value} digits={1} />
  const actions = useActionsColumn<PlanQuota>({ least: 'admin', name: ({ resourcePlan }) => resourcePlan, edit: setEdited })
  const create = (
    <Guarded least="admin">
      {(may) => (
        <Button leftSection={<IconPlus size={16} />} disabled={!may} onClick={() => setEdited('new')}>
          {words.setPlan}
        </Button>
      )}
    </Guarded>
  )
  const columns: readonly Column<PlanQuota>[] = [
    {
      id: 'plan',
      header: words.plan,
      sortBy: ({ resourcePlan }) => resourcePlan,
      cell: ({ resourcePlan }) => (
        <Text size="sm" fw={600}>
          {resourcePlan}
        </Text>
      ),
    },
    {
      id: 'group',
      header: words.group,
      sortBy: ({ resourceGroup }) => resourceGroup ?? '',
      cell: ({ resourceGroup }) => <Text size="sm">{resourceGroup ?? words.allGroups}</Text>,
    },
    {
      id: 'used',
      header: words.instances,
      width: 280,
      sortBy: ({ usedInstances, maxInstances }) => (maxInstances ? usedInstances / maxInstances : 0),
      cell: ({ resourcePlan, usedInstances, maxInstances }) => (
        <Meter
          label={`${words.instances}: ${resourcePlan}`}
          used={usedInstances}
          limit={maxInstances}
          text={sentence(words.ofLimit, number(usedInstances), number(maxInstances))}
          after={sentence(words.left, number(Math.max(0, maxInstances - usedInstances)))}
        />
      ),
    },
    actions,
  ]
  const body = () => {
    if (error) return <Failed error={error} retry={() => void refetch()} />
    if (!data) return <SkeletonRows rows={4} height={56} />
    if (data.resources.length === 0)
      return <Empty icon={<IconCpu size={36} stroke={1.4} />} title={words.noPlan} text={words.noPlanText} action={create} />
    return (
      <DataTable
        label={words.tabs.plans}
        rows={data.resources}
        columns={columns}
        rowId={({ resourcePlan, resourceGroup }) => `${resourcePlan} ${resourceGroup}`}
        sort={search.sort}
        onSort={(sort) => set({ sort })}
        height="calc(100vh - 330px)"
      />
    )
  }
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        {machine && (
          <Group gap="lg">
            <Amount name={words.cores} {...machine.cores} />
            <Amount name={words.memory} total={machine.memoryMb.total / 1024} free={machine.memoryMb.free / 1024} />
            {machine.gpus.total > 0 && <Amount name={words.gpus} {...machine.gpus} />}
          </Group>
        )}
        {data && data.resources.length > 0 && create}
      </Group>
      {body()}
      {edited && <PlanForm quota={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </Stack>
  )
}

/** What instances have been given of this machine. */
function Amount({ name, total, free }: { readonly name: string; readonly total: number; readonly free: number }) {
  const words = useWords()
  const number = (value: number) => <Figure value={value} digits={1} />
  return (
    <div style={{ minWidth: 200 }}>
      <Text size="xs" fw={600}>
        {name}
      </Text>
      <Meter label={name} used={total - free} limit={total} text={sentence(words.ofLimit, number(total - free), number(total))} />
    </div>
  )
}

function PlanForm({ quota, onClose }: { readonly quota: PlanQuota | null; readonly onClose: () => void }) {
  const words = useWords()
  const common = useCommonWords()
  const { data: plans } = read.useQuery('get', '/v2/lm/resourcePlans', {})
  const { data: groups } = read.useQuery('get', '/v2/admin/resourceGroups', {})
  const [plan, setPlan] = useState<string | null>(quota?.resourcePlan ?? null)
  const [resourceGroup, setResourceGroup] = useState<string | null>(quota?.resourceGroup ?? null)
  const [most, setMost] = useState<number | null>(quota?.maxInstances ?? 1)
  const submit = async (): Promise<void> => {
    const path = { planName: plan ?? '' }
    await api.PUT('/v2/admin/resourcePlanQuotas/{planName}', { params: { path }, body: { resourceGroup, maxInstances: most } })
    await readAgain('resourcePlanQuotas')
    onClose()
  }
  return (
    <FormModal opened onClose={onClose} title={words.setPlan} verb={common.save} submit={submit} disabled={plan === null}>
      <Select
        label={words.plan}
        data={
          plans?.resources.map(({ name, cores, memoryMb }) => ({ value: name, label: words.planText(name, cores, memoryMb) })) ??
          []
        }
        value={plan}
        onChange={setPlan}
        disabled={quota !== null}
        searchable
        required
      />
      <Select
        label={words.group}
        placeholder={words.allGroups}
        data={groups?.resources.map(({ resourceGroupId }) => resourceGroupId) ?? []}
        value={resourceGroup}
        onChange={setResourceGroup}
        disabled={quota !== null}
        clearable
        searchable
      />
      <NumberInput
        label={words.instances}
        placeholder={words.unlimited}
        description={words.planHint}
        value={most ?? ''}
        onChange={(value) => setMost(typeof value === 'number' ? value : null)}
        min={0}
        allowDecimal={false}
        classNames={{ input: 'number' }}
      />
    </FormModal>
  )
}
