import { Stack } from '@mantine/core'
import { ChoiceTiles } from '../../../parts/choice-tiles.tsx'
import { SliderWithNumber } from '../../../parts/slider-with-number.tsx'
import { useEdit } from '../context.ts'
import { useAdvancedWords } from '../words-advanced.ts'

/** How a changed configuration takes over from the one in use. */
export function RolloutBlock() {
  const words = useAdvancedWords()
  const { draft, dispatch } = useEdit()
  const { rollout } = draft
  return (
    <Stack>
      <ChoiceTiles
        label={words.rollout}
        value={rollout.kind}
        onChange={(kind) => dispatch({ do: 'beside', fields: { rollout: kind === 'canary' ? { kind, percent: 10 } : { kind } } })}
        choices={[
          { value: 'replace', title: words.replace, text: words.replaceText },
          { value: 'canary', title: words.canary, text: words.canaryText },
        ]}
      />
      {rollout.kind === 'canary' && (
        <SliderWithNumber
          label={words.percent}
          value={rollout.percent}
          onChange={(percent) => dispatch({ do: 'beside', fields: { rollout: { kind: 'canary', percent } } })}
          min={0}
          max={100}
          unit="%"
        />
      )}
    </Stack>
  )
}
