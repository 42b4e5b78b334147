import { Group, NumberInput, Select, SimpleGrid, Switch, TagsInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { currentGroup } from '../../api/group.ts'
import { readAgain } from '../../api/read-again.ts'
import { FormModal } from '../../parts/form-modal.tsx'
import { noScope, ScopeFields } from '../../parts/scope-fields.tsx'
import { type Scope, ScopeText } from '../../parts/scope-text.tsx'
import { useSeparators } from '../../parts/separators.ts'
import { ownTimezone, TimezoneSelect } from '../../parts/timezone-select.tsx'
import { useCommonWords } from '../../words/common.ts'
import type { Budget } from './budget-list.tsx'
import { useWords } from './words.ts'

/** Makes a budget, or changes amount, thresholds and what happens at the end of one. */
export function BudgetForm({ budget, onClose }: { readonly budget: Budget | null; readonly onClose: () => void }) {
  const words = useWords()
  const separators = useSeparators()
  const common = useCommonWords()
  const [scope, setScope] = useState<Scope>(() => budget?.scope ?? { ...noScope, resourceGroup: currentGroup() })
  const [amount, setAmount] = useState(budget?.amount ?? '100.00')
  const [currency, setCurrency] = useState(budget?.currency ?? 'USD')
  const [period, setPeriod] = useState<Budget['period']>(budget?.period ?? 'month')
  const [timezone, setTimezone] = useState(budget?.timezone ?? ownTimezone)
  const [thresholds, setThresholds] = useState<string[]>(() => (budget?.thresholds ?? [50, 80, 100]).map(String))
  const [block, setBlock] = useState(budget?.block ?? true)
  const submit = async (): Promise<void> => {
    const terms = { amount: String(amount), thresholds: thresholds.map(Number), block }
    if (budget) await api.PATCH('/v2/admin/budgets/{budgetId}', { params: { path: { budgetId: budget.id } }, body: terms })
    else await api.POST('/v2/admin/budgets', { body: { scope, currency, period, timezone, ...terms } })
    await readAgain('budgets')
    onClose()
  }
  return (
    <FormModal
      opened
      onClose={onClose}
      title={budget ? words.changeBudget : words.newBudget}
      verb={budget ? common.save : common.create}
      submit={submit}
      disabled={amount === ''}
      size="lg"
    >
      {budget ? <ScopeText scope={budget.scope} /> : <ScopeFields value={scope} onChange={setScope} />}
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <Group gap="xs" wrap="nowrap" align="flex-end">
          <NumberInput
            flex={1}
            label={words.amount}
            value={amount}
            onChange={(value) => setAmount(String(value))}
            min={0}
            decimalScale={9}
            {...separators}
            classNames={{ input: 'number' }}
            required
          />
          <TextInput
            w={80}
            label={words.currency}
            value={currency}
            onChange={({ currentTarget }) => setCurrency(currentTarget.value.toUpperCase())}
            maxLength={3}
            disabled={budget !== null}
            required
          />
        </Group>
        <Select
          label={words.period}
          data={Object.entries(words.periods).map(([value, label]) => ({ value, label }))}
          value={period}
          onChange={(next) => next && setPeriod(next as Budget['period'])}
          allowDeselect={false}
          disabled={budget !== null}
        />
        <TimezoneSelect
          label={words.timezone}
          description={words.timezoneHint}
          value={timezone}
          onChange={(next) => next && setTimezone(next)}
          disabled={budget !== null}
        />
        <TagsInput
          label={words.alertAt}
          description={words.alertHint}
          value={thresholds}
          onChange={(next) => setThresholds(next.filter((each) => Number(each) > 0 && Number(each) <= 1_000))}
          maxTags={10}
        />
      </SimpleGrid>
      <Switch
        label={words.blockLabel}
        description={block ? words.blockHint : words.reportHint}
        checked={block}
        onChange={({ currentTarget }) => setBlock(currentTarget.checked)}
      />
    </FormModal>
  )
}
