import type { Offer } from '../../control/platform/offers.ts'
import type { Platform } from '../../control/platform/platform.ts'
import type { Stage } from '../../decide/model-version.ts'
import type { CatalogModel, CatalogVersion } from '../../domain/catalog.ts'
import type { CapacityOf } from '../../domain/model-capacity.ts'
import { residencyOf, type SkuName, skuNames, skus, usageName } from './skus.ts'

/** What Azure calls the format of a model: who made it; of models of one's own `Custom`. */
export const formatOf = (provider: string | null): string => provider ?? customFormat
export const customFormat = 'Custom'

export type FindEntry = (executableId: string, model: string) => CatalogModel | null

/** The catalog as it is now. */
export async function catalogOf(platform: Pick<Platform, 'listCatalog'>): Promise<FindEntry> {
  const { rows } = await platform.listCatalog()
  const entries = new Map(rows.map(({ model }) => [JSON.stringify([model.executableId, model.model]), model]))
  return (executableId, model) => entries.get(JSON.stringify([executableId, model])) ?? null
}

/** A version of a model as this server has it: every way to have it together. */
export type ModelVersion = {
  readonly format: string
  readonly name: string
  readonly version: string
  readonly isDefault: boolean
  readonly stage: Stage
  readonly entry: CatalogModel | null
  readonly facts: CatalogVersion | null
  readonly offers: readonly Offer[]
}

/** Of all that can be had, each version once. */
export function versionsOf(offers: readonly Offer[], find: FindEntry): readonly ModelVersion[] {
  const versions = new Map<string, ModelVersion>()
  for (const offer of offers) {
    const entry = offer.source === 'catalog' ? find(offer.executable.id, offer.model) : null
    const format = formatOf(entry?.provider ?? null)
    for (const { name: version, isDefault, stage } of offer.versions) {
      const key = JSON.stringify([format, offer.model, version])
      const known = versions.get(key)
      const facts = entry?.versions.find((each) => each.name === version) ?? null
      versions.set(
        key,
        known
          ? { ...known, isDefault: known.isDefault || isDefault, offers: [...known.offers, offer] }
          : { format, name: offer.model, version, isDefault, stage, entry, facts, offers: [offer] },
      )
    }
  }
  return [...versions.values()]
}

/** SKU names under which a model can be had. */
export const skusFor = (offers: readonly Offer[]): readonly SkuName[] =>
  skuNames.filter((name) => offers.some(({ types }) => types.some(({ type }) => type === skus[name].type)))

/** As `models` of an account and of a location lists it. */
export function renderModel(model: ModelVersion, capacityOf: CapacityOf) {
  const { format, name, version, isDefault, facts, entry, offers, stage } = model
  const retires = facts?.retirementDate ?? facts?.retirementNotBefore ?? null
  const names = skusFor(offers)
  return {
    kind: 'AIServices',
    skuName: 'S0',
    description: entry?.description ?? '',
    model: {
      format,
      name,
      version,
      publisher: format,
      isDefaultVersion: isDefault,
      maxCapacity: Math.max(0, ...names.map((sku) => capacityConfig(sku, model, capacityOf)?.maximum ?? 0)),
      capabilities: capabilitiesOf(model),
      lifecycleStatus: lifecycle[stage],
      ...(retires === null
        ? {}
        : {
            deprecation: {
              inference: `${retires}T00:00:00Z`,
              deprecationStatus: facts?.retirementDate ? 'Planned' : 'Tentative',
            },
          }),
      ...replacementOf(facts),
      skus: names.map((sku) => ({
        name: sku,
        usageName: usageName(sku, model),
        ...(facts?.retirementDate ? { deprecationDate: `${facts.retirementDate}T00:00:00Z` } : {}),
        ...present('capacity', capacityConfig(sku, model, capacityOf)),
        ...rateLimits(sku, name, capacityOf),
      })),
    },
  }
}

/** How much of a SKU can be had of a model; null: it has no capacity. The rule of the first way there is. */
export function capacityConfig(sku: SkuName, { offers, name }: Pick<ModelVersion, 'offers' | 'name'>, capacityOf: CapacityOf) {
  const { type } = skus[sku]
  for (const { types, connection } of offers) {
    const offered = types.find((each) => each.type === type)
    if (!offered?.capacity) continue
    const { maximum, usual } = offered.capacity
    // Offers know the rule of one residency; elsewhere provisioned units may come in other sizes.
    const rule = type === 'provisioned' && connection !== null ? capacityOf(name, residencyOf(sku)).units : null
    const { minimum, step } = rule ?? offered.capacity
    return { minimum, maximum, step, default: Math.max(minimum, usual ?? minimum) }
  }
  return null
}

/** What a unit is worth. */
function rateLimits(sku: SkuName, model: string, capacityOf: CapacityOf) {
  if (skus[sku].type !== 'standard') return {}
  const { rpmPerUnit, tpmPerUnit } = capacityOf(model, residencyOf(sku))
  return {
    rateLimits: [
      { key: 'request', renewalPeriod: 60, count: rpmPerUnit },
      { key: 'token', renewalPeriod: 60, count: tpmPerUnit },
    ],
  }
}

const words: Readonly<Record<string, readonly string[]>> = {
  chatCompletion: ['text-generation', 'chat'],
  embeddings: ['text-embedding', 'embeddings'],
  imageInput: ['image-recognition'],
}

function capabilitiesOf({ facts, offers }: ModelVersion): Record<string, string> {
  const told = facts?.capabilities ?? offers[0]?.executable.capabilities ?? []
  const named = Object.entries(words).filter(([, ours]) => ours.some((each) => told.includes(each)))
  return {
    ...Object.fromEntries(named.map(([name]) => [name, 'true'])),
    ...(facts?.contextLength ? { maxContextToken: String(facts.contextLength) } : {}),
    ...(facts?.maxOutputTokens ? { maxOutputToken: String(facts.maxOutputTokens) } : {}),
  }
}

/** Azure's `Deprecated` is what is retired here. */
const lifecycle = {
  active: 'GenerallyAvailable',
  deprecated: 'Deprecating',
  retired: 'Deprecated',
} as const satisfies Record<Stage, string>

/** Azure names one successor, and which of its versions; ours are named without one. */
function replacementOf(facts: CatalogVersion | null) {
  const [next] = facts?.suggestedReplacements ?? []
  return next === undefined ? {} : { replacementConfig: { targetModelName: next } }
}

const present = <Name extends string, Value>(name: Name, value: Value | null) => (value === null ? {} : { [name]: value })
