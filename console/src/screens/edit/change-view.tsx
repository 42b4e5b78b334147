import { Stack, Text, TextInput, Title } from '@mantine/core'
import { IconCheck, IconRefresh } from '@tabler/icons-react'
import type { DeploymentManifest } from '../../../../src/client/manifest.ts'
import { DiffView } from '../../parts/code-editor.tsx'
import { Figure } from '../../parts/figure.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { Mark } from '../../parts/status.tsx'
import type { Effect } from './change.ts'
import { useYaml } from './copies.ts'
import type { RolloutPlan } from './draft.ts'
import { useEditWords } from './words-edit.ts'

/** What changes, line by line, before it is saved. */
export function ChangeView({
  before,
  after,
  effect,
  note,
  onNote,
}: {
  readonly before: DeploymentManifest
  readonly after: DeploymentManifest
  readonly effect: Effect
  readonly note: string
  readonly onNote: (note: string) => void
}) {
  const words = useEditWords()
  const texts = useYaml(before, after)
  if (effect === 'none' || !texts || texts[0] === texts[1]) return null
  return (
    <Stack gap="xs" component="section" aria-label={words.changes}>
      <Title order={2} size="h3">
        {words.changes}
      </Title>
      <DiffView
        label={words.changes}
        before={texts[0]}
        after={texts[1]}
        beforeLabel={words.now}
        afterLabel={words.afterwards}
        language="yaml"
        maxHeight="360px"
      />
      {effect === 'roll' && (
        <TextInput
          label={words.note}
          description={words.noteText}
          value={note}
          maxLength={1_000}
          onChange={({ currentTarget }) => onNote(currentTarget.value)}
        />
      )}
    </Stack>
  )
}

/** Whether anything restarts for it. */
export function EffectLine({
  effect,
  rollout,
  fields,
}: {
  readonly effect: Effect
  readonly rollout: RolloutPlan
  readonly fields: readonly string[]
}) {
  const words = useEditWords()
  if (effect === 'none')
    return (
      <Text size="sm" c="dimmed">
        {words.nothing}
      </Text>
    )
  const canary = effect === 'roll' && rollout.kind === 'canary' ? rollout : null
  return (
    <Stack gap={4} role="status">
      <Mark
        tone={effect === 'roll' ? 'busy' : 'ok'}
        text={
          effect === 'roll'
            ? canary
              ? sentence(words.canary, <Figure value={canary.percent} unit="percent" />)
              : words.rolling
            : words.noRestart
        }
        icon={effect === 'roll' ? IconRefresh : IconCheck}
      />
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {effect === 'roll' ? words.rollingText : words.noRestartText}
      </Text>
      {fields.length > 0 && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {words.fields(fields.join(', '))}
        </Text>
      )}
    </Stack>
  )
}
