import {
  ActionIcon,
  Autocomplete,
  Button,
  Group,
  NumberInput,
  Paper,
  SegmentedControl,
  Select,
  Stack,
  Table,
  Text,
  Tooltip,
} from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { keepPreviousData } from '@tanstack/react-query'
import { read } from '../../api/client.ts'
import { useGroup } from '../../api/group.ts'
import { Failed } from '../../parts/failed.tsx'
import { Figure } from '../../parts/figure.tsx'
import { useModelNames } from '../../parts/scope-fields.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { useSeparators } from '../../parts/separators.ts'
import { useAddress } from './address.ts'
import { useWords } from './words.ts'

/** One kind of calls: how many at the busiest minute, and how long. */
type Calls = { readonly perMinute: number; readonly input: number; readonly cached: number; readonly output: number }

const usual: Calls = { perMinute: 60, input: 1_000, cached: 0, output: 200 }

/** From calls to what they need: tokens a minute, and units of capacity. All of it is in the address. */
export function Calculator() {
  const words = useWords()
  const separators = useSeparators()
  const models = useModelNames()
  const { search, set } = useAddress()
  const { model = '', type = 'standard', residency = 'global' } = search
  const calls = callsIn(search.calls)
  const setCalls = (next: readonly Calls[]): void => set({ calls: textOf(next) })
  const change = (at: number, more: Partial<Calls>): void =>
    setCalls(calls.map((each, index) => (index === at ? { ...each, ...more } : each)))
  return (
    <Stack gap="md" maw={980}>
      <Text size="sm" c="dimmed">
        {words.calculatorText}
      </Text>
      <Group align="flex-end" gap="sm">
        <Autocomplete
          label={words.model}
          data={models as string[]}
          limit={60}
          w={260}
          value={model}
          onChange={(next) => set({ model: next })}
        />
        <Select
          label={words.residency}
          data={Object.entries(words.residencies).map(([value, label]) => ({ value, label }))}
          value={residency}
          onChange={(next) => set({ residency: (next ?? 'global') as NonNullable<typeof search.residency> })}
          allowDeselect={false}
        />
        <SegmentedControl
          aria-label={words.type}
          data={[
            { value: 'standard', label: words.types.standard },
            { value: 'provisioned', label: words.types.provisioned },
          ]}
          value={type}
          onChange={(next) => set({ type: next as 'standard' | 'provisioned' })}
        />
      </Group>
      <Table.ScrollContainer minWidth={620}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.peakCalls}</Table.Th>
              <Table.Th>{words.tokensIn}</Table.Th>
              <Table.Th>{words.tokensCached}</Table.Th>
              <Table.Th>{words.tokensOut}</Table.Th>
              <Table.Td w={40} />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {calls.map((each, at) => (
              <Table.Tr key={at}>
                {(['perMinute', 'input', 'cached', 'output'] as const).map((name) => (
                  <Table.Td key={name}>
                    <NumberInput
                      aria-label={`${words.callNumbers[name]} ${at + 1}`}
                      value={each[name]}
                      onChange={(value) => typeof value === 'number' && change(at, { [name]: value })}
                      min={0}
                      {...separators}
                      classNames={{ input: 'number' }}
                    />
                  </Table.Td>
                ))}
                <Table.Td>
                  <Tooltip label={words.removeCalls}>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={`${words.removeCalls} ${at + 1}`}
                      disabled={calls.length === 1}
                      onClick={() => setCalls(calls.filter((_, index) => index !== at))}
                    >
                      <IconTrash size={16} />
                    </ActionIcon>
                  </Tooltip>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Group>
        <Button variant="default" size="xs" leftSection={<IconPlus size={14} />} onClick={() => setCalls([...calls, usual])}>
          {words.addCalls}
        </Button>
      </Group>
      <Result model={model} type={type} residency={residency} calls={calls} />
    </Stack>
  )
}

function Result({
  model,
  type,
  residency,
  calls,
}: {
  readonly model: string
  readonly type: 'standard' | 'provisioned'
  readonly residency: 'regional' | 'data-zone' | 'global'
  readonly calls: readonly Calls[]
}) {
  const words = useWords()
  const group = useGroup()
  const [asked] = useDebouncedValue(
    {
      model,
      deploymentType: type,
      residency,
      workloads: calls.map(({ perMinute, input, cached, output }) => ({
        requestsPerMinute: perMinute,
        inputTokens: input,
        cachedTokens: Math.min(cached, input),
        outputTokens: output,
      })),
    },
    250,
  )
  const { data, error } = read.useQuery(
    'post',
    '/v2/lm/models/capacity',
    { body: asked },
    { enabled: asked.model !== '', placeholderData: keepPreviousData },
  )
  const { data: pools } = read.useQuery('get', '/v2/admin/pools', { params: { query: { resourceGroup: group } } })
  const pool = pools?.resources.find(
    (each) => each.deploymentType === type && each.residency === residency && (each.model === null || each.model === model),
  )
  const number = (value: number) => <Figure value={value} />
  const tokens = calls.reduce((sum, { perMinute, input, output }) => sum + perMinute * (input + output), 0)
  const requests = calls.reduce((sum, { perMinute }) => sum + perMinute, 0)
  const figures = [
    { name: words.rpm, value: requests, note: words.atPeak },
    { name: words.tpm, value: tokens, note: words.atPeak },
    ...(data && model !== '' && !error
      ? [
          {
            name: words.unitsNeeded[type],
            value: data.capacity,
            note: sentence(words.exactly, number(data.raw)),
          },
        ]
      : []),
  ]
  return (
    <Paper withBorder p="md" aria-live="polite">
      <Group gap={48} align="flex-start">
        {figures.map(({ name, value, note }) => (
          <div key={name}>
            <Text size="xs" c="dimmed">
              {name}
            </Text>
            <Text fz={22} fw={650}>
              {number(value)}
            </Text>
            <Text size="xs" c="dimmed">
              {note}
            </Text>
          </div>
        ))}
      </Group>
      {model === '' && (
        <Text size="sm" c="dimmed" mt="sm">
          {words.chooseModel}
        </Text>
      )}
      {data && !error && pool && pool.remaining !== null && (
        <Text size="sm" mt="sm" {...(pool.remaining < data.capacity ? { c: 'var(--mantine-color-error)' } : {})}>
          {sentence(
            pool.remaining < data.capacity ? words.notEnough : words.enough,
            number(pool.remaining),
            number(pool.limit ?? 0),
          )}
        </Text>
      )}
      {error && (
        <div style={{ marginTop: 12 }}>
          <Failed error={error} />
        </div>
      )}
    </Paper>
  )
}

const textOf = (calls: readonly Calls[]): string =>
  calls.map(({ perMinute, input, cached, output }) => [perMinute, input, cached, output].join('-')).join(',')

function callsIn(text: string | undefined): readonly Calls[] {
  const found = (text ?? '').split(',').flatMap((each) => {
    const [perMinute, input, cached, output] = each.split('-').map(Number)
    const numbers = [perMinute, input, cached, output]
    if (numbers.some((value) => value === undefined || Number.isNaN(value))) return []
    return [{ perMinute, input, cached, output } as Calls]
  })
  return found.length === 0 ? [usual] : found
}
