import { Button, Group, Stack } from '@mantine/core'
import { IconCoin, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { useMay } from '../../api/session.ts'
import { ConfirmByName } from '../../parts/confirm-by-name.tsx'
import { Empty, NoMatch } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { FilterBar } from '../../parts/filter-bar.tsx'
import { useScopeLine } from '../../parts/scope-text.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { useAddress } from './address.ts'
import { BudgetCard } from './budget-card.tsx'
import { BudgetForm } from './budget-form.tsx'
import { useWords } from './words.ts'

export type Budget = components['schemas']['Budget']

/** What is spent is told on the live line as usage, not as a change of budgets. */
const spendingMs = 10_000

/** All budgets, those nearest to their end first. */
export function BudgetList() {
  const words = useWords()
  const may = useMay('operator')
  const { search, set } = useAddress()
  const lineOf = useScopeLine()
  const { data, error, refetch } = read.useQuery('get', '/v2/admin/budgets', {}, { refetchInterval: spendingMs })
  const [removing, setRemoving] = useState<Budget | null>(null)
  const wanted = (search.q ?? '').toLowerCase()
  const shown = data?.resources
    .filter(({ scope }) => `${lineOf(scope)} ${Object.values(scope).join(' ')}`.toLowerCase().includes(wanted))
    .toSorted((one, other) => shareOf(other) - shareOf(one))
  const edited = data?.resources.find(({ id }) => id === search.edit)
  const create = (
    <Button leftSection={<IconPlus size={16} />} disabled={!may} onClick={() => set({ edit: 'new' })}>
      {words.newBudget}
    </Button>
  )
  const body = () => {
    if (error) return <Failed error={error} retry={() => void refetch()} />
    if (!shown) return <SkeletonRows rows={4} height={96} />
    if (data?.resources.length === 0)
      return <Empty icon={<IconCoin size={36} stroke={1.4} />} title={words.noBudget} text={words.noBudgetText} action={create} />
    return (
      <>
        <Group justify="space-between">
          <FilterBar
            search={search.q ?? ''}
            onSearch={(q) => set({ q })}
            searchLabel={words.searchBudgets}
            onClear={() => set({ q: undefined })}
          />
          {create}
        </Group>
        {shown.length === 0 && <NoMatch onClear={() => set({ q: undefined })} />}
        <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }} aria-label={words.tabs.budgets}>
          {shown.map((budget) => (
            <BudgetCard
              key={budget.id}
              budget={budget}
              {...(may ? { onEdit: () => set({ edit: budget.id }), onRemove: () => setRemoving(budget) } : {})}
            />
          ))}
        </Stack>
      </>
    )
  }
  return (
    <Stack gap="sm">
      {body()}
      {(search.edit === 'new' || edited) && (
        <BudgetForm key={search.edit} budget={edited ?? null} onClose={() => set({ edit: undefined })} />
      )}
      <ConfirmByName
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={words.removeBudget}
        name={removing ? lineOf(removing.scope) : ''}
        text={words.removeBudgetText}
        act={async () => {
          if (removing) await api.DELETE('/v2/admin/budgets/{budgetId}', { params: { path: { budgetId: removing.id } } })
          await readAgain('budgets')
        }}
      />
    </Stack>
  )
}

export const shareOf = ({ spentNano, amountNano }: Budget): number => (amountNano === 0 ? 1 : spentNano / amountNano)
