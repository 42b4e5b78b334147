import { Alert, Button, CloseButton, Group, Modal, Paper, Stack, Text, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconPlayerPlay, IconPlayerStop, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { Deployment } from '../../api/deployments.ts'
import { ConfirmByName } from '../../parts/confirm-by-name.tsx'
import { useCommonWords } from '../../words/common.ts'
import { act, isEligible, type Verb } from './acts.ts'
import { useWords } from './words.ts'

/** What can be done with the selected deployments, each verb with how many of them it can be done with. */
export function BulkActions({ selected, onDone }: { readonly selected: readonly Deployment[]; readonly onDone: () => void }) {
  const words = useWords()
  const common = useCommonWords()
  const [removing, setRemoving] = useState(false)
  const [troubles, setTroubles] = useState<readonly string[]>([])
  const verbs = { stop: words.stop, start: words.start, remove: words.remove } as const
  const icons = { stop: IconPlayerStop, start: IconPlayerPlay, remove: IconTrash } as const
  const eligible = (verb: Verb) => selected.filter(isEligible[verb])
  const run = async (verb: Verb): Promise<void> => {
    const asked = eligible(verb)
    const refused = await act(verb, asked)
    setTroubles(refused)
    if (asked.length > refused.length) notifications.show({ message: words.done(verbs[verb], asked.length - refused.length) })
    if (refused.length === 0) onDone()
  }
  const [first] = eligible('remove')
  return (
    <Paper withBorder p="xs" component="section" aria-label={words.selection}>
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {common.selected(selected.length)}
        </Text>
        {(Object.keys(verbs) as Verb[]).map((verb) => {
          const Icon = icons[verb]
          const n = eligible(verb).length
          return (
            <Tooltip key={verb} label={words.notEligible[verb]} disabled={n === selected.length}>
              <Button
                size="xs"
                variant="default"
                leftSection={<Icon size={14} />}
                disabled={n === 0}
                onClick={() => (verb === 'remove' ? setRemoving(true) : void run(verb))}
              >
                {n === selected.length ? verbs[verb] : words.eligible(verbs[verb], n, selected.length)}
              </Button>
            </Tooltip>
          )
        })}
        <CloseButton aria-label={words.clear} onClick={onDone} />
      </Group>
      <ConfirmByName
        opened={removing}
        onClose={() => setRemoving(false)}
        title={words.confirmRemove}
        name={eligible('remove').length === 1 ? (first?.name ?? '') : String(eligible('remove').length)}
        text={words.confirmRemoveText(eligible('remove').length)}
        act={() => run('remove')}
      />
      <Modal
        opened={troubles.length > 0}
        onClose={() => setTroubles([])}
        title={words.someFailed(troubles.length)}
        closeButtonProps={{ 'aria-label': common.close }}
      >
        <Stack gap="xs">
          {troubles.map((trouble) => (
            <Alert key={trouble} color="red" variant="outline">
              {trouble}
            </Alert>
          ))}
        </Stack>
      </Modal>
    </Paper>
  )
}
