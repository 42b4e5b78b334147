import { ActionIcon, Box, Button, Collapse, Group, Loader, Stack, Text, Tooltip } from '@mantine/core'
import { IconBraces, IconBrain, IconChevronDown, IconChevronRight, IconRefresh, IconTool } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { CopyIcon } from '../../../parts/copyable.tsx'
import { Markdown } from '../../../parts/markdown.tsx'
import { AnswerFacts } from './answer-facts.tsx'
import classes from './chat.module.css'
import { TroubleView } from './trouble-view.tsx'
import type { AnswerTurn, ToolCall } from './types.ts'
import { isOpen } from './types.ts'
import { useChatWords } from './words.ts'

const Raw = lazy(() => import('./raw.tsx').then(({ Raw: View }) => ({ default: View })))

/** `details`: what only people who build with a model want to see. */
export function AnswerView({
  turn,
  deploymentId,
  starting,
  details,
  onAgain,
}: {
  readonly turn: AnswerTurn
  readonly deploymentId: string
  readonly starting: boolean
  readonly details: boolean
  readonly onAgain: () => void
}) {
  const words = useChatWords()
  const [raw, setRaw] = useState(false)
  const open = isOpen(turn)
  const nothing = turn.text === '' && turn.toolCalls.length === 0
  return (
    <Stack gap={6} className={classes['answer'] ?? ''}>
      {turn.reasoning !== '' && <Reasoning text={turn.reasoning} open={open && turn.text === ''} />}
      {turn.text !== '' && <Markdown text={turn.text} />}
      {turn.toolCalls.map((call, at) => (
        <Called key={call.id || at} call={call} />
      ))}
      {open && (
        <Group gap={8} role="status">
          <Loader type="dots" size={18} className="quiet-loader" aria-hidden />
          <Text size="xs" c="dimmed">
            {starting ? words.starting : turn.state === 'waiting' ? words.waiting : ''}
          </Text>
        </Group>
      )}
      {turn.state === 'done' && nothing && turn.reasoning === '' && (
        <Text size="sm" c="dimmed">
          {words.emptyAnswer}
        </Text>
      )}
      {turn.trouble && <TroubleView trouble={turn.trouble} deploymentId={details ? deploymentId : undefined} onRetry={onAgain} />}
      <Ended turn={turn} />
      {!open && (
        <Group gap="sm" justify="space-between">
          {details && turn.state === 'done' ? <AnswerFacts answer={turn} deploymentId={deploymentId} /> : <span />}
          <Group gap={2}>
            {turn.text !== '' && <CopyIcon value={turn.text} label={words.rawAnswer} />}
            <Tooltip label={words.again}>
              <ActionIcon variant="subtle" color="gray" size="sm" aria-label={words.again} onClick={onAgain}>
                <IconRefresh size={14} />
              </ActionIcon>
            </Tooltip>
            {details && (
              <Tooltip label={words.raw}>
                <ActionIcon variant="subtle" color="gray" size="sm" aria-label={words.raw} onClick={() => setRaw(true)}>
                  <IconBraces size={14} />
                </ActionIcon>
              </Tooltip>
            )}
          </Group>
        </Group>
      )}
      {raw && (
        <Suspense fallback={null}>
          <Raw turn={turn} onClose={() => setRaw(false)} />
        </Suspense>
      )}
    </Stack>
  )
}

/** Why it ends where it ends, where that is not by itself. */
function Ended({ turn }: { readonly turn: AnswerTurn }) {
  const words = useChatWords()
  const said =
    turn.state === 'stopped'
      ? words.stopped
      : turn.state === 'done' && turn.finish === 'length'
        ? words.cut
        : turn.state === 'done' && turn.finish === 'content_filter'
          ? words.filtered
          : null
  return (
    said && (
      <Text size="xs" c="var(--lectern-warning)">
        {said}
      </Text>
    )
  )
}

function Reasoning({ text, open }: { readonly text: string; readonly open: boolean }) {
  const words = useChatWords()
  const [opened, setOpened] = useState<boolean | null>(null)
  const shown = opened ?? open
  return (
    <Box>
      <Button
        variant="subtle"
        color="gray"
        size="compact-xs"
        leftSection={<IconBrain size={14} />}
        rightSection={shown ? <IconChevronDown size={12} /> : <IconChevronRight size={12} />}
        aria-expanded={shown}
        onClick={() => setOpened(!shown)}
      >
        {words.reasoning}
      </Button>
      <Collapse expanded={shown}>
        <Text size="xs" c="dimmed" className={`${classes['text']} ${classes['quiet']}`} mt={4}>
          {text}
        </Text>
      </Collapse>
    </Box>
  )
}

function Called({ call }: { readonly call: ToolCall }) {
  const words = useChatWords()
  return (
    <Box className={classes['quiet'] ?? ''}>
      <Group gap={6}>
        <IconTool size={14} aria-hidden />
        <Text size="sm" fw={600}>
          {words.calls(call.name)}
        </Text>
      </Group>
      <Text size="xs" ff="monospace" className={classes['text'] ?? ''}>
        {call.arguments}
      </Text>
    </Box>
  )
}
