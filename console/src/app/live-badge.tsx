import { Badge, Tooltip } from '@mantine/core'
import { IconBolt, IconCloudOff, IconLoader2 } from '@tabler/icons-react'
import { useLiveness } from '../api/live.ts'
import { useShellWords } from './words.ts'

/** Says whether changes arrive by themselves; loud only when they do not. */
export function LiveBadge() {
  const words = useShellWords()
  const liveness = useLiveness()
  const look = {
    live: { icon: <IconBolt size={12} />, text: words.live, hint: words.liveText, color: 'var(--lectern-ok)' },
    stale: { icon: <IconCloudOff size={12} />, text: words.stale, hint: words.staleText, color: 'var(--lectern-warning)' },
    connecting: { icon: <IconLoader2 size={12} />, text: words.connecting, hint: words.connecting, color: 'var(--lectern-off)' },
  }[liveness]
  return (
    <Tooltip label={look.hint}>
      <Badge
        variant="outline"
        leftSection={look.icon}
        role="status"
        {...(liveness === 'stale' ? {} : { visibleFrom: 'sm' as const })}
        style={{ color: look.color, borderColor: look.color, textTransform: 'none' }}
      >
        {look.text}
      </Badge>
    </Tooltip>
  )
}
