import { Group, Paper, Stack, Text } from '@mantine/core'
import { read } from '../../api/client.ts'
import { Failed } from '../../parts/failed.tsx'
import { Figure } from '../../parts/figure.tsx'
import { PeekPanel } from '../../parts/peek-panel.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { Mark } from '../../parts/status.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { addressOf, deliveryTones, type Target } from './notifications.tsx'
import { useWords } from './words.ts'

/** What a target was told last, and what it is still to be told. */
export function Deliveries({ target, onClose }: { readonly target: Target; readonly onClose: () => void }) {
  const words = useWords()
  const { data, error, refetch } = read.useQuery('get', '/v2/admin/notification-targets/{targetId}/deliveries', {
    params: { path: { targetId: target.id } },
  })
  const body = () => {
    if (error) return <Failed error={error} retry={() => void refetch()} />
    if (!data) return <SkeletonRows rows={3} height={70} />
    if (data.resources.length === 0)
      return (
        <Text size="sm" c="dimmed">
          {words.nothingSentText}
        </Text>
      )
    return data.resources.map(({ eventId, kind, message, state, attempts, nextAttemptAt, trouble }) => (
      <Paper key={`${eventId} ${kind}`} withBorder p="sm">
        <Group justify="space-between">
          <Mark tone={deliveryTones[state]} text={words.states[state]} />
          <Text size="xs" c="dimmed">
            {kind}
          </Text>
        </Group>
        <Text size="sm" mt={4}>
          {message}
        </Text>
        <Text size="xs" c="dimmed" component="div">
          {attempts === 1 ? words.oneAttempt : sentence(words.attempts, <Figure value={attempts} />)}
          {nextAttemptAt && (
            <>
              {` · ${words.nextTry} `}
              <RelativeTime at={nextAttemptAt} />
            </>
          )}
        </Text>
        {trouble && (
          <Text size="xs" c="var(--mantine-color-error)">
            {trouble}
          </Text>
        )}
      </Paper>
    ))
  }
  return (
    <PeekPanel title={addressOf(target)} label={words.deliveriesOf(addressOf(target))} onClose={onClose}>
      <Stack gap="sm">{body()}</Stack>
    </PeekPanel>
  )
}
