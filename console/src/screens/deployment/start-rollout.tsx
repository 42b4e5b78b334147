import { Group, NumberInput, SegmentedControl, Select, SimpleGrid, Switch, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { read } from '../../api/client.ts'
import { SliderWithNumber } from '../../parts/slider-with-number.tsx'
import { type Change, change, type Details } from './data.ts'
import { FormCard } from './form-card.tsx'
import { StepsText } from './rollout.tsx'
import { useVersionWords } from './version-words.ts'

const strategies = ['all', 'canary', 'mirror', 'shadow'] as const
type Strategy = (typeof strategies)[number]

/** Another configuration in the place of this one, or beside it for a part of the calls. */
export function StartRollout({ deployment }: { readonly deployment: Details }) {
  const words = useVersionWords()
  const { data } = read.useQuery('get', '/v2/lm/configurations', { params: { query: { scenarioId: deployment.scenarioId } } })
  const [configurationId, setConfigurationId] = useState<string | null>(null)
  const [strategy, setStrategy] = useState<Strategy>('canary')
  const [percent, setPercent] = useState(10)
  const [minutes, setMinutes] = useState(10)
  const [inSteps, setInSteps] = useState(false)
  const [header, setHeader] = useState('')
  const [errorPercent, setErrorPercent] = useState(5)
  const [note, setNote] = useState('')
  const others = (data?.resources ?? []).filter(({ id }) => id !== deployment.configurationId)
  const save = async (): Promise<void> => {
    if (configurationId === null) return
    const shares =
      inSteps && strategy === 'canary' ? { steps: stepsFrom(percent, minutes) } : { percent: Math.min(percent, mostOf(strategy)) }
    const body: Change = {
      configurationId,
      ...(note === '' ? {} : { note }),
      ...(strategy === 'all'
        ? {}
        : {
            rollout: {
              strategy,
              ...shares,
              ...(header === '' || strategy !== 'canary' ? {} : { header: { name: header } }),
              failOn: { errorPercent },
            },
          }),
    }
    await change(deployment.id, body)
    setConfigurationId(null)
    setNote('')
  }
  return (
    <FormCard
      title={words.start}
      text={words.startText}
      dirty={configurationId !== null}
      save={save}
      verb={strategy === 'all' ? words.switchOver : words.begin}
      done={words.begun}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={words.newConfiguration}
          placeholder={others.length === 0 ? words.noOther : words.choose}
          data={others.map(({ id, name, executableId }) => ({
            value: id,
            label: `${name} (${executableId}, ${id.slice(0, 8)})`,
          }))}
          value={configurationId}
          onChange={setConfigurationId}
          searchable
          clearable
          disabled={others.length === 0}
        />
        <TextInput
          label={words.note}
          description={words.noteHint}
          inputWrapperOrder={['label', 'input', 'description']}
          value={note}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
          maxLength={1_000}
        />
      </SimpleGrid>
      <div>
        <SegmentedControl
          size="xs"
          maw="100%"
          aria-label={words.how}
          data={strategies.map((value) => ({ value, label: words.strategyNames[value] }))}
          value={strategy}
          onChange={(next) => setStrategy(next as Strategy)}
        />
        <Text size="sm" c="dimmed" mt={4}>
          {words.strategyTexts[strategy]}
        </Text>
      </div>
      {strategy !== 'all' && (
        <>
          <SliderWithNumber
            label={words.share}
            value={Math.min(percent, mostOf(strategy))}
            onChange={setPercent}
            max={mostOf(strategy)}
            unit="%"
          />
          <Group gap="md" align="flex-end">
            {strategy === 'canary' && (
              <Switch
                label={words.inSteps}
                checked={inSteps}
                onChange={({ currentTarget }) => setInSteps(currentTarget.checked)}
                mb={8}
              />
            )}
            {strategy === 'canary' && inSteps && (
              <NumberInput
                label={words.minutes}
                value={minutes}
                onChange={(next) => typeof next === 'number' && setMinutes(next)}
                min={0}
                max={10_080}
                w={170}
              />
            )}
            {strategy === 'canary' && (
              <TextInput
                label={words.header}
                placeholder="x-canary"
                value={header}
                onChange={({ currentTarget }) => setHeader(currentTarget.value)}
                w={220}
              />
            )}
            <NumberInput
              label={words.takenBackAt}
              value={errorPercent}
              onChange={(next) => typeof next === 'number' && setErrorPercent(next)}
              min={0}
              max={100}
              suffix=" %"
              w={220}
            />
          </Group>
          {strategy === 'canary' && inSteps && (
            <Text size="xs" c="dimmed">
              <StepsText steps={stepsFrom(percent, minutes)} />
            </Text>
          )}
        </>
      )}
    </FormCard>
  )
}

/** As the server has it: every copy is another call of the model's. */
const mostOf = (strategy: Strategy): number => (strategy === 'mirror' ? 50 : 100)

/** From the first share to all of the calls, twice as much each time. */
function stepsFrom(percent: number, minutes: number): { percent: number; minutes: number }[] {
  const steps = []
  for (let share = Math.max(1, percent); share < 100; share *= 2) steps.push({ percent: share, minutes })
  return [...steps, { percent: 100, minutes }]
}
