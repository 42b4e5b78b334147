import { Collapse, Group, NumberInput, SegmentedControl, SimpleGrid, Text, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useId, useState } from 'react'
import { useSeparators } from '../separators.ts'
import { type Field, isElastic, type Metric, type Policy, usualPolicy } from './policy.ts'
import { Schedules } from './schedules.tsx'
import { usePolicyWords } from './words.ts'

/** The bounds of how many instances a component has, and what moves it between them. */
export function PolicyFields({
  policy,
  onChange,
  errors = {},
}: {
  readonly policy: Policy
  /** What is as usual again is left out. */
  readonly onChange: (policy: Policy) => void
  readonly errors?: { readonly [field in Field]?: string | undefined }
}) {
  const words = usePolicyWords()
  const separators = useSeparators()
  const metricId = useId()
  const [more, setMore] = useState(false)
  const set = (fields: { readonly [K in keyof Policy]?: Policy[K] | undefined }): void => {
    const all = Object.entries({ ...policy, ...fields }).filter(([, value]) => value !== undefined)
    onChange(Object.fromEntries(all))
  }
  const elastic = isElastic(policy)
  const number = (name: Field, min: number, max: number, more: object = {}) => (
    <NumberInput
      label={words.fields[name]}
      description={words.hints[name]}
      placeholder={name in usualPolicy ? String(usualPolicy[name as keyof typeof usualPolicy]) : words.usual}
      value={policy[name] ?? ''}
      onChange={(next) => set({ [name]: typeof next === 'number' ? next : undefined })}
      min={min}
      max={max}
      error={errors[name]}
      classNames={{ input: 'number' }}
      {...separators}
      {...more}
    />
  )
  return (
    <>
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm" verticalSpacing="sm">
        {number('minInstances', 0, 1_000, { allowDecimal: false })}
        {number('maxInstances', 1, 1_000, { allowDecimal: false })}
        {elastic && number('target', 0.01, 1_000_000)}
        {elastic && number('utilization', 0.01, 1, { step: 0.05 })}
      </SimpleGrid>
      {elastic && (
        <Group gap="sm">
          <Text size="sm" fw={500} id={metricId}>
            {words.metric}
          </Text>
          <SegmentedControl
            size="xs"
            aria-labelledby={metricId}
            data={[
              { value: 'concurrency', label: words.metrics.concurrency },
              { value: 'rps', label: words.metrics.rps },
            ]}
            value={policy.metric ?? usualPolicy.metric}
            onChange={(metric) => set({ metric: metric as Metric })}
          />
        </Group>
      )}
      <Schedules policy={policy} onChange={(schedules) => set({ schedules })} />
      {elastic && (
        <div>
          <UnstyledButton onClick={() => setMore(!more)} aria-expanded={more} fz="sm" c="var(--mantine-color-anchor)">
            <Group gap={4}>
              {more ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
              {words.more}
            </Group>
          </UnstyledButton>
          <Collapse expanded={more}>
            <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm" mt="xs">
              {number('stableWindowSeconds', 6, 3_600)}
              {number('panicWindowPercentage', 1, 100)}
              {number('panicThresholdPercentage', 1, 1_000)}
              {number('scaleDownDelaySeconds', 0, 3_600)}
              {number('scaleToZeroRetentionSeconds', 0, 86_400)}
              {number('queueDepth', 1, 10_000)}
            </SimpleGrid>
          </Collapse>
        </div>
      )}
    </>
  )
}
