import { Autocomplete, Group, NumberInput, Paper, Select, SimpleGrid, Stack, Table, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData } from '@tanstack/react-query'
import { useState } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { read } from '../../api/client.ts'
import { addCosts, type Cost, costsText } from '../../parts/costs.ts'
import { Failed } from '../../parts/failed.tsx'
import { formatMoney, formatNumber } from '../../parts/numbers.ts'
import { useModelNames } from '../../parts/scope-fields.tsx'
import { useSeparators } from '../../parts/separators.ts'
import { useLanguage } from '../../words/words.ts'
import { useWords } from './words.ts'

export type Workload = {
  readonly model: string
  readonly version: string
  readonly executableId: string
  readonly type: string | null
  readonly requestsPerMinute: number
  readonly inputTokens: number
  readonly cachedInputTokens: number
  readonly outputTokens: number
}

type Asked = components['schemas']['EstimateRequest']
type Answer = components['schemas']['Estimate']

const types = ['standard', 'serverless', 'provisioned', 'managed-compute', 'batch', 'developer'] as const
const monthHours = 730
const nothing: Workload = {
  model: '',
  version: '',
  executableId: '',
  type: null,
  requestsPerMinute: 10,
  inputTokens: 1_000,
  cachedInputTokens: 0,
  outputTokens: 200,
}

/** Asks for the workload and answers as it is typed. `actual`: what the calls behind it were charged. */
export function EstimateForm({
  workload,
  actual,
}: {
  readonly workload: Workload | null
  readonly actual: { readonly costs: readonly Cost[]; readonly hours: number } | null
}) {
  const words = useWords()
  const separators = useSeparators()
  const models = useModelNames()
  const { data: plans } = read.useQuery('get', '/v2/lm/resourcePlans', {})
  const [form, setForm] = useState<Workload>(workload ?? nothing)
  const [capacity, setCapacity] = useState<number | null>(null)
  const [plan, setPlan] = useState<string | null>(null)
  const set = (more: Partial<Workload>): void => setForm({ ...form, ...more })
  const { model, version, executableId, type, cachedInputTokens, ...calls } = form
  const [asked] = useDebouncedValue<Asked>(
    {
      model,
      version: version === '' ? null : version,
      executableId: executableId === '' ? null : executableId,
      type: type as NonNullable<Asked['type']> | null,
      capacity,
      instanceType: plan,
      workload: { ...calls, cachedInputTokens: Math.min(cachedInputTokens, calls.inputTokens) },
    },
    300,
  )
  const { data, error } = read.useQuery(
    'post',
    '/v2/analytics/estimate',
    { body: asked },
    { enabled: asked.model !== '', placeholderData: keepPreviousData },
  )
  const number = (name: 'requestsPerMinute' | 'inputTokens' | 'cachedInputTokens' | 'outputTokens', label: string) => (
    <NumberInput
      label={label}
      value={form[name]}
      onChange={(value) => typeof value === 'number' && set({ [name]: value })}
      min={name === 'requestsPerMinute' ? 1e-6 : 0}
      decimalScale={name === 'requestsPerMinute' ? 6 : 0}
      {...separators}
      classNames={{ input: 'number' }}
    />
  )
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="xs">
        <Autocomplete
          label={words.model}
          data={models as string[]}
          limit={60}
          value={model}
          onChange={(next) => set({ model: next })}
        />
        <TextInput
          label={words.dimensions.modelVersion}
          placeholder={words.auto}
          value={version}
          onChange={({ currentTarget }) => set({ version: currentTarget.value })}
        />
        <TextInput
          label={words.executable}
          placeholder={words.auto}
          value={executableId}
          onChange={({ currentTarget }) => set({ executableId: currentTarget.value })}
        />
        <Select
          label={words.type}
          placeholder={words.auto}
          data={types as unknown as string[]}
          value={type}
          onChange={(next) => set({ type: next })}
          clearable
        />
        <NumberInput
          label={words.capacity}
          placeholder={words.auto}
          value={capacity ?? ''}
          onChange={(value) => setCapacity(typeof value === 'number' ? value : null)}
          min={1}
          allowDecimal={false}
        />
        <Select
          label={words.plan}
          placeholder={words.auto}
          data={plans?.resources.map(({ name }) => name) ?? []}
          value={plan}
          onChange={setPlan}
          clearable
        />
        {number('requestsPerMinute', words.perMinute)}
        {number('inputTokens', words.tokensIn)}
        {number('cachedInputTokens', words.tokensCached)}
        {number('outputTokens', words.tokensOut)}
      </SimpleGrid>
      {error ? <Failed error={error} /> : <Result answer={model === '' ? undefined : data} actual={actual} />}
    </SimpleGrid>
  )
}

function Result({
  answer,
  actual,
}: {
  readonly answer: Answer | undefined
  readonly actual: { readonly costs: readonly Cost[]; readonly hours: number } | null
}) {
  const words = useWords()
  const language = useLanguage()
  const asMonth = actual
    ? addCosts(actual.costs).map(({ currency, nano }) => ({ currency, nano: (nano / actual.hours) * monthHours }))
    : []
  const [estimated] = answer?.totals ?? []
  const same = asMonth.find(({ currency }) => currency === estimated?.currency)
  return (
    <Paper withBorder p="md" aria-live="polite">
      <Stack gap="sm">
        <Group gap={36} align="flex-start">
          <Figure name={words.estimated} value={answer ? costsText(answer.totals, language) || words.notKnown : '–'} />
          {actual && (
            <Figure
              name={words.actual}
              value={costsText(asMonth, language) || words.noCost}
              note={words.actualText(costsText(actual.costs, language) || '0', formatNumber(actual.hours, language))}
            />
          )}
          {same && estimated && estimated.nano > 0 && (
            <Figure name={words.ratio} value={`${formatNumber((same.nano / estimated.nano) * 100, language)} %`} />
          )}
        </Group>
        {answer && answer.lines.length > 0 && (
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{words.dimensions.kind}</Table.Th>
                <Table.Th ta="right">{words.count}</Table.Th>
                <Table.Th ta="right">{words.hours}</Table.Th>
                <Table.Th ta="right">{words.cost}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {answer.lines.map(({ kind, count, hours, cost }) => (
                <Table.Tr key={kind}>
                  <Table.Td>{words.kinds[kind]}</Table.Td>
                  <Table.Td ta="right" className="number">
                    {formatNumber(count, language)}
                  </Table.Td>
                  <Table.Td ta="right" className="number">
                    {formatNumber(hours, language)}
                  </Table.Td>
                  <Table.Td ta="right" className="number">
                    {cost ? formatMoney(cost.amount, cost.currency, language) : words.notKnown}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        {answer && answer.unknown.length > 0 && (
          <Text size="xs" c="dimmed">
            {`${words.unknownText}: ${answer.unknown.join('; ')}`}
          </Text>
        )}
      </Stack>
    </Paper>
  )
}

function Figure({ name, value, note }: { readonly name: string; readonly value: string; readonly note?: string }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text fz={22} fw={650} className="number">
        {value}
      </Text>
      {note && (
        <Text size="xs" c="dimmed" className="number">
          {note}
        </Text>
      )}
    </div>
  )
}
