import { NumberInput, Select, SimpleGrid, Stack, Text } from '@mantine/core'
import { useEdit, useProblemAt } from '../context.ts'
import { useAdvancedWords } from '../words-advanced.ts'

/** How many instances, and what makes them more or fewer. Schedules and windows are fields of the document. */
export function ScalingBlock() {
  const words = useAdvancedWords()
  const { draft, dispatch } = useEdit()
  const trouble = useProblemAt('scaling', 'scaling.predictor', 'scaling.predictor.minInstances')
  const policy = draft.document.scaling?.predictor ?? {}
  const set = (fields: object): void => {
    const all = Object.entries({ ...policy, ...fields }).filter(([, value]) => value !== undefined)
    const predictor = Object.fromEntries(all)
    const { scaling } = draft.document
    const rest = { ...scaling, predictor }
    dispatch({ do: 'set', fields: { scaling: all.length > 0 || scaling?.transformer ? rest : undefined } })
  }
  const number = (
    key: 'minInstances' | 'maxInstances' | 'target' | 'scaleToZeroRetentionSeconds' | 'queueDepth',
    least: number,
    usual: string,
  ) => (
    <NumberInput
      label={words.scaling[key]}
      description={words.scalingTexts[key]}
      placeholder={usual}
      value={policy[key] ?? ''}
      onChange={(next) => set({ [key]: next === '' ? undefined : Number(next) })}
      min={least}
      error={key === 'minInstances' ? trouble : undefined}
    />
  )
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, sm: 2 }} style={{ alignItems: 'end' }}>
        {number('minInstances', 0, '1')}
        {number('maxInstances', 1, '1')}
        <Select
          label={words.scaling.metric}
          description={words.scalingTexts.metric}
          data={[
            { value: 'concurrency', label: words.concurrency },
            { value: 'rps', label: words.rps },
          ]}
          value={policy.metric ?? 'concurrency'}
          onChange={(next) => set({ metric: next === 'concurrency' ? undefined : next })}
          allowDeselect={false}
        />
        {number('target', 0.01, words.usual)}
        {number('scaleToZeroRetentionSeconds', 0, '0')}
        {number('queueDepth', 1, '1000')}
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        {words.scalingMore}
      </Text>
    </Stack>
  )
}
