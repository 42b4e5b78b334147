import { useEffect, useRef, useState } from 'react'
import { type Details, isOnItsWay } from './data.ts'
import { useWords } from './words.ts'

/** `absent`: this browser cannot, or there is nothing to wait for. */
export type Notice = { readonly kind: 'absent' | 'offered' | 'set' | 'refused'; readonly ask: () => void }

/** Tells by the browser when a deployment that is on its way has come to run, or has failed; while the page stays open. */
export function useNotice(deployment: Details | undefined): Notice {
  const words = useWords()
  const [wanted, setWanted] = useState(false)
  const [refused, setRefused] = useState(false)
  const before = useRef<string | undefined>(undefined)
  const status = deployment?.status
  useEffect(() => {
    const was = before.current
    before.current = status
    if (!wanted || !deployment || was === undefined || was === status) return
    if (status !== 'RUNNING' && status !== 'DEAD') return
    setWanted(false)
    const text = status === 'RUNNING' ? words.nowRuns(deployment.name) : words.nowFailed(deployment.name)
    new Notification(text, { body: deployment.statusMessage, tag: deployment.id })
  }, [status, wanted, deployment, words])
  const ask = (): void =>
    void Notification.requestPermission().then((answer) => {
      setWanted(answer === 'granted')
      setRefused(answer !== 'granted')
    })
  const able = 'Notification' in window && deployment !== undefined && isOnItsWay(deployment) && status !== 'STOPPING'
  return { kind: !able ? 'absent' : refused ? 'refused' : wanted ? 'set' : 'offered', ask }
}
