import { NumberInput, SegmentedControl, SimpleGrid, Skeleton, Switch } from '@mantine/core'
import { useState } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { api, read } from '../../api/client.ts'
import { queries } from '../../app/queries.ts'
import type { Details } from './data.ts'
import { FormCard } from './form-card.tsx'
import { useSettingsWords } from './settings-words.ts'

type Batcher = components['schemas']['Batcher']

/** How calls are put together for the model. */
export function BatcherForm({ deployment }: { readonly deployment: Details }) {
  const params = { path: { deploymentId: deployment.id } }
  const { data } = read.useQuery('get', '/v2/admin/deployments/{deploymentId}/batcher', { params })
  if (!data) return <Skeleton height={120} />
  return <Form key={JSON.stringify(data)} deploymentId={deployment.id} inForce={data} />
}

function Form({ deploymentId, inForce }: { readonly deploymentId: string; readonly inForce: Batcher }) {
  const words = useSettingsWords()
  const [wanted, setWanted] = useState(inForce)
  const set = (part: Partial<Batcher>): void => setWanted({ ...wanted, ...part })
  const save = async (): Promise<void> => {
    await api.PUT('/v2/admin/deployments/{deploymentId}/batcher', { params: { path: { deploymentId } }, body: wanted })
    await queries.invalidateQueries({
      predicate: ({ queryKey: [, path] }) => typeof path === 'string' && path.endsWith('/batcher'),
    })
  }
  const number = (name: 'maxBatchSize' | 'maxLatency' | 'timeout', min: number, max: number) => (
    <NumberInput
      label={words.batcherFields[name]}
      value={wanted[name]}
      onChange={(next) => typeof next === 'number' && set({ [name]: next })}
      min={min}
      max={max}
      disabled={!wanted.enabled}
      classNames={{ input: 'number' }}
    />
  )
  return (
    <FormCard
      title={words.batcher}
      text={words.batcherText}
      dirty={JSON.stringify(wanted) !== JSON.stringify(inForce)}
      undo={() => setWanted(inForce)}
      save={save}
      done={words.fromNextCall}
    >
      <Switch
        label={words.batch}
        checked={wanted.enabled}
        onChange={({ currentTarget }) => set({ enabled: currentTarget.checked })}
      />
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        {number('maxBatchSize', 1, 100_000)}
        {number('maxLatency', 0, 3_600_000)}
        {number('timeout', 0.001, 86_400)}
      </SimpleGrid>
      <SegmentedControl
        aria-label={words.answers}
        w="fit-content"
        disabled={!wanted.enabled}
        data={[
          { value: 'plain', label: words.plain },
          { value: 'kserve', label: words.kserve },
        ]}
        value={wanted.answers}
        onChange={(next) => set({ answers: next as Batcher['answers'] })}
      />
    </FormCard>
  )
}
