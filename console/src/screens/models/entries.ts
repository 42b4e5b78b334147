import { useMemo } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { priceAt } from '../../../../src/decide/cost.ts'
import { type Lifecycle, latestOf, lifecycleOf } from '../../../../src/decide/model-version.ts'
import { read } from '../../api/client.ts'
import { type Deployment, useDeployments } from '../../api/deployments.ts'

type CatalogModel = components['schemas']['Catalog']['resources'][number]
export type CatalogVersion = CatalogModel['versions'][number]
export type Price = CatalogVersion['prices'][number]
export type Offer = components['schemas']['ModelOffer']

export const abilities = ['chat', 'vision', 'embeddings', 'reranking', 'image', 'audio', 'tabular'] as const
export type Ability = (typeof abilities)[number]

/** A model under one executable, with what it stands for today. */
export type Entry = {
  /** `openai/gpt-4.1`: what addresses call it by. */
  readonly key: string
  readonly model: CatalogModel
  /** Title of the executable. */
  readonly by: string
  /** What `latest` stands for now. */
  readonly now: CatalogVersion
  readonly stage: Lifecycle
  /** In force now. */
  readonly price: Price | null
  readonly can: readonly Ability[]
  readonly offers: readonly Offer[]
  readonly deployments: readonly Deployment[]
}

/** All models with everything that this installation has of them; undefined: not read yet. */
export function useEntries() {
  const catalog = read.useQuery('get', '/v2/admin/catalog', {}, { staleTime: 300_000 })
  const offers = read.useQuery('get', '/v2/lm/models/offers', {})
  const executables = read.useQuery('get', '/v2/lm/executables', {}, { staleTime: 600_000 })
  const { deployments } = useDeployments()
  const entries = useMemo(() => {
    if (!catalog.data || !offers.data || !executables.data) return undefined
    const titles = new Map(executables.data.resources.map(({ id, title }) => [id, title]))
    const now = Date.now()
    return catalog.data.resources
      .map((model): Entry => {
        const version = nowOf(model, now)
        return {
          key: `${model.executableId}/${model.model}`,
          model,
          by: titles.get(model.executableId) ?? model.executableId,
          now: version,
          stage: lifecycleOf(version as never, now),
          price: priceOf(version, now),
          can: abilitiesOf(version),
          offers: offers.data.resources.filter(
            (each) => each.source === 'catalog' && each.model === model.model && each.executableId === model.executableId,
          ),
          deployments: (deployments ?? []).filter((each) => isOf(each, model)),
        }
      })
      .sort((one, other) => one.model.displayName.localeCompare(other.model.displayName))
  }, [catalog.data, offers.data, executables.data, deployments])
  return {
    entries,
    error: catalog.error ?? offers.error ?? executables.error,
    retry: () => void Promise.all([catalog.refetch(), offers.refetch(), executables.refetch()]),
  }
}

const nowOf = (model: CatalogModel, now: number): CatalogVersion =>
  (latestOf(model as never, now) as CatalogVersion | null) ?? (model.versions.at(-1) as CatalogVersion)

/** The same rule as the server bills by. */
export const priceOf = ({ prices }: CatalogVersion, now: number): Price | null => priceAt(prices as never, now) as Price | null

export function abilitiesOf({ capabilities, inputTypes }: CatalogVersion): readonly Ability[] {
  const has = (word: string): boolean => capabilities.includes(word)
  const found: Readonly<Record<Ability, boolean>> = {
    chat: has('text-generation') && !has('text-embedding'),
    vision: has('image-recognition') || (has('text-generation') && inputTypes.includes('image')),
    embeddings: has('text-embedding') || has('image-embedding'),
    reranking: has('reranking'),
    image: has('image-generation'),
    audio: has('audio-generation') || inputTypes.includes('audio'),
    tabular: has('tabular-prediction'),
  }
  return abilities.filter((ability) => found[ability])
}

/** Details tell which model a deployment serves. */
function isOf({ executableId, details, targetStatus }: Deployment, model: CatalogModel): boolean {
  if (executableId !== model.executableId || targetStatus === 'DELETED') return false
  const served = details?.resources.backendDetails['model']
  return typeof served === 'object' && served !== null && 'name' in served && served.name === model.model
}

/** What can be called right now. */
export const runningOf = ({ deployments }: Pick<Entry, 'deployments'>): Deployment | undefined =>
  deployments.find(({ status, paused }) => status === 'RUNNING' && !paused)
