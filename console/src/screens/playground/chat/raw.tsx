import { Group, Modal, SegmentedControl, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { JsonView } from '../../../parts/json-view.tsx'
import { useCommonWords } from '../../../words/common.ts'
import { EventList } from './event-list.tsx'
import { eventsOf } from './events.ts'
import type { AnswerTurn } from './types.ts'
import { useChatWords } from './words.ts'

/** What was sent, and what came back: put together again as the answer of one piece, or event by event. */
export function Raw({ turn, onClose }: { readonly turn: AnswerTurn; readonly onClose: () => void }) {
  const words = useChatWords()
  const common = useCommonWords()
  const [shown, setShown] = useState<'whole' | 'events'>('whole')
  const events = eventsOf(turn.id)
  return (
    <Modal opened onClose={onClose} title={words.raw} size="xl" closeButtonProps={{ 'aria-label': common.close }}>
      <Stack>
        <Text fw={600} size="sm">
          {words.rawRequest}
        </Text>
        <JsonView label={words.rawRequest} value={turn.request} depth={3} maxHeight="34vh" />
        <Group justify="space-between">
          <Text fw={600} size="sm">
            {words.rawAnswer}
          </Text>
          {events.length > 0 && (
            <SegmentedControl
              size="xs"
              aria-label={words.rawAnswer}
              data={[
                { value: 'whole', label: words.rawWhole },
                { value: 'events', label: words.rawCame(events.length) },
              ]}
              value={shown}
              onChange={(next) => setShown(next as typeof shown)}
            />
          )}
        </Group>
        {shown === 'events' ? (
          <EventList events={events} maxHeight="40vh" />
        ) : (
          <JsonView label={words.rawAnswer} value={answerOf(turn)} depth={5} maxHeight="34vh" />
        )}
      </Stack>
    </Modal>
  )
}

const answerOf = ({ trouble, text, reasoning, toolCalls, finish, usage, model }: AnswerTurn): object =>
  trouble
    ? { error: trouble }
    : {
        object: 'chat.completion',
        model,
        choices: [
          {
            index: 0,
            message: {
              role: 'assistant',
              content: text === '' ? null : text,
              ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
              ...(toolCalls.length === 0
                ? {}
                : { tool_calls: toolCalls.map(({ id, ...called }) => ({ id, type: 'function', function: called })) }),
            },
            finish_reason: finish,
          },
        ],
        usage,
      }
