import { latestOf, lifecycleOf, stageOf } from '../../decide/model-version.ts'
import type { CatalogModel, CatalogVersion, Price } from '../../domain/catalog.ts'

/** A model as `GET /v2/lm/scenarios/foundation-models/models` lists it (SAP AI API 2.42.0). */
export type SapModel = {
  readonly model: string
  readonly executableId: string
  readonly description: string
  readonly displayName: string
  readonly accessType: string
  readonly provider: string
  readonly allowedScenarios: readonly { readonly scenarioId: string; readonly executableId: string }[]
  readonly versions: readonly SapModelVersion[]
}

export type SapModelVersion = {
  readonly name: string
  readonly isLatest: boolean
  readonly deprecated: boolean
  /** `''` when none. */
  readonly retirementDate: string
  /** Left out where not known. */
  readonly contextLength?: number
  readonly inputTypes: readonly string[]
  readonly capabilities: readonly string[]
  /** `lifecycle` is ours. */
  readonly metadata: readonly Readonly<Record<string, string>>[]
  /** One object per rate, in units of the currency per thousand tokens. */
  readonly cost: readonly Readonly<Record<string, string>>[]
  readonly suggestedReplacements: readonly string[]
  readonly streamingSupported: boolean
  readonly orchestrationCapabilities: readonly string[]
}

export const toSapModels = (models: readonly CatalogModel[], now: number): SapModel[] =>
  models.map((model) => toSapModel(model, now))

export const toSapModel = (model: CatalogModel, now: number): SapModel => ({
  model: model.model,
  executableId: model.executableId,
  description: model.description,
  displayName: model.displayName,
  accessType: model.accessType,
  provider: model.provider,
  allowedScenarios: [{ scenarioId: 'foundation-models', executableId: model.executableId }],
  versions: model.versions.map((version) => toSapVersion(version, latestOf(model, now) === version, now)),
})

/** Of several dated prices the one that holds: the newest whose day has come. */
const priceAt = (prices: readonly Price[], now: number): Price | null =>
  prices
    .filter(({ validFrom }) => Date.parse(`${validFrom}T00:00:00Z`) <= now)
    .sort((a, b) => a.validFrom.localeCompare(b.validFrom))
    .at(-1) ?? null

const toSapVersion = (version: CatalogVersion, isLatest: boolean, now: number): SapModelVersion => ({
  name: version.name,
  isLatest,
  deprecated: stageOf(version, now) !== 'active',
  retirementDate: version.retirementDate ?? '',
  ...(version.contextLength === null ? {} : { contextLength: version.contextLength }),
  inputTypes: version.inputTypes,
  capabilities: version.capabilities,
  metadata: [{ lifecycle: lifecycleOf(version, now) }],
  cost: costOf(priceAt(version.prices, now)),
  suggestedReplacements: version.suggestedReplacements,
  streamingSupported: version.streamingSupported,
  orchestrationCapabilities: [],
})

const costOf = (price: Price | null): SapModelVersion['cost'] => {
  if (!price) return []
  const input = { inputCost: perThousand(price.input) }
  return price.output === null ? [input] : [input, { outputCost: perThousand(price.output) }]
}

/** Nano-units per million → units per thousand, exactly: the point moves twelve digits to the left. */
const perThousand = (nano: number): string => {
  const digits = String(nano).padStart(13, '0')
  return `${digits.slice(0, -12)}.${digits.slice(-12)}`.replace(/\.?0+$/, '')
}
