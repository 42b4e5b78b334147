import { Stack, Text } from '@mantine/core'
import { useMemo, useState } from 'react'
import { Flow } from '../../parts/flow.tsx'
import { PhaseTimeline } from '../../parts/phase-timeline.tsx'
import { instances } from './samples.ts'

const nodes = [
  { id: 'executable', kind: 'Executable', label: 'azure-openai', tone: 'off' },
  { id: 'model', kind: 'Artifact', label: 'iris 3', detail: 'sklearn', tone: 'off' },
  { id: 'configuration', kind: 'Configuration', label: 'chat-small', tone: 'off' },
  { id: 'stable', kind: 'Deployment', label: 'chat-prod', detail: '90 %', tone: 'ok' },
  { id: 'canary', kind: 'Rollout', label: 'chat-next', detail: '10 %', tone: 'busy' },
  { id: 'old', kind: 'Spillover', label: 'chat-backup', tone: 'failed' },
] as const
const edges = [
  { from: 'executable', to: 'configuration' },
  { from: 'model', to: 'configuration' },
  { from: 'configuration', to: 'stable' },
  { from: 'configuration', to: 'canary', label: 'rollout' },
  { from: 'stable', to: 'old', dashed: true, label: 'when full' },
]

export function Graphs() {
  const [opened, setOpened] = useState('')
  const now = useMemo(() => Math.floor(Date.now() / 60_000) * 60_000, [])
  const rows = useMemo(() => instances(now), [now])
  return (
    <Stack>
      <PhaseTimeline title="Instances" rows={rows} from={now - 1_800_000} to={now} />
      <Flow label="How chat-prod is made" nodes={nodes} edges={edges} onOpen={setOpened} height={340} />
      <Text size="sm" role="status">
        {`Opened: ${opened}`}
      </Text>
    </Stack>
  )
}
