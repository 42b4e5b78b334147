import { Modal, Stack, Text } from '@mantine/core'
import { JsonView } from '../../../parts/json-view.tsx'
import { useCommonWords } from '../../../words/common.ts'
import type { AnswerTurn } from './types.ts'
import { useChatWords } from './words.ts'

/** What was sent, and what came back put together again as the answer of one piece. */
export function Raw({ turn, onClose }: { readonly turn: AnswerTurn; readonly onClose: () => void }) {
  const words = useChatWords()
  const common = useCommonWords()
  return (
    <Modal opened onClose={onClose} title={words.raw} size="xl" closeButtonProps={{ 'aria-label': common.close }}>
      <Stack>
        <Text fw={600} size="sm">
          {words.rawRequest}
        </Text>
        <JsonView label={words.rawRequest} value={turn.request} depth={3} maxHeight="34vh" />
        <Text fw={600} size="sm">
          {words.rawAnswer}
        </Text>
        <JsonView label={words.rawAnswer} value={answerOf(turn)} depth={5} maxHeight="34vh" />
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
