import { Stack } from '@mantine/core'
import { useEffect } from 'react'
import classes from './chat.module.css'
import { Composer } from './composer.tsx'
import { type Kept, turnsOf, useConversation } from './conversation.ts'
import { Lane, type LaneTarget } from './lane.tsx'
import type { Send } from './stream.ts'
import { isOpen, openCalls } from './types.ts'
import { useChat } from './use-chat.ts'
import { useChatWords } from './words.ts'

/** Conversations side by side, one for each target, asked the same. `blocked`: why nothing can be sent; `blind`: images are not seen. */
export function Chat({
  targets,
  kept,
  send,
  blocked = null,
  blind = false,
  details = true,
  enterSends = false,
}: {
  readonly targets: readonly LaneTarget[]
  readonly kept: Kept
  readonly send: Send
  readonly blocked?: string | null
  readonly blind?: boolean
  readonly details?: boolean
  readonly enterSends?: boolean
}) {
  const words = useChatWords()
  const conversation = useConversation(kept)
  const chat = useChat(kept, send)
  const lanes = targets.map(({ name }) => name)
  const all = lanes.flatMap((lane) => turnsOf(conversation, lane))
  const busy = all.some(isOpen)
  const waits = lanes.some((lane) => openCalls(turnsOf(conversation, lane)).length > 0)
  const last = all.findLast((turn) => turn.kind === 'user')?.text ?? ''
  const submits = ({ key, metaKey, ctrlKey, shiftKey, nativeEvent }: React.KeyboardEvent): boolean =>
    key === 'Enter' && !nativeEvent.isComposing && (metaKey || ctrlKey || (enterSends && !shiftKey))
  useEffect(() => {
    if (!busy) return
    const stop = ({ key, shiftKey, defaultPrevented }: KeyboardEvent): void => {
      if (key === 'Escape' && !shiftKey && !defaultPrevented && !document.querySelector('[role=dialog][aria-modal=true]'))
        chat.stop()
    }
    window.addEventListener('keydown', stop)
    return () => window.removeEventListener('keydown', stop)
  }, [busy, chat])
  return (
    <Stack gap="xs" flex={1} mih={0}>
      <div className={classes['lanes']}>
        {targets.map((target) => (
          <Lane
            key={target.name}
            target={target}
            turns={turnsOf(conversation, target.name)}
            details={details}
            submits={submits}
            onEdit={(turn, text) => chat.edit(lanes, turn, text)}
            onAgain={(answer) => chat.again(target.name, answer)}
            onResults={(texts) => chat.results(target.name, texts)}
          />
        ))}
      </div>
      <Composer
        busy={busy}
        blocked={blocked ?? (waits ? words.waitsForResults : null)}
        blind={blind}
        last={last}
        enterSends={enterSends}
        submits={submits}
        onSend={(text, images) => chat.ask(lanes, text, images)}
        onStop={chat.stop}
      />
    </Stack>
  )
}
