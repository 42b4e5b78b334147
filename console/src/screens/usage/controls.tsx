import { Button, Group, MultiSelect, SegmentedControl, Select } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { read } from '../../api/client.ts'
import { useApiKeys } from '../../parts/scope-text.tsx'
import { TimeRangePicker } from '../../parts/time-range.tsx'
import { TimezoneSelect } from '../../parts/timezone-select.tsx'
import { useCommonWords } from '../../words/common.ts'
import { filtersOf, intervalFor, standardRange, useAddress, useSpan, zoneOf } from './address.ts'
import { type FilterKey, filterKeys, type Interval, intervals } from './routes.ts'
import { type Dimension, dimensions, dimensionsIn } from './rows.ts'
import { useWords } from './words.ts'

/** The time, and whose calls: what all of the page is about. */
export function RangeAndFilters({ onRefresh }: { readonly onRefresh?: () => void }) {
  const common = useCommonWords()
  const words = useWords()
  const { search, set, setRange } = useAddress()
  const { asked } = useSpan()
  const values = useFilterValues()
  const any = Object.keys(filtersOf(search)).length > 0
  return (
    <Group gap="xs">
      <TimeRangePicker value={asked} onChange={setRange} standard={standardRange} {...(onRefresh ? { onRefresh } : {})} />
      {filterKeys.map((key) => (
        <Select
          key={key}
          size="xs"
          w={150}
          aria-label={words.dimensions[key]}
          placeholder={words.dimensions[key]}
          data={values[key] as { value: string; label: string }[]}
          value={search[key] ?? null}
          onChange={(value) => set({ [key]: value ?? undefined })}
          clearable
          searchable
        />
      ))}
      {any && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconX size={13} />}
          onClick={() => set(Object.fromEntries(filterKeys.map((key) => [key, undefined])))}
        >
          {common.clearFilters}
        </Button>
      )}
    </Group>
  )
}

/** How it is cut: steps of time and what rows are told apart by. */
export function Cut() {
  const words = useWords()
  const { search, set } = useAddress()
  const { span } = useSpan()
  return (
    <Group gap="xs" align="center">
      <SegmentedControl
        size="xs"
        aria-label={words.interval}
        value={search.interval ?? intervalFor(span)}
        onChange={(interval) => set({ interval: interval as Interval })}
        data={intervals.map((each) => ({ value: each, label: words.intervals[each] }))}
      />
      <TimezoneSelect
        size="xs"
        w={170}
        aria-label={words.timezone}
        value={zoneOf(search)}
        onChange={(timezone) => set({ timezone: timezone ?? undefined })}
      />
      <MultiSelect
        size="xs"
        miw={200}
        aria-label={words.by}
        placeholder={search.by === 'none' ? words.by : ''}
        data={dimensions.map((each) => ({ value: each, label: words.dimensions[each] }))}
        value={[...dimensionsIn(search.by)]}
        onChange={(by) => set({ by: by.length === 0 ? 'none' : (by as Dimension[]).join(',') })}
      />
    </Group>
  )
}

type Choice = { readonly value: string; readonly label: string }

/** What there is to filter by in the chosen time, whatever is filtered now. */
function useFilterValues(): Readonly<Record<FilterKey, readonly Choice[]>> {
  const { query } = useSpan()
  const keys = useApiKeys()
  const { search } = useAddress()
  const { data } = read.useQuery('get', '/v2/analytics/usage', {
    params: { query: { ...query, interval: 'month', groupBy: filterKeys.join(',') } },
  })
  const labelOf = (key: FilterKey, value: string): string => {
    if (key === 'deployment') return data?.resources.find((row) => row.deployment === value)?.deploymentName ?? value
    return key === 'apiKey' ? (keys.find(({ id }) => id === value)?.name ?? value) : value
  }
  const of = (key: FilterKey): readonly Choice[] =>
    [...new Set([search[key] ?? '', ...(data?.resources.map((row) => row[key] ?? '') ?? [])])]
      .filter((value) => value !== '')
      .map((value) => ({ value, label: labelOf(key, value) }))
      .sort((one, other) => one.label.localeCompare(other.label))
  return { resourceGroup: of('resourceGroup'), deployment: of('deployment'), model: of('model'), apiKey: of('apiKey') }
}
