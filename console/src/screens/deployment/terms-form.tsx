import { Anchor, NumberInput, Select, SimpleGrid } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useDeployments } from '../../api/deployments.ts'
import { useSeparators } from '../../parts/separators.ts'
import { typeOf } from '../deployments/columns.tsx'
import { change, type Details } from './data.ts'
import { FormCard } from './form-card.tsx'
import { useSettingsWords } from './settings-words.ts'
import { useTermWords } from './term-words.ts'

type Type = NonNullable<Details['deploymentType']>
type Policy = NonNullable<Details['upgradePolicy']>

/** How it is hosted, admitted, billed and kept up to date. */
export function TermsForm({ deployment }: { readonly deployment: Details }) {
  const words = useSettingsWords()
  const separators = useSeparators()
  const terms = useTermWords()
  const { deployments } = useDeployments()
  const inForce = {
    deploymentType: typeOf(deployment) as Type,
    residency: deployment.residency ?? ('global' as const),
    capacity: deployment.capacity ?? null,
    upgradePolicy: deployment.upgradePolicy ?? null,
    spilloverDeployment: deployment.spilloverDeployment ?? null,
    serviceTier: deployment.serviceTier ?? ('default' as const),
  }
  const [wanted, setWanted] = useState(inForce)
  const set = (part: Partial<typeof wanted>): void => setWanted({ ...wanted, ...part })
  const changed = Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => value !== inForce[name as keyof typeof inForce]),
  ) as Partial<typeof wanted>
  const options = <K extends string>(names: Readonly<Record<K, string>>) =>
    (Object.keys(names) as K[]).map((value) => ({ value, label: names[value] }))
  const units = { standard: true, provisioned: true, batch: true, 'managed-compute': true, serverless: false, developer: false }
  return (
    <FormCard
      title={words.terms}
      text={
        <>
          {words.termsText}{' '}
          <Anchor renderRoot={(props) => <Link to="/retirements" {...props} />} inherit underline="always">
            {words.calendar}
          </Anchor>
        </>
      }
      dirty={Object.keys(changed).length > 0}
      undo={() => setWanted(inForce)}
      save={() => change(deployment.id, changed)}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={words.type}
          data={options(terms.types)}
          value={wanted.deploymentType}
          onChange={(next) => next && set({ deploymentType: next as Type })}
          allowDeselect={false}
        />
        <Select
          label={words.residency}
          data={options(terms.residencies)}
          value={wanted.residency}
          onChange={(next) => next && set({ residency: next as typeof wanted.residency })}
          allowDeselect={false}
        />
        <NumberInput
          label={words.capacity}
          description={words.capacityOf[wanted.deploymentType]}
          inputWrapperOrder={['label', 'input', 'description']}
          value={wanted.capacity ?? ''}
          placeholder={words.notSet}
          onChange={(next) => set({ capacity: typeof next === 'number' ? next : null })}
          min={1}
          allowDecimal={false}
          {...separators}
          disabled={!units[wanted.deploymentType]}
          classNames={{ input: 'number' }}
        />
        <Select
          label={words.upgrades}
          data={options(terms.policies)}
          placeholder={terms.noPolicy}
          value={wanted.upgradePolicy}
          onChange={(next) => set({ upgradePolicy: next as Policy | null })}
          clearable
          clearButtonProps={{ 'aria-label': words.clear(words.upgrades) }}
        />
        <Select
          label={words.spillover}
          description={words.spilloverText}
          inputWrapperOrder={['label', 'input', 'description']}
          data={(deployments ?? []).filter(({ id }) => id !== deployment.id).map(({ id, name }) => ({ value: id, label: name }))}
          placeholder={words.nobody}
          value={wanted.spilloverDeployment}
          onChange={(next) => set({ spilloverDeployment: next })}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': words.clear(words.spillover) }}
        />
        <Select
          label={words.tier}
          description={words.tierText}
          inputWrapperOrder={['label', 'input', 'description']}
          data={options(words.tiers)}
          value={wanted.serviceTier}
          onChange={(next) => next && set({ serviceTier: next as typeof wanted.serviceTier })}
          allowDeselect={false}
        />
      </SimpleGrid>
    </FormCard>
  )
}
