import { ActionIcon, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconMinus, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { Deployment } from '../../api/deployments.ts'
import { useMay } from '../../api/session.ts'
import { Figure } from '../../parts/figure.tsx'
import { useCommonWords } from '../../words/common.ts'
import { scale } from './acts.ts'
import { useWords } from './words.ts'

/** How many instances there are, and one more or less at a click. Models elsewhere have none. */
export function InlineScale({ deployment }: { readonly deployment: Deployment }) {
  const words = useWords()
  const common = useCommonWords()
  const may = useMay('operator')
  const [busy, setBusy] = useState(false)
  const count = deployment.instances?.predictor
  if (!count) return <Text size="sm">–</Text>
  const { running, least, most } = count
  const change = async (least: number, most: number): Promise<void> => {
    setBusy(true)
    await scale(deployment.id, least, most).catch((error: Error) =>
      notifications.show({ color: 'red', title: common.failed, message: error.message }),
    )
    setBusy(false)
  }
  return (
    <Group gap={4} wrap="nowrap">
      <ActionIcon
        size="sm"
        variant="default"
        aria-label={words.fewer(deployment.name)}
        disabled={!may || busy || least === 0}
        onClick={() => void change(least - 1, Math.max(1, most - 1))}
      >
        <IconMinus size={12} />
      </ActionIcon>
      <Text size="sm" miw={44} ta="center">
        <Figure value={running} />
        <Text span c="dimmed" size="xs">
          {' / '}
          <Figure value={least} />
          {least !== most && (
            <>
              {'–'}
              <Figure value={most} />
            </>
          )}
        </Text>
      </Text>
      <ActionIcon
        size="sm"
        variant="default"
        aria-label={words.more(deployment.name)}
        disabled={!may || busy}
        onClick={() => void change(least + 1, Math.max(most, least + 1))}
      >
        <IconPlus size={12} />
      </ActionIcon>
    </Group>
  )
}
