import { Stack, Text } from '@mantine/core'
import { read } from '../../../api/client.ts'
import { ChoiceTiles } from '../../../parts/choice-tiles.tsx'
import { formatBytes, formatNumber } from '../../../parts/numbers.ts'
import { useLanguage } from '../../../words/words.ts'
import { useEdit, useProblemAt } from '../context.ts'
import { parameterOf } from '../draft.ts'
import type { Executable } from '../facts.ts'
import { propertiesOf } from '../infer.ts'
import { Parameters } from '../parameters.tsx'
import { useAdvancedWords } from '../words-advanced.ts'
import { resourceNumbers, transformerResources } from './parameter-groups.ts'

const byNumber = '#'

/** What an instance is given: a plan with a name, or numbers. */
export function ResourcesBlock({ executable }: { readonly executable: Executable }) {
  const words = useAdvancedWords()
  const language = useLanguage()
  const { draft, dispatch } = useEdit()
  const trouble = useProblemAt('parameterBindings.resourcePlan')
  const plans = read.useQuery('get', '/v2/lm/resourcePlans', {})
  const room = read.useQuery('get', '/v2/lm/resources', {})
  const plan = parameterOf(draft, 'resourcePlan')
  const keys = Object.keys(propertiesOf(executable.parameters))
  const choose = (next: string): void => {
    const numbers = Object.fromEntries(resourceNumbers.map((key) => [key, undefined]))
    dispatch({ do: 'parameters', values: next === byNumber ? { resourcePlan: undefined } : { ...numbers, resourcePlan: next } })
  }
  const tooMuch = (cores: number, memoryMb: number, gpus: number): string | undefined => {
    const machine = room.data
    if (!machine) return undefined
    if (cores > machine.cores.total) return words.lacksCores(formatNumber(machine.cores.total, language))
    if (memoryMb > machine.memoryMb.total) return words.lacksMemory(formatBytes(machine.memoryMb.total * 1024 * 1024, language))
    return gpus > machine.gpus.total ? words.lacksGpus(machine.gpus.total) : undefined
  }
  return (
    <Stack>
      {keys.includes('resourcePlan') && (
        <ChoiceTiles
          label={words.plan}
          value={plan ?? byNumber}
          onChange={choose}
          cols={{ base: 1, sm: 2, lg: 3 }}
          choices={[
            { value: byNumber, title: words.byNumber, text: words.byNumberText },
            ...(plans.data?.resources ?? []).map(({ name, description, cores, memoryMb, gpus }) => ({
              value: name,
              title: name,
              text: description || undefined,
              aside: words.planSize(formatNumber(cores, language, 3), formatBytes(memoryMb * 1024 * 1024, language), gpus),
              not: tooMuch(cores, memoryMb, gpus),
            })),
          ]}
          error={trouble}
        />
      )}
      {plan === undefined && (
        <Parameters label={words.blocks.resources} executable={executable} wanted={(key) => resourceNumbers.includes(key)} />
      )}
      {executable.transforms && (
        <>
          <Text size="sm" fw={600}>
            {words.ofTransformer}
          </Text>
          <Parameters label={words.ofTransformer} executable={executable} wanted={(key) => transformerResources.includes(key)} />
        </>
      )}
    </Stack>
  )
}
