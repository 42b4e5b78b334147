import { Paper, Stack } from '@mantine/core'
import { IconArrowsMaximize } from '@tabler/icons-react'
import { useMemo } from 'react'
import { read } from '../../api/client.ts'
import { Empty } from '../../parts/empty.tsx'
import { PhaseTimeline } from '../../parts/phase-timeline.tsx'
import { TimeRangePicker } from '../../parts/time-range.tsx'
import type { Details } from './data.ts'
import { InstancesNow } from './instances-now.tsx'
import { PolicyForm } from './policy-form.tsx'
import { useScalingWords } from './scaling-words.ts'
import { useTime } from './time.ts'
import { timelineRows } from './timeline-rows.ts'

/** How many instances it has and had, and what makes them more or fewer. */
export function Scaling({ deployment }: { readonly deployment: Details }) {
  const words = useScalingWords()
  const { instances } = deployment
  if (!instances)
    return <Empty icon={<IconArrowsMaximize size={36} stroke={1.4} />} title={words.elsewhere} text={words.elsewhereText} />
  return (
    <>
      <InstancesNow deployment={deployment} />
      <Timeline deployment={deployment} />
      <Stack>
        <PolicyForm
          key={`predictor ${JSON.stringify(deployment.scaling?.predictor ?? null, policyOnly)}`}
          deployment={deployment}
          component="predictor"
        />
        {instances.transformer && (
          <PolicyForm
            key={`transformer ${JSON.stringify(deployment.scaling?.transformer ?? null, policyOnly)}`}
            deployment={deployment}
            component="transformer"
          />
        )}
      </Stack>
    </>
  )
}

/** What the autoscaler says meanwhile is no change of what is set: a form that is being filled in must not be emptied by it. */
const policyOnly = (key: string, value: unknown): unknown =>
  key === 'instances' || key === 'running' || key === 'reason' ? undefined : value

function Timeline({ deployment }: { readonly deployment: Details }) {
  const words = useScalingWords()
  const time = useTime('1h', deployment.createdAt)
  const { data } = read.useQuery(
    'get',
    '/v2/lm/deployments/{deploymentId}/instances/timeline',
    { params: { path: { deploymentId: deployment.id }, query: time.query } },
    { placeholderData: (before) => before },
  )
  const rows = useMemo(() => timelineRows(data?.resources ?? [], time.span, words), [data, time.span, words])
  return (
    <Stack gap="xs">
      <TimeRangePicker {...time.picker} />
      <Paper withBorder px="md" py="xs" style={{ minWidth: 0 }}>
        <PhaseTimeline title={words.timeline} rows={rows} from={time.span.from} to={time.span.to} />
      </Paper>
    </Stack>
  )
}
