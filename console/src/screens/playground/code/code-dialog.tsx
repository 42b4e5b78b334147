import { Modal, Stack, Text } from '@mantine/core'
import { useMemo } from 'react'
import { useGroup } from '../../../api/group.ts'
import { serverUrl } from '../../../app/place.ts'
import { Snippet } from '../../../parts/snippet.tsx'
import { useCommonWords } from '../../../words/common.ts'
import { type Kept, turnsOf, useConversation } from '../chat/conversation.ts'
import { badJson, requestOf } from '../chat/request.ts'
import type { Conversation, Turn } from '../chat/types.ts'
import type { Target } from '../targets.ts'
import { type ChatBody, chatCurl, chatJava, chatPython, chatSap, chatScript } from './chat-code.ts'
import { useCodeWords } from './code-words.ts'

/** The call that would go out next, in several languages. */
export function CodeDialog({
  target,
  kept,
  onClose,
}: {
  readonly target: Target
  readonly kept: Kept
  readonly onClose: () => void
}) {
  const words = useCodeWords()
  const common = useCommonWords()
  const group = useGroup()
  const conversation = useConversation(kept)
  const tabs = useMemo(() => {
    const body = bodyOf(conversation, target.name)
    const at = { id: target.id, server: serverUrl, group }
    return [
      { id: 'curl', label: 'cURL', code: chatCurl(body, at) },
      { id: 'python', label: 'Python', code: chatPython(body, at) },
      { id: 'typescript', label: 'TypeScript', code: chatScript(body, at) },
      { id: 'java', label: 'Java', code: chatJava(body, at) },
      { id: 'sap', label: 'SAP Cloud SDK for AI', code: chatSap(body, at), note: words.sap },
    ]
  }, [conversation, target, group, words])
  const images = Object.values(conversation.lanes).some((turns) =>
    turns.some((turn) => turn.kind === 'user' && turn.images.length > 0),
  )
  return (
    <Modal opened onClose={onClose} title={words.title} size="xl" closeButtonProps={{ 'aria-label': common.close }}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {images ? `${words.text} ${words.images}` : words.text}
        </Text>
        <Snippet label={words.title} tabs={tabs} keyVariable="LECTERN_API_KEY" />
      </Stack>
    </Modal>
  )
}

/** Without JSON that cannot be sent, and with something to ask where nothing was asked yet. */
function bodyOf(conversation: Conversation, lane: string): ChatBody {
  const bad = badJson(conversation.parameters)
  const parameters = Object.fromEntries(
    Object.entries(conversation.parameters).filter(([name]) => !bad.some((field) => field === name)),
  )
  const turns = turnsOf(conversation, lane)
  const asked = turns.findLastIndex(({ kind }) => kind !== 'answer')
  const hello: readonly Turn[] = [{ kind: 'user', id: '', text: 'Hello', images: [] }]
  const said = asked < 0 ? hello : turns.slice(0, asked + 1).map(shortened)
  return requestOf(lane, { ...conversation, parameters }, said) as ChatBody
}

const shortened = (turn: Turn): Turn =>
  turn.kind === 'user' ? { ...turn, images: turn.images.map((image) => `${image.slice(0, 60)}…`) } : turn
