import { Anchor, Group, Paper, Stack, Text } from '@mantine/core'
import { IconBulb } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { read } from '../../api/client.ts'
import { Empty } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Costs, Money } from '../../parts/money.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { Mark } from '../../parts/status.tsx'
import { Moment } from '../../parts/time.tsx'
import { useWords } from './words.ts'

/** Deployments that cost more than usual, and those that cost money while nobody calls them. */
export function Hints() {
  const words = useWords()
  const { data, error, refetch } = read.useQuery('get', '/v2/analytics/hints', {})
  if (error) return <Failed error={error} retry={() => void refetch()} />
  if (!data) return <SkeletonRows rows={4} height={64} />
  if (data.resources.length === 0)
    return <Empty icon={<IconBulb size={36} stroke={1.4} />} title={words.hintsEmpty} text={words.hintsEmptyText} />
  return (
    <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {data.resources.map((hint) => (
        <Paper key={`${hint.kind} ${hint.deployment} ${hint.start}`} withBorder p="sm" component="li">
          <Group justify="space-between">
            <Group gap="sm">
              <Mark tone="warning" text={words[hint.kind]} />
              <Text size="sm" fw={600}>
                {hint.deploymentName}
              </Text>
              <Text size="xs" c="dimmed">
                {hint.resourceGroup}
              </Text>
            </Group>
            <Text size="sm" fw={600}>
              <Costs costs={hint.costs ?? (hint.cost ? [hint.cost] : [])} none="" />
              {hint.usual && (
                <Text span size="xs" c="dimmed" fw={400}>
                  {' ('}
                  {sentence(words.usual, <Money {...hint.usual} />)}
                  {')'}
                </Text>
              )}
            </Text>
          </Group>
          <Text size="sm" mt={4}>
            {hint.message}
          </Text>
          <Group gap="md" mt={4}>
            <Text size="xs" c="dimmed">
              {sentence(hint.start ? words.hour : words.since, <Moment at={hint.start ?? hint.since ?? 0} />)}
            </Text>
            <Anchor
              size="xs"
              renderRoot={(props) => <Link to="/usage" search={{ deployment: hint.deployment, range: '30d' }} {...props} />}
            >
              {words.look}
            </Anchor>
          </Group>
        </Paper>
      ))}
    </Stack>
  )
}
