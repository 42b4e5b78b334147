import { Group, SegmentedControl, SimpleGrid, Stack } from '@mantine/core'
import { IconChartDots } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { read } from '../../../api/client.ts'
import { Empty } from '../../../parts/empty.tsx'
import { SkeletonRows } from '../../../parts/skeleton-rows.tsx'
import { troubleOf } from '../chat/trouble.ts'
import { TroubleView } from '../chat/trouble-view.tsx'
import classes from '../playground.module.css'
import type { ScreenProps } from '../playground.tsx'
import { TargetSelect } from '../target-select.tsx'
import type { Target } from '../targets.ts'
import { Answered } from './answered.tsx'
import { predict } from './ask.ts'
import { type Way, waysOf } from './document.ts'
import { FreeInput, type Request, WayInput } from './inputs.tsx'
import { usePredictWords } from './words.ts'

/** Asks a model of one's own, by a form made from what the model tells of itself, or by any JSON at any path. */
export function Predict({ target, targets, set }: ScreenProps) {
  const choice = (
    <TargetSelect target={target} targets={targets} onChoose={(name) => set({ deployment: name, mode: 'predict' })} />
  )
  const path = { deploymentId: target.id }
  const { data, isPending } = read.useQuery('get', '/v2/lm/deployments/{deploymentId}/openapi', { params: { path } })
  if (isPending)
    return (
      <Stack>
        {choice}
        <SkeletonRows rows={4} height={46} />
      </Stack>
    )
  // Containers, and models that nobody described, have no document.
  const ways = data ? waysOf(data as { readonly paths: Readonly<Record<string, unknown>> }) : []
  return <Asking key={`${target.id} ${ways.length}`} target={target} ways={ways} choice={choice} />
}

function Asking({
  target,
  ways,
  choice,
}: {
  readonly target: Target
  readonly ways: readonly Way[]
  readonly choice: React.ReactNode
}) {
  const words = usePredictWords()
  const [chosen, choose] = useState(ways[0]?.path ?? '')
  const [sent, setSent] = useState<Request | null>(null)
  const asked = useMutation({ mutationFn: ({ path, body }: Request) => predict(target.id, path, body) })
  const way = ways.find(({ path }) => path === chosen)
  const run = (request: Request): void => {
    if (asked.isPending) return
    setSent(request)
    asked.mutate(request)
  }
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
      <Stack gap="sm">
        {choice}
        {ways.length > 0 && (
          <Group>
            <SegmentedControl
              size="xs"
              aria-label={words.protocol}
              value={chosen}
              onChange={choose}
              data={[
                ...ways.map(({ protocol, path }) => ({
                  value: path,
                  // Several models of one deployment differ by their paths alone.
                  label: ways.length > 2 ? path : words[protocol],
                })),
                { value: '', label: words.other },
              ]}
            />
          </Group>
        )}
        {way ? (
          <WayInput key={way.path} way={way} pending={asked.isPending} onRun={run} />
        ) : (
          <FreeInput target={target} known={ways.length > 0} pending={asked.isPending} onRun={run} />
        )}
      </Stack>
      <div className={classes['result']}>
        {asked.error ? (
          <TroubleView trouble={troubleOf(asked.error)} deploymentId={target.id} onRetry={() => sent && run(sent)} />
        ) : asked.data && sent ? (
          <Answered predicted={asked.data} request={sent} deploymentId={target.id} />
        ) : (
          <Empty icon={<IconChartDots size={36} stroke={1.4} />} title={words.startTitle} text={words.startText} />
        )}
      </div>
    </SimpleGrid>
  )
}
