import { Box, Center, Group, Stack, Text } from '@mantine/core'
import { IconMessages } from '@tabler/icons-react'
import { type ReactNode, useLayoutEffect, useRef } from 'react'
import { AnswerView } from './answer-view.tsx'
import classes from './chat.module.css'
import { ToolResults } from './tool-results.tsx'
import { type AnswerTurn, openCalls, type Turn } from './types.ts'
import { UserTurnView } from './user-turn-view.tsx'
import { useChatWords } from './words.ts'

/** What the lane is about; `head` is what stands above it, `shown` what it is called where that is not its name. */
export type LaneTarget = {
  readonly id: string
  readonly name: string
  readonly starting: boolean
  readonly head?: ReactNode
  readonly shown?: string
}

/** One conversation. It follows its end until somebody scrolls up. */
export function Lane({
  target,
  turns,
  details,
  submits,
  onEdit,
  onAgain,
  onResults,
}: {
  readonly target: LaneTarget
  readonly turns: readonly Turn[]
  readonly details: boolean
  readonly submits: (event: React.KeyboardEvent) => boolean
  readonly onEdit: (turn: Turn, text: string) => void
  readonly onAgain: (answer: AnswerTurn) => void
  readonly onResults: (texts: Readonly<Record<string, string>>) => void
}) {
  const words = useChatWords()
  const box = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  // Every piece that comes makes it longer.
  useLayoutEffect(() => {
    if (box.current && atEnd.current) box.current.scrollTop = box.current.scrollHeight
  }, [turns])
  const calls = openCalls(turns)
  return (
    <section className={classes['lane']} aria-label={words.conversationOf(target.shown ?? target.name)}>
      {target.head}
      <div
        ref={box}
        className={classes['scroll']}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          atEnd.current = scrollHeight - scrollTop - clientHeight < 40
        }}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key
        tabIndex={0}
        role="log"
        aria-label={words.conversationOf(target.shown ?? target.name)}
        aria-busy={turns.some((turn) => turn.kind === 'answer' && turn.state === 'coming')}
      >
        <div className={classes['turns']}>
          {turns.length === 0 && <Start name={target.shown ?? target.name} />}
          {turns.map((turn) =>
            turn.kind === 'user' ? (
              <UserTurnView key={turn.id} turn={turn} onEdit={(text) => onEdit(turn, text)} submits={submits} />
            ) : turn.kind === 'answer' ? (
              <AnswerView
                key={turn.id}
                turn={turn}
                deploymentId={target.id}
                starting={target.starting}
                details={details}
                onAgain={() => onAgain(turn)}
              />
            ) : (
              <Box key={turn.id} className={classes['quiet'] ?? ''}>
                <Text size="xs" c="dimmed">
                  {words.toolResult(turn.name)}
                </Text>
                <Text size="xs" ff="monospace" className={classes['text'] ?? ''}>
                  {turn.text}
                </Text>
              </Box>
            ),
          )}
          {calls.length > 0 && <ToolResults key={calls[0]?.id} calls={calls} onSend={onResults} />}
        </div>
      </div>
    </section>
  )
}

function Start({ name }: { readonly name: string }) {
  const words = useChatWords()
  return (
    <Center flex={1} mih={160}>
      <Stack gap={4} align="center" ta="center" maw={380}>
        <Group c="dimmed">
          <IconMessages size={30} stroke={1.4} aria-hidden />
        </Group>
        <Text fw={600}>{words.startTitle(name)}</Text>
        <Text size="sm" c="dimmed">
          {words.startText}
        </Text>
      </Stack>
    </Center>
  )
}
