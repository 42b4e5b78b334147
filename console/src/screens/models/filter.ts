import type { Facet } from '../../parts/filter-bar.tsx'
import { abilities, type Entry } from './entries.ts'
import type { ModelsSearch } from './routes.ts'
import type { useWords } from './words.ts'

type Words = ReturnType<typeof useWords>

export const facetIds = ['here', 'can', 'executable', 'context', 'price', 'stage'] as const
export type FacetId = (typeof facetIds)[number]

const stages = ['GenerallyAvailable', 'Preview', 'Deprecated', 'Retired'] as const
const contexts = { '32k': 32_000, '128k': 128_000, '1m': 1_000_000 } as const
const bounds = { low: 0.5e9, mid: 3e9 } as const

/** Which values of a facet a model has. */
const valuesOf: Readonly<Record<FacetId, (entry: Entry) => readonly string[]>> = {
  here: ({ offers }) => (offers.length > 0 ? ['yes'] : []),
  can: ({ can }) => can,
  executable: ({ model }) => [model.executableId],
  context: ({ now }) => Object.entries(contexts).flatMap(([id, least]) => ((now.contextLength ?? 0) >= least ? [id] : [])),
  price: ({ price }) =>
    [!price ? 'none' : price.input <= bounds.low ? 'low' : price.input <= bounds.mid ? 'mid' : 'high'].filter(
      () => !price || price.currency === 'USD',
    ),
  stage: ({ stage }) => [stage],
}

export const listIn = (text: string | undefined): readonly string[] => (text ? text.split(',') : [])

/** The models that the address asks for, before they are sorted. `but`: as if this facet said nothing. */
export function filtered(entries: readonly Entry[], search: ModelsSearch, but?: FacetId): readonly Entry[] {
  const words = (search.q ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  return entries.filter((entry) => {
    const { model, by } = entry
    const text = `${model.displayName} ${model.model} ${model.provider} ${by} ${model.description}`.toLowerCase()
    if (!words.every((word) => text.includes(word))) return false
    return facetIds.every((id) => {
      const chosen = listIn(search[id])
      return id === but || chosen.length === 0 || chosen.some((value) => valuesOf[id](entry).includes(value))
    })
  })
}

/** Facets with how many models each value would leave, given all others. */
export function facetsOf(entries: readonly Entry[], search: ModelsSearch, words: Words): readonly Facet[] {
  return facetIds.map((id): Facet => {
    const left = filtered(entries, search, id)
    const counts = new Map<string, number>()
    for (const value of left.flatMap((entry) => valuesOf[id](entry))) counts.set(value, (counts.get(value) ?? 0) + 1)
    const chosen = listIn(search[id])
    const values = candidates(id, entries)
      .filter((value) => counts.has(value) || chosen.includes(value))
      .map((value) => ({ value, label: labelOf(id, value, entries, words), count: counts.get(value) ?? 0 }))
    return { id, label: words.facets[id], values, chosen }
  })
}

function candidates(id: FacetId, entries: readonly Entry[]): readonly string[] {
  if (id === 'here') return ['yes']
  if (id === 'can') return abilities
  if (id === 'context') return Object.keys(contexts)
  if (id === 'price') return ['low', 'mid', 'high', 'none']
  if (id === 'stage') return stages
  return [...new Set(entries.map(({ model }) => model.executableId))].sort()
}

function labelOf(id: FacetId, value: string, entries: readonly Entry[], words: Words): string {
  const known = { can: words.can, context: words.context, price: words.price, stage: words.stage } as const
  if (id === 'here') return words.hereYes
  if (id === 'executable') return entries.find(({ model }) => model.executableId === value)?.by ?? value
  return (known[id] as Readonly<Record<string, string>>)[value] ?? value
}

/** What is not known is last, whichever way. */
const last = Number.MAX_VALUE
export const sortKeys = {
  name: ({ model }: Entry): string => model.displayName.toLowerCase(),
  context: ({ now }: Entry): number => now.contextLength ?? 0,
  input: ({ price }: Entry): number => price?.input ?? last,
  output: ({ price }: Entry): number => price?.output ?? last,
  retires: ({ now }: Entry): string => now.retirementDate ?? now.retirementNotBefore ?? '9999',
} as const

/** By name, where nothing else is asked for, what has ended comes last. */
export function sorted(entries: readonly Entry[], sort: string | undefined): readonly Entry[] {
  const key = sortKeys[(sort ?? 'name').replace(/^-/, '') as keyof typeof sortKeys] ?? sortKeys.name
  const sign = sort?.startsWith('-') ? -1 : 1
  return [...entries].sort((one, other) => {
    const ended = sort === undefined ? Number(one.stage === 'Retired') - Number(other.stage === 'Retired') : 0
    if (ended !== 0) return ended
    const [a, b] = [key(one), key(other)]
    return a === b ? 0 : a < b ? -sign : sign
  })
}
