import { Autocomplete, Group, NumberInput, Paper, Select, SimpleGrid, Stack, Table, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { read } from '../../api/client.ts'
import { addCosts, type Cost } from '../../parts/costs.ts'
import { Failed } from '../../parts/failed.tsx'
import { Figure } from '../../parts/figure.tsx'
import { Costs, Money } from '../../parts/money.tsx'
import { useModelNames } from '../../parts/scope-fields.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { useSeparators } from '../../parts/separators.ts'
import { TableCopy } from '../../parts/table-copy.tsx'
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
  const asMonth = actual
    ? addCosts(actual.costs).map(({ currency, nano }) => ({ currency, nano: (nano / actual.hours) * monthHours }))
    : []
  const [estimated] = answer?.totals ?? []
  const same = asMonth.find(({ currency }) => currency === estimated?.currency)
  return (
    <Paper withBorder p="md" aria-live="polite">
      <Stack gap="sm">
        <Group gap={36} align="flex-start">
          <Sum name={words.estimated} value={answer ? <Costs costs={answer.totals} none={words.notKnown} /> : '–'} />
          {actual && (
            <Sum
              name={words.actual}
              value={<Costs costs={asMonth} none={words.noCost} />}
              note={sentence(
                words.actualText,
                <Costs costs={actual.costs} none={<Figure value={0} />} />,
                <Figure value={actual.hours} digits={0} />,
              )}
            />
          )}
          {same && estimated && estimated.nano > 0 && (
            <Sum name={words.ratio} value={<Figure value={(same.nano / estimated.nano) * 100} unit="percent" digits={0} />} />
          )}
        </Group>
        {answer && answer.lines.length > 0 && (
          <TableCopy>
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
                    <Table.Td ta="right">
                      <Figure value={count} digits={0} />
                    </Table.Td>
                    <Table.Td ta="right">
                      <Figure value={hours} digits={0} />
                    </Table.Td>
                    <Table.Td ta="right">{cost ? <Money {...cost} /> : words.notKnown}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </TableCopy>
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

function Sum({ name, value, note }: { readonly name: string; readonly value: ReactNode; readonly note?: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text fz={22} fw={650}>
        {value}
      </Text>
      {note && (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </div>
  )
}
