import { ActionIcon, Autocomplete, Button, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useLanguage } from '../../words/words.ts'
import { cronText } from './cron-text.ts'
import type { Policy, Schedule } from './policy.ts'
import { usePolicyWords } from './words.ts'

/** Other bounds from certain times on, each said in words as it is typed. */
export function Schedules({
  policy,
  onChange,
}: {
  readonly policy: Policy
  readonly onChange: (schedules: readonly Schedule[]) => void
}) {
  const words = usePolicyWords()
  const language = useLanguage()
  const { schedules = [] } = policy
  const set = (index: number, part: Partial<Schedule>): void =>
    onChange(schedules.map((each, at) => (at === index ? { ...each, ...part } : each)))
  const add = (): void =>
    onChange([
      ...schedules,
      {
        cron: '0 7 * * 1-5',
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        minInstances: Math.max(1, policy.minInstances ?? 1),
      },
    ])
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text size="sm" fw={500}>
          {words.schedules}
        </Text>
        <Button variant="default" size="compact-sm" leftSection={<IconPlus size={14} />} onClick={add}>
          {words.addSchedule}
        </Button>
      </Group>
      {schedules.map((each, index) => (
        <Group key={index} gap="xs" align="flex-start" role="group" aria-label={words.schedule(index + 1)}>
          <TextInput
            label={words.cron}
            placeholder={words.cronOrder}
            title={words.cronOrder}
            description={cronText(each.cron, language)}
            inputWrapperOrder={['label', 'input', 'description']}
            value={each.cron}
            onChange={({ currentTarget }) => set(index, { cron: currentTarget.value })}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            flex={2}
            miw={180}
          />
          <Autocomplete
            label={words.timezone}
            data={zones}
            limit={8}
            value={each.timezone ?? 'UTC'}
            onChange={(timezone) => set(index, { timezone })}
            flex={1}
            miw={150}
          />
          <NumberInput
            label={words.fields.minInstances}
            value={each.minInstances}
            onChange={(next) => typeof next === 'number' && set(index, { minInstances: next })}
            min={0}
            max={1_000}
            w={110}
          />
          <NumberInput
            label={words.fields.maxInstances}
            placeholder={words.asElse}
            value={each.maxInstances ?? ''}
            onChange={(next) => {
              const { maxInstances: _, ...rest } = each
              const changed = typeof next === 'number' ? { ...rest, maxInstances: next } : rest
              onChange(schedules.map((other, at) => (at === index ? changed : other)))
            }}
            min={1}
            max={1_000}
            w={110}
          />
          <ActionIcon
            variant="default"
            size={36}
            mt={24}
            aria-label={words.removeSchedule(index + 1)}
            onClick={() => onChange(schedules.filter((_, at) => at !== index))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
    </Stack>
  )
}

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')]
