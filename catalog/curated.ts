import { z } from 'zod'
import { CatalogModel, CatalogVersion } from '../src/domain/catalog.ts'

/** What kinds of model take and give, so that no entry of `models/*.yaml` repeats it. */
const kinds = {
  chat: { capabilities: ['text-generation'], inputTypes: ['text'], streamingSupported: true },
  vision: { capabilities: ['text-generation', 'image-recognition'], inputTypes: ['text', 'image'], streamingSupported: true },
  video: {
    capabilities: ['text-generation', 'image-recognition'],
    inputTypes: ['text', 'image', 'video'],
    streamingSupported: true,
  },
  multimodal: {
    capabilities: ['text-generation', 'image-recognition'],
    inputTypes: ['text', 'image', 'audio', 'video'],
    streamingSupported: true,
  },
  realtime: { capabilities: ['text-generation', 'audio-generation'], inputTypes: ['text', 'audio'], streamingSupported: true },
  imageGeneration: {
    capabilities: ['text-generation', 'image-generation'],
    inputTypes: ['text', 'image'],
    streamingSupported: true,
  },
  embedding: { capabilities: ['text-embedding'], inputTypes: ['text'], streamingSupported: false },
  imageEmbedding: {
    capabilities: ['text-embedding', 'image-embedding'],
    inputTypes: ['text', 'image'],
    streamingSupported: false,
  },
  reranking: { capabilities: ['reranking'], inputTypes: ['text'], streamingSupported: false },
  tabular: { capabilities: ['tabular-prediction'], inputTypes: ['tabular'], streamingSupported: false },
} as const

/** Units of the currency per million tokens, as text: `2.50`. */
const Decimal = z.string().regex(/^\d+(\.\d+)?$/)

const CuratedPrice = z.strictObject({
  validFrom: CatalogVersion.shape.latestFrom.unwrap().default('1970-01-01'),
  currency: z.string().default('USD'),
  input: Decimal,
  cachedInput: Decimal.nullable().default(null),
  cacheWrite: Decimal.nullable().default(null),
  output: Decimal.nullable().default(null),
  source: z.string(),
})
export type CuratedPrice = z.infer<typeof CuratedPrice>

/** Another source that says otherwise: any field with its value, for the report of disagreements. */
const Claim = z.object({ source: z.string() }).catchall(z.union([z.string(), z.number(), z.array(z.string())]))
export type Claim = z.infer<typeof Claim>

const facts = {
  kind: z.enum(Object.keys(kinds) as [keyof typeof kinds, ...(keyof typeof kinds)[]]),
  ...CatalogVersion.pick({
    latestFrom: true,
    deprecatedFrom: true,
    retirementDate: true,
    retirementNotBefore: true,
    suggestedReplacements: true,
    contextLength: true,
    maxOutputTokens: true,
    streamingSupported: true,
    providerModelId: true,
  }).shape,
  /** `<provider>/<id>` in the price package, or `none` where what it would find is another model's. */
  price: z.string().regex(/^(none|[\w-]+\/.+)$/),
  prices: z.array(CuratedPrice),
  /** Which fact is only a bound or a guess, and of what. */
  bound: z.string(),
  elsewhere: z.array(Claim),
}

const CuratedVersion = z.strictObject({ name: CatalogVersion.shape.name, ...z.object(facts).partial().shape })

/** Facts on the model hold for all its versions; a model of one version names it with `version`. */
const CuratedModel = z.strictObject({
  ...CatalogModel.pick({ model: true, displayName: true, description: true }).shape,
  ...z.object(facts).partial().shape,
  kind: facts.kind,
  provider: z.string().optional(),
  version: CatalogVersion.shape.name.optional(),
  versions: z.array(CuratedVersion).min(1).optional(),
})

export const CuratedFile = z
  .strictObject({
    ...CatalogModel.pick({ executableId: true, accessType: true, source: true }).shape,
    provider: z.string().optional(),
    /** Provider id in the price package. */
    prices: z.string().optional(),
    models: z.array(CuratedModel),
  })
  .refine((file) => file.models.every(({ version, versions }) => (version === undefined) !== (versions === undefined)), {
    message: 'every model has either version or versions',
  })
export type CuratedFile = z.infer<typeof CuratedFile>

export type DraftVersion = Omit<CatalogVersion, 'prices'> & {
  readonly priceIds: readonly string[]
  readonly curatedPrices: readonly CuratedPrice[]
  readonly bound: string | null
  readonly elsewhere: readonly Claim[]
}
export type Draft = Omit<CatalogModel, 'versions'> & { readonly versions: readonly DraftVersion[] }

/** One curated file with everything inherited spelled out; prices and derived windows are still to come. */
export const expand = (file: CuratedFile): Draft[] =>
  file.models.map(({ model, displayName, description, provider = file.provider, version, versions, ...shared }) => ({
    model,
    executableId: file.executableId,
    provider: provider ?? unnamed(file, model),
    displayName,
    description,
    accessType: file.accessType,
    source: file.source,
    versions: (versions ?? [CuratedVersion.parse({ name: version, latestFrom: shared.latestFrom ?? sinceEver })]).map((own) =>
      draftOf(file.prices, model, { ...shared, ...own, kind: own.kind ?? shared.kind }),
    ),
  }))

/** A model of one version whose first day is not documented has always been its own latest. */
const sinceEver = '1970-01-01'

const draftOf = (
  priceProvider: string | undefined,
  model: string,
  facts: z.infer<typeof CuratedVersion> & { kind: keyof typeof kinds },
): DraftVersion => {
  const { capabilities, inputTypes, streamingSupported } = kinds[facts.kind]
  return {
    name: facts.name,
    latestFrom: facts.latestFrom ?? null,
    deprecatedFrom: facts.deprecatedFrom ?? null,
    retirementDate: facts.retirementDate ?? null,
    retirementNotBefore: facts.retirementNotBefore ?? null,
    suggestedReplacements: facts.suggestedReplacements ?? [],
    contextLength: facts.contextLength ?? null,
    maxOutputTokens: facts.maxOutputTokens ?? null,
    inputTypes: [...inputTypes],
    capabilities: [...capabilities],
    streamingSupported: facts.streamingSupported ?? streamingSupported,
    providerModelId: facts.providerModelId ?? null,
    priceIds: facts.price === 'none' ? [] : facts.price ? [facts.price] : priceIds(priceProvider, model, facts),
    curatedPrices: facts.prices ?? [],
    bound: facts.bound ?? null,
    elsewhere: facts.elsewhere ?? [],
  }
}

/** What the package may know the version by, the most exact name first. Version `1` is ours: providers do not write it. */
const priceIds = (
  provider: string | undefined,
  model: string,
  { name, providerModelId }: { name: string; providerModelId?: string | null | undefined },
): string[] => {
  if (provider === undefined) return []
  const ids = providerModelId ? [providerModelId] : name === '1' ? [model] : [`${model}-${name}`, model]
  return ids.map((id) => `${provider}/${id}`)
}

const unnamed = (file: CuratedFile, model: string): never => {
  throw new Error(`${file.executableId}/${model} has no provider`)
}
