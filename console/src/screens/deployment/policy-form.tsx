import { Collapse, Group, NumberInput, SegmentedControl, SimpleGrid, Text, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import { useSeparators } from '../../parts/separators.ts'
import { useLanguage } from '../../words/words.ts'
import { cronText } from './cron-text.ts'
import { change, type Details } from './data.ts'
import { FormCard } from './form-card.tsx'
import { type Component, type Policy, policyOf } from './policy.ts'
import { useScalingWords } from './scaling-words.ts'
import { Schedules } from './schedules.tsx'

/** The bounds of how many instances a component has, and what moves it between them; with all of it said in a sentence. */
export function PolicyForm({ deployment, component }: { readonly deployment: Details; readonly component: Component }) {
  const words = useScalingWords()
  const language = useLanguage()
  const separators = useSeparators()
  const inForce = policyOf(deployment, component)
  const [policy, setPolicy] = useState<Policy>(inForce)
  const [more, setMore] = useState(false)
  const set = (part: Partial<Policy>): void => setPolicy({ ...policy, ...part })
  const save = () => {
    const { target, queueDepth, ...rest } = policy
    return change(deployment.id, {
      scaling: { [component]: { ...rest, target: target ?? null, queueDepth: queueDepth ?? null } },
    })
  }
  const elastic = policy.minInstances < policy.maxInstances || policy.schedules.length > 0
  const number = (name: keyof typeof words.fields & keyof Policy, min: number, max: number, more: object = {}) => (
    <NumberInput
      label={words.fields[name]}
      description={words.hints[name]}
      value={(policy[name] as number | undefined) ?? ''}
      onChange={(next) => set({ [name]: typeof next === 'number' ? next : undefined })}
      min={min}
      max={max}
      classNames={{ input: 'number' }}
      {...separators}
      {...more}
    />
  )
  return (
    <FormCard
      title={words.policy(words.components[component])}
      text={
        <>
          <Text size="sm" role="status">
            {words.sentence(policy)}
          </Text>
          {policy.schedules.map((each, index) => (
            <Text key={index} size="sm">
              {words.scheduled(
                cronText(each.cron, language),
                each.timezone,
                each.minInstances,
                each.maxInstances ?? policy.maxInstances,
              )}
            </Text>
          ))}
        </>
      }
      dirty={JSON.stringify(policy) !== JSON.stringify(inForce)}
      undo={() => setPolicy(inForce)}
      save={save}
      done={words.savedPolicy}
    >
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm" verticalSpacing="sm">
        {number('minInstances', 0, 1_000, { allowDecimal: false })}
        {number('maxInstances', 1, 1_000, { allowDecimal: false })}
        {elastic && number('target', 0.01, 1_000_000, { placeholder: words.usual })}
        {elastic && number('utilization', 0.01, 1, { step: 0.05 })}
      </SimpleGrid>
      {elastic && (
        <Group gap="sm">
          <Text size="sm" fw={500} id={`metric ${component}`}>
            {words.metric}
          </Text>
          <SegmentedControl
            size="xs"
            aria-labelledby={`metric ${component}`}
            data={[
              { value: 'concurrency', label: words.metrics.concurrency },
              { value: 'rps', label: words.metrics.rps },
            ]}
            value={policy.metric}
            onChange={(metric) => set({ metric: metric as Policy['metric'] })}
          />
        </Group>
      )}
      <Schedules policy={policy} onChange={(schedules) => set({ schedules: [...schedules] })} />
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
              {number('queueDepth', 1, 10_000, { placeholder: words.usual })}
            </SimpleGrid>
          </Collapse>
        </div>
      )}
    </FormCard>
  )
}
