import { ActionIcon, Button, Group, SimpleGrid, Stack, Text, Textarea, Title } from '@mantine/core'
import { IconPlus, IconTrash, IconVector } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Empty } from '../../../parts/empty.tsx'
import { Guarded } from '../../../parts/guarded.tsx'
import { troubleOf } from '../chat/trouble.ts'
import { TroubleView } from '../chat/trouble-view.tsx'
import classes from '../playground.module.css'
import type { ScreenProps } from '../playground.tsx'
import { TargetSelect } from '../target-select.tsx'
import { embed } from './ask.ts'
import { Result } from './result.tsx'
import { useEmbeddingWords } from './words.ts'

const mostTexts = 16

/** Texts become vectors, and how alike they are is a table. */
export function Embeddings({ target, targets, set }: ScreenProps) {
  const words = useEmbeddingWords()
  const [texts, setTexts] = useState<readonly string[]>(['', ''])
  const asked = useMutation({ mutationFn: (wanted: readonly string[]) => embed(target.name, wanted) })
  const wanted = texts.filter((text) => text.trim() !== '')
  const run = (): void => {
    if (wanted.length > 0 && !asked.isPending) asked.mutate(wanted)
  }
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
      <Stack gap="sm">
        <TargetSelect target={target} targets={targets} onChoose={(name) => set({ deployment: name, mode: 'embeddings' })} />
        <Title order={2} size="h3">
          {words.texts}
        </Title>
        {texts.map((text, at) => (
          // Places of a list have no other name.
          <Group key={at} gap="xs" wrap="nowrap" align="flex-start">
            <Textarea
              flex={1}
              aria-label={words.text(at + 1)}
              placeholder={at === 0 ? words.hint : ''}
              autosize
              minRows={1}
              maxRows={6}
              value={text}
              onChange={({ currentTarget: { value } }) => setTexts(texts.map((each, place) => (place === at ? value : each)))}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
                event.preventDefault()
                run()
              }}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              disabled={texts.length === 1}
              aria-label={words.remove(at + 1)}
              onClick={() => setTexts(texts.filter((_, place) => place !== at))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ))}
        <Group gap="xs">
          <Guarded least="consumer">
            {(may) => (
              <Button loading={asked.isPending} disabled={!may || wanted.length === 0} onClick={run}>
                {words.run}
              </Button>
            )}
          </Guarded>
          <Button
            variant="default"
            leftSection={<IconPlus size={14} />}
            disabled={texts.length >= mostTexts}
            onClick={() => setTexts([...texts, ''])}
          >
            {words.add}
          </Button>
          {texts.length >= mostTexts && (
            <Text size="xs" c="dimmed">
              {words.most}
            </Text>
          )}
        </Group>
      </Stack>
      <div className={classes['result']}>
        {asked.error ? (
          <TroubleView trouble={troubleOf(asked.error)} deploymentId={target.id} onRetry={run} />
        ) : asked.data ? (
          <Result embedded={asked.data} target={target} />
        ) : (
          <Empty icon={<IconVector size={36} stroke={1.4} />} title={words.startTitle} text={words.startText} />
        )}
      </div>
    </SimpleGrid>
  )
}
