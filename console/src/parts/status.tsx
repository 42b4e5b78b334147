import { Badge, Group, Text } from '@mantine/core'
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconLoader2,
  IconPlayerPause,
  IconPlayerStop,
  IconQuestionMark,
} from '@tabler/icons-react'
import type { ComponentType, ReactNode } from 'react'
import { makeWords } from '../words/words.ts'

/** How a status feels; colour never says it alone. */
export type Tone = 'ok' | 'busy' | 'warning' | 'failed' | 'off'

/** A word with an icon in the colour of its tone. */
export function Mark({
  tone,
  text,
  icon,
}: {
  readonly tone: Tone
  readonly text: ReactNode
  readonly icon?: ComponentType<{ size?: number | string }>
}) {
  const Icon = icon ?? icons[tone]
  const color = `var(--lectern-${tone})`
  return (
    <Badge
      variant="outline"
      leftSection={<Icon size={13} />}
      style={{ color, borderColor: color, textTransform: 'none', minWidth: 'max-content' }}
      radius="sm"
    >
      {text}
    </Badge>
  )
}

/** A deployment's status and, where it is on its way, where to. */
export function DeploymentStatus({
  status,
  target,
  message,
}: {
  readonly status: string
  readonly target?: string | undefined
  readonly message?: string | undefined
}) {
  const words = useStatusWords()
  const { tone, icon } = deploymentLooks[status] ?? { tone: 'off' as const, icon: IconQuestionMark }
  const known = words.status as Readonly<Record<string, string>>
  const aims = target !== undefined && target !== status && target in known ? words.to(known[target] ?? target) : null
  return (
    <div>
      <Group gap={6}>
        <Mark tone={tone} text={known[status] ?? status} icon={icon} />
        {aims && (
          <Text size="xs" c="dimmed">
            {aims}
          </Text>
        )}
      </Group>
      {message && (
        <Text size="xs" c="dimmed" lineClamp={2} maw={460}>
          {message}
        </Text>
      )}
    </div>
  )
}

const icons = {
  ok: IconCircleCheck,
  busy: IconLoader2,
  warning: IconAlertTriangle,
  failed: IconCircleX,
  off: IconPlayerStop,
} as const

const deploymentLooks: Readonly<
  Record<string, { readonly tone: Tone; readonly icon: ComponentType<{ size?: number | string }> }>
> = {
  RUNNING: { tone: 'ok', icon: IconCircleCheck },
  PENDING: { tone: 'busy', icon: IconLoader2 },
  UNKNOWN: { tone: 'off', icon: IconClock },
  STOPPED: { tone: 'off', icon: IconPlayerStop },
  STOPPING: { tone: 'busy', icon: IconLoader2 },
  DEAD: { tone: 'failed', icon: IconCircleX },
  DELETING: { tone: 'busy', icon: IconLoader2 },
  PAUSED: { tone: 'off', icon: IconPlayerPause },
}

export const useStatusWords = makeWords({
  en: {
    status: {
      RUNNING: 'Running',
      PENDING: 'Starting',
      UNKNOWN: 'Waiting',
      STOPPED: 'Stopped',
      STOPPING: 'Stopping',
      DEAD: 'Failed',
      DELETING: 'Deleting',
      DELETED: 'Deleted',
      PAUSED: 'Paused',
    },
    to: (target: string) => `→ ${target}`,
  },
  de: {
    status: {
      RUNNING: 'Läuft',
      PENDING: 'Startet',
      UNKNOWN: 'Wartet',
      STOPPED: 'Gestoppt',
      STOPPING: 'Stoppt',
      DEAD: 'Fehlgeschlagen',
      DELETING: 'Wird gelöscht',
      DELETED: 'Gelöscht',
      PAUSED: 'Pausiert',
    },
    to: (target: string) => `→ ${target}`,
  },
})
