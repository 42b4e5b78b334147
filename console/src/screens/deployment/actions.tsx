import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import {
  IconBell,
  IconBellCheck,
  IconBellOff,
  IconCopyPlus,
  IconEdit,
  IconMessage,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconTrash,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Guarded } from '../../parts/guarded.tsx'
import { useCommonWords } from '../../words/common.ts'
import { act, isEligible } from '../deployments/acts.ts'
import { type Details, pause } from './data.ts'
import type { Notice } from './notice.ts'
import { RemoveDialog } from './remove-dialog.tsx'
import { useWords } from './words.ts'

/** What can be done with the deployment as a whole. */
export function Actions({ deployment, notice }: { readonly deployment: Details; readonly notice: Notice }) {
  const words = useWords()
  const common = useCommonWords()
  const [busy, setBusy] = useState(false)
  const [removing, setRemoving] = useState(false)
  const run = async (doIt: () => Promise<unknown>): Promise<void> => {
    setBusy(true)
    const tell = (message: string): void => {
      notifications.show({ color: 'red', title: common.failed, message })
    }
    await doIt().catch((error: Error) => tell(error.message))
    setBusy(false)
  }
  const verb = (which: 'stop' | 'start') => () =>
    run(async () => {
      const [refused] = await act(which, [deployment])
      if (refused !== undefined) throw new Error(refused)
    })
  const button = (may: boolean) => ({ variant: 'default', size: 'xs', disabled: !may || busy }) as const
  const going = deployment.targetStatus === 'RUNNING'
  const Bell = { absent: IconBell, offered: IconBell, set: IconBellCheck, refused: IconBellOff }[notice.kind]
  return (
    <>
      {notice.kind !== 'absent' && (
        <Tooltip label={words.notice[notice.kind]}>
          <ActionIcon
            variant="default"
            size={30}
            aria-label={words.notice[notice.kind]}
            disabled={notice.kind !== 'offered'}
            onClick={notice.ask}
          >
            <Bell size={15} />
          </ActionIcon>
        </Tooltip>
      )}
      <Guarded least="operator">
        {(may) => (
          <>
            {isEligible.stop(deployment) && (
              <Button {...button(may)} leftSection={<IconPlayerStop size={15} />} onClick={() => void verb('stop')()}>
                {words.stop}
              </Button>
            )}
            {isEligible.start(deployment) && (
              <Button {...button(may)} leftSection={<IconPlayerPlay size={15} />} onClick={() => void verb('start')()}>
                {words.start}
              </Button>
            )}
            {going && (
              <Tooltip label={deployment.paused ? words.resumeText : words.pauseText}>
                <Button
                  {...button(may)}
                  leftSection={deployment.paused ? <IconPlayerPlay size={15} /> : <IconPlayerPause size={15} />}
                  onClick={() => void run(() => pause(deployment, !deployment.paused))}
                >
                  {deployment.paused ? words.resume : words.pause}
                </Button>
              </Tooltip>
            )}
            <Button
              {...button(may)}
              disabled={!may}
              leftSection={<IconEdit size={15} />}
              renderRoot={(props) => (
                <Link to="/deployments/$deploymentId/edit" params={{ deploymentId: deployment.id }} {...props} />
              )}
            >
              {common.edit}
            </Button>
            <Button
              {...button(may)}
              disabled={!may}
              leftSection={<IconCopyPlus size={15} />}
              renderRoot={(props) => <Link to="/deployments/new" search={{ from: deployment.id }} {...props} />}
            >
              {words.duplicate}
            </Button>
            <Tooltip label={isEligible.remove(deployment) ? words.remove : words.stopFirst}>
              <ActionIcon
                variant="default"
                size={30}
                aria-label={words.remove}
                disabled={!may || !isEligible.remove(deployment)}
                onClick={() => setRemoving(true)}
              >
                <IconTrash size={15} />
              </ActionIcon>
            </Tooltip>
          </>
        )}
      </Guarded>
      <Guarded least="consumer">
        {(may) => (
          <Button
            size="xs"
            leftSection={<IconMessage size={15} />}
            disabled={!may}
            renderRoot={(props) => <Link to="/playground" search={{ deployment: deployment.name }} {...props} />}
          >
            {words.playground}
          </Button>
        )}
      </Guarded>
      <RemoveDialog deployment={deployment} opened={removing} onClose={() => setRemoving(false)} />
    </>
  )
}
