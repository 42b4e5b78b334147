import { Accordion, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { AroundCalls } from './blocks/around-calls.tsx'
import { Environment, hasEnvironment } from './blocks/environment.tsx'
import { Hosting } from './blocks/hosting.tsx'
import { isPredictorParameter, isTransformerParameter } from './blocks/parameter-groups.ts'
import { ResourcesBlock } from './blocks/resources.tsx'
import { RolloutBlock } from './blocks/rollout.tsx'
import { ScalingBlock } from './blocks/scaling.tsx'
import { useEdit } from './context.ts'
import { propertiesOf } from './infer.ts'
import { Parameters } from './parameters.tsx'
import { Simple } from './simple.tsx'
import { useAdvancedWords } from './words-advanced.ts'

/** All of it, in blocks that open and close. `open`: ids of those that are open. */
export function Advanced({ open, onOpen }: { readonly open: readonly string[]; readonly onOpen: (open: string[]) => void }) {
  const words = useAdvancedWords()
  const { draft, facts, editing } = useEdit()
  const executable = facts.executables.find(({ id }) => id === draft.document.configuration?.executableId)
  const keys = Object.keys(propertiesOf(executable?.parameters))
  const isLocal = executable?.local ?? false
  const blocks: readonly (readonly [keyof typeof words.blocks, boolean, () => ReactNode])[] = [
    ['model', true, () => <Simple />],
    ['rollout', editing, () => <RolloutBlock />],
    ['hosting', executable !== undefined, () => <Hosting />],
    [
      'predictor',
      executable !== undefined && keys.some(isPredictorParameter),
      () => executable && <Parameters label={words.blocks.predictor} executable={executable} wanted={isPredictorParameter} />,
    ],
    [
      'transformer',
      executable?.transforms ?? false,
      () => executable && <Parameters label={words.blocks.transformer} executable={executable} wanted={isTransformerParameter} />,
    ],
    ['resources', isLocal, () => executable && <ResourcesBlock executable={executable} />],
    ['scaling', isLocal, () => <ScalingBlock transforms={executable?.transforms ?? false} />],
    ['environment', hasEnvironment(keys), () => <Environment keys={keys} />],
    ['calls', executable !== undefined, () => executable && <AroundCalls executable={executable} />],
  ]
  return (
    <Accordion multiple value={[...open]} onChange={onOpen} variant="separated" radius="md" order={2} keepMounted={false}>
      {blocks.map(
        ([id, there, body]) =>
          there && (
            <Accordion.Item key={id} value={id}>
              <Accordion.Control>
                <Text fw={600} size="sm" component="span">
                  {words.blocks[id]}
                </Text>
                <Text size="xs" c="dimmed" component="span" display="block">
                  {words.about[id]}
                </Text>
              </Accordion.Control>
              <Accordion.Panel>{body()}</Accordion.Panel>
            </Accordion.Item>
          ),
      )}
    </Accordion>
  )
}
