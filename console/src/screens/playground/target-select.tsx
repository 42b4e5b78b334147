import { Group, Select, Text } from '@mantine/core'
import { Mark, type Tone } from '../../parts/status.tsx'
import type { Target } from './targets.ts'
import { useWords } from './words.ts'

/** Which deployment is called. What does not run is shown with what it is instead. */
export function TargetSelect({
  target,
  targets,
  taken = [],
  onChoose,
}: {
  readonly target: Target
  readonly targets: readonly Target[]
  /** Names that are chosen elsewhere. */
  readonly taken?: readonly string[]
  readonly onChoose: (name: string) => void
}) {
  const words = useWords()
  return (
    <Group gap="xs" wrap="nowrap" flex={1} miw={0}>
      <Select
        size="xs"
        flex={1}
        maw={340}
        miw={120}
        aria-label={words.deployment}
        searchable={targets.length > 8}
        allowDeselect={false}
        value={target.name}
        data={targets.map(({ name }) => ({ value: name, label: name, disabled: taken.includes(name) }))}
        renderOption={({ option }) => {
          const each = targets.find(({ name }) => name === option.value)
          return (
            <div>
              <Text size="sm">{option.label}</Text>
              <Text size="xs" c="dimmed">
                {[each?.model ?? each?.executable, each && each.status !== 'running' ? statusWord(words, each.status) : '']
                  .filter(Boolean)
                  .join(' · ')}
              </Text>
            </div>
          )
        }}
        onChange={(name) => name && onChoose(name)}
      />
      {target.status === 'running' ? (
        <Text size="xs" c="dimmed" truncate visibleFrom="sm">
          {target.model && target.model !== target.name ? target.model : target.executable}
        </Text>
      ) : (
        <Mark tone={tones[target.status] ?? 'off'} text={statusWord(words, target.status)} />
      )}
    </Group>
  )
}

const tones: Readonly<Record<string, Tone>> = { starting: 'busy', dead: 'failed' }

const statusWord = (words: ReturnType<typeof useWords>, status: string): string =>
  (words.status as Readonly<Record<string, string>>)[status] ?? status
