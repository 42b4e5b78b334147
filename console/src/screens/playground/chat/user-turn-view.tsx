import { ActionIcon, Box, Button, Group, Text, Textarea, Tooltip } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { CopyIcon } from '../../../parts/copyable.tsx'
import classes from './chat.module.css'
import type { UserTurn } from './types.ts'
import { useChatWords } from './words.ts'

/** What was asked. Edited, it is asked again, and what followed is gone. */
export function UserTurnView({
  turn,
  onEdit,
  submits,
}: {
  readonly turn: UserTurn
  readonly onEdit: (text: string) => void
  readonly submits: (event: React.KeyboardEvent) => boolean
}) {
  const words = useChatWords()
  const [draft, setDraft] = useState<string | null>(null)
  if (draft !== null) {
    const done = (): void => {
      setDraft(null)
      if (draft.trim() !== '' || turn.images.length > 0) onEdit(draft)
    }
    return (
      <Box className={`${classes['user']} ${classes['wide']}`}>
        <Textarea
          aria-label={words.editLabel}
          autosize
          autoFocus
          minRows={2}
          maxRows={12}
          value={draft}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setDraft(null)
            else if (submits(event)) done()
            else return
            event.preventDefault()
            event.stopPropagation()
          }}
        />
        <Group gap="xs" justify="flex-end" mt="xs">
          <Button size="xs" variant="default" onClick={() => setDraft(null)}>
            {words.cancelEdit}
          </Button>
          <Button size="xs" onClick={done}>
            {words.saveEdit}
          </Button>
        </Group>
      </Box>
    )
  }
  return (
    <Box className={classes['user'] ?? ''}>
      {turn.images.length > 0 && (
        <Group gap="xs" mb={turn.text === '' ? 0 : 6}>
          {turn.images.map((image, at) => (
            <img key={image} src={image} alt={words.attached(at + 1)} className={classes['image']} />
          ))}
        </Group>
      )}
      <Text size="sm" className={classes['text'] ?? ''}>
        {turn.text}
      </Text>
      <Group gap={2} justify="flex-end" className={classes['actions'] ?? ''}>
        <CopyIcon value={turn.text} label={words.prompt} />
        <Tooltip label={words.edit}>
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label={words.edit} onClick={() => setDraft(turn.text)}>
            <IconPencil size={14} />
          </ActionIcon>
        </Tooltip>
      </Group>
    </Box>
  )
}
