import { Autocomplete, Radio, Select, SimpleGrid, Stack } from '@mantine/core'
import { useState } from 'react'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { Figure } from '../../parts/figure.tsx'
import { FormModal } from '../../parts/form-modal.tsx'
import { useModelNames } from '../../parts/scope-fields.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { SliderWithNumber } from '../../parts/slider-with-number.tsx'
import { useCommonWords } from '../../words/common.ts'
import type { Pool } from './pools.tsx'
import { useWords } from './words.ts'

type Kind = 'some' | 'none' | 'usual'

/** Says how much capacity there is: for one group or each, of one model or each. */
export function PoolForm({ pool, onClose }: { readonly pool: Pool | null; readonly onClose: () => void }) {
  const words = useWords()
  const common = useCommonWords()
  const models = useModelNames()
  const { data: groups } = read.useQuery('get', '/v2/admin/resourceGroups', {})
  const [resourceGroup, setResourceGroup] = useState<string | null>(pool?.resourceGroup ?? null)
  const [type, setType] = useState<Pool['deploymentType']>(pool?.deploymentType ?? 'standard')
  const [residency, setResidency] = useState<Pool['residency']>(pool?.residency ?? 'global')
  const [model, setModel] = useState<string | null>(pool?.model ?? null)
  const [kind, setKind] = useState<Kind>(pool?.limit === null ? 'none' : 'some')
  const [limit, setLimit] = useState(pool?.limit ?? 1_000)
  const used = pool?.used ?? 0
  const [most] = useState(() => Math.max(1_000, used * 4, limit * 2))
  const submit = async (): Promise<void> => {
    const of = { resourceGroup, deploymentType: type, residency, model: type === 'provisioned' ? null : model }
    const amount = kind === 'usual' ? {} : { limit: kind === 'none' ? null : limit }
    await api.PUT('/v2/admin/pools', { body: { ...of, ...amount } })
    await readAgain('pools')
    onClose()
  }
  const choices = (all: Readonly<Record<string, string>>) => Object.entries(all).map(([value, label]) => ({ value, label }))
  return (
    <FormModal opened onClose={onClose} title={words.setPool} verb={common.save} submit={submit} size="lg">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <Select
          label={words.group}
          placeholder={words.eachGroup}
          data={groups?.resources.map(({ resourceGroupId }) => resourceGroupId) ?? []}
          value={resourceGroup}
          onChange={setResourceGroup}
          clearable
          searchable
        />
        <Autocomplete
          label={words.model}
          placeholder={words.eachModel}
          data={models}
          limit={60}
          value={type === 'provisioned' ? '' : (model ?? '')}
          onChange={(next) => setModel(next === '' ? null : next)}
          disabled={type === 'provisioned'}
          {...(type === 'provisioned' ? { description: words.oneUnitPool } : {})}
        />
        <Select
          label={words.type}
          data={choices(words.types)}
          value={type}
          onChange={(next) => next && setType(next as Pool['deploymentType'])}
          allowDeselect={false}
        />
        <Select
          label={words.residency}
          data={choices(words.residencies)}
          value={residency}
          onChange={(next) => next && setResidency(next as Pool['residency'])}
          allowDeselect={false}
        />
      </SimpleGrid>
      <Radio.Group label={words.limit} value={kind} onChange={(next) => setKind(next as Kind)}>
        <Stack gap={6} mt={4}>
          <Radio value="some" label={words.kinds.some} />
          <Radio value="none" label={words.kinds.none} />
          <Radio value="usual" label={words.kinds.usual} />
        </Stack>
      </Radio.Group>
      {kind === 'some' && (
        <SliderWithNumber
          label={words.limit}
          description={words.unitsText[type]}
          value={limit}
          onChange={setLimit}
          max={most}
          step={most > 10_000 ? 100 : 1}
          unit={words.unitShort[type]}
          {...(pool ? { freeText: sentence(words.takenNow, <Figure value={used} />) } : {})}
        />
      )}
    </FormModal>
  )
}
