import { notifications } from '@mantine/notifications'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { tinykeys } from 'tinykeys'
import { unlessTyping, useSingleKeysOn } from '../../app/shortcuts.tsx'
import { toClipboard } from '../../parts/clipboard.ts'
import { useCommonWords } from '../../words/common.ts'
import { type Details, urlOf, useView } from './data.ts'

/** e edits, l shows the logs, y copies the URL. */
export function useDeploymentKeys(deployment: Details | undefined): void {
  const common = useCommonWords()
  const navigate = useNavigate()
  const { set } = useView()
  const singleKeys = useSingleKeysOn()
  const before = useRef({ key: '', at: 0 })
  useEffect(() => {
    if (!singleKeys || !deployment) return
    // The second letter of "g e" is not ours.
    const remember = ({ key, timeStamp }: KeyboardEvent): void => {
      before.current = { key, at: timeStamp }
    }
    const alone = (act: () => void) => (event: KeyboardEvent) => {
      if (before.current.key !== 'g' || event.timeStamp - before.current.at > 1_000) act()
    }
    const copy = (): void =>
      void toClipboard(urlOf(deployment)).then((done) => done && notifications.show({ message: common.copied }))
    const edit = (): void =>
      void navigate({ to: '/deployments/$deploymentId/edit', params: { deploymentId: deployment.id }, search: {} })
    const forget = tinykeys(
      window,
      unlessTyping({
        e: alone(edit),
        l: alone(() => set({ tab: 'logs', q: undefined, peek: undefined }, false)),
        y: alone(copy),
      }),
    )
    window.addEventListener('keydown', remember)
    return () => {
      forget()
      window.removeEventListener('keydown', remember)
    }
  })
}
