import { Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react'
import { RelativeTime } from '../../parts/time.tsx'
import type { Details } from './data.ts'
import { useOverviewWords } from './overview-words.ts'

const looks = {
  True: { icon: IconCircleCheck, color: 'var(--lectern-ok)' },
  False: { icon: IconCircleX, color: 'var(--lectern-failed)' },
  Unknown: { icon: IconCircleDashed, color: 'var(--lectern-off)' },
} as const

/** What has to be true for it to answer, in the order in which it comes true. */
export function Conditions({ deployment }: { readonly deployment: Details }) {
  const words = useOverviewWords()
  const known = words.conditions as Readonly<Record<string, string>>
  const order = ['ChangesObserved', 'IngressReady']
  const sorted = deployment.statusDetails.deployment_info.toSorted(
    (one, other) => order.indexOf(one.type) - order.indexOf(other.type),
  )
  return (
    <Paper withBorder p="md" component="section" aria-label={words.conditionsTitle}>
      <Title order={2} size="h3" mb="xs">
        {words.conditionsTitle}
      </Title>
      <Stack gap="xs" component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
        {sorted.map(({ type, status, message, last_transition_time }) => {
          const { icon: Icon, color } = looks[status]
          return (
            <Group key={type} component="li" gap="xs" wrap="nowrap" align="flex-start">
              <Icon size={18} color={color} aria-hidden="true" style={{ flexShrink: 0, marginTop: 2 }} />
              <div>
                <Text size="sm">
                  {known[type] ?? type}: <b>{words.truths[status]}</b>{' '}
                  <Text span size="xs" c="dimmed">
                    <RelativeTime at={last_transition_time} />
                  </Text>
                </Text>
                {message && (
                  <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                    {message}
                  </Text>
                )}
              </div>
            </Group>
          )
        })}
      </Stack>
    </Paper>
  )
}
