import { Anchor, Group, Select, SimpleGrid, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { read } from '../../../api/client.ts'
import { useDeployments } from '../../../api/deployments.ts'
import { useGroup } from '../../../api/group.ts'
import { ChoiceTiles } from '../../../parts/choice-tiles.tsx'
import { Figure } from '../../../parts/figure.tsx'
import { sentence } from '../../../parts/sentence.tsx'
import { SliderWithNumber } from '../../../parts/slider-with-number.tsx'
import { useEdit, useProblemAt } from '../context.ts'
import { parameterOf } from '../draft.ts'
import { useWords } from '../words.ts'
import { useAdvancedWords } from '../words-advanced.ts'
import { useTypePrices } from './type-prices.ts'
import { type DeploymentType, typesOf } from './types-of.ts'
import { UnitsNeeded } from './units-needed.tsx'

const residencies = ['global', 'data-zone', 'regional'] as const

/** How it is admitted and billed, where calls may be worked on, and how much there is of it. */
export function Hosting() {
  const words = useAdvancedWords()
  const names = useWords()
  const group = useGroup()
  const { draft, dispatch, facts, trial } = useEdit()
  const troubleOfType = useProblemAt('deploymentType')
  const troubleOfCapacity = useProblemAt('capacity')
  const troubleOfSpillover = useProblemAt('spilloverDeployment')
  const { document } = draft
  const offered = typesOf(draft, facts)
  const chosen = (document.deploymentType ?? trial?.deploymentType ?? offered[0]?.deploymentType) as DeploymentType
  const prices = useTypePrices(
    trial,
    offered.map(({ deploymentType }) => deploymentType),
  )
  const { deployments = [] } = useDeployments()
  const pools = read.useQuery('get', '/v2/admin/pools', { params: { query: { resourceGroup: group } } })
  const model = trial?.model?.name ?? parameterOf(draft, 'modelName') ?? null
  const residency = document.residency ?? 'global'
  const pool = pools.data?.resources.find(
    (each) => each.deploymentType === chosen && each.residency === residency && (each.model === null || each.model === model),
  )
  const rule = offered.find(({ deploymentType }) => deploymentType === chosen)?.capacity ?? null
  const capacity = document.capacity ?? rule?.default ?? rule?.minimum ?? 1
  const perUnit = offered.find(({ deploymentType }) => deploymentType === chosen)?.perUnit ?? null
  const free = pool?.remaining ?? undefined
  const most = rule ? Math.min(rule.maximum, Math.max(capacity, (free ?? 0) * 1.25, (rule.default ?? rule.minimum) * 20)) : 0
  const set = (fields: object): void => dispatch({ do: 'set', fields })
  return (
    <Stack>
      <ChoiceTiles
        label={words.type}
        value={chosen ?? null}
        onChange={(deploymentType) => set({ deploymentType, capacity: undefined })}
        choices={offered.map(({ deploymentType }) => ({
          value: deploymentType,
          title: names.types[deploymentType],
          text: words.typeTexts[deploymentType],
          aside: prices[deploymentType],
        }))}
        error={troubleOfType}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={words.residency}
          description={words.residencyText}
          data={residencies.map((value) => ({ value, label: words.residencyNames[value] }))}
          value={residency}
          onChange={(next) => next && set({ residency: next, ...(document.deploymentType ? {} : { deploymentType: chosen }) })}
          allowDeselect={false}
        />
        <Select
          label={words.tier}
          description={words.tierText}
          data={[
            { value: 'default', label: words.tierDefault },
            { value: 'priority', label: words.tierPriority },
          ]}
          value={document.serviceTier ?? 'default'}
          onChange={(next) => set({ serviceTier: next === 'default' ? undefined : next })}
          allowDeselect={false}
        />
      </SimpleGrid>
      {rule && rule.default !== null && (
        <>
          <SliderWithNumber
            label={words.capacity}
            description={words.capacityTexts[chosen]}
            value={capacity}
            onChange={(next) => set({ deploymentType: chosen, capacity: next })}
            min={rule.minimum}
            max={most}
            step={rule.step}
            {...(free === undefined ? {} : { free })}
            {...(pool && pool.limit !== null
              ? { freeText: sentence(words.free, <Figure value={pool.remaining ?? 0} />, <Figure value={pool.limit} />) }
              : {})}
            error={troubleOfCapacity}
          />
          <Group justify="space-between" gap="xs">
            <Text size="xs" c="dimmed">
              {worthText(words, perUnit, capacity)}
            </Text>
            <Anchor size="xs" renderRoot={(props) => <Link to="/quotas" {...props} />}>
              {words.toQuotas}
            </Anchor>
          </Group>
          {(chosen === 'provisioned' || chosen === 'standard') && model !== null && (
            <UnitsNeeded
              model={model}
              type={chosen}
              residency={residency as (typeof residencies)[number]}
              onChange={(next) => set({ deploymentType: chosen, capacity: next })}
            />
          )}
        </>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {draft.origin === 'catalog' && (
          <Select
            label={words.upgrade}
            data={(['OnceNewDefaultVersionAvailable', 'OnceCurrentVersionExpired', 'NoAutoUpgrade'] as const).map((value) => ({
              value,
              label: words.upgrades[value],
            }))}
            placeholder={words.upgradeUsual}
            value={document.upgradePolicy ?? null}
            onChange={(next) => set({ upgradePolicy: next ?? undefined })}
            clearable
          />
        )}
        <Select
          label={words.spillover}
          placeholder={words.nobody}
          data={deployments.filter(({ name }) => name !== document.name).map(({ id, name }) => ({ value: id, label: name }))}
          value={document.spilloverDeployment ?? null}
          onChange={(next) => set({ spilloverDeployment: next ?? undefined })}
          clearable
          searchable
          error={troubleOfSpillover}
        />
      </SimpleGrid>
    </Stack>
  )
}

/** What so much capacity comes to, where that is known. */
function worthText(
  words: ReturnType<typeof useAdvancedWords>,
  perUnit: Readonly<Partial<Record<'tokensPerMinute' | 'requestsPerMinute' | 'inputTokensPerMinute', number>>> | null,
  capacity: number,
): ReactNode {
  if (!perUnit) return ''
  const { tokensPerMinute, requestsPerMinute, inputTokensPerMinute } = perUnit
  const of = (each: number | undefined): ReactNode => <Figure value={(each ?? 0) * capacity} />
  if (inputTokensPerMinute !== undefined) return sentence(words.worthInput, of(inputTokensPerMinute))
  return sentence(words.worth, of(tokensPerMinute), of(requestsPerMinute))
}
