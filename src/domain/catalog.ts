import { z } from 'zod'

/** `2026-10-14`; midnight UTC at the start of that day. */
export const Day = z.iso.date()

const Rates = {
  input: z.int().nonnegative(),
  cachedInput: z.int().nonnegative().nullable(),
  cacheWrite: z.int().nonnegative().nullable(),
  output: z.int().nonnegative().nullable(),
}

/** Nano-units of the currency per million tokens (2.50 USD per million = 2_500_000_000). */
export const TokenRates = z.strictObject({
  ...Rates,
  /** Rates of the whole call when its prompt has more tokens than this; absent where the provider knows no such step. */
  longPrompt: z.strictObject({ moreThan: z.int().positive(), ...Rates }).optional(),
})

/** Integer prices. */
export const Price = z.strictObject({
  /** `1970-01-01` where the source states no first day: the price has held for as long as it knows. */
  validFrom: Day,
  currency: z.string().regex(/^[A-Z]{3}$/),
  ...TokenRates.shape,
  /** Where the figure was read: `@pydantic/genai-prices 0.1.8`, `operator`. */
  source: z.string(),
  /** Of the rate card that says so; absent: the catalog does. */
  rateCard: z.string().optional(),
  /** What of these rates is charged: `half` of batches; `none` of what is paid by units or time; `unknown`: no price holds now. Absent: all of it. */
  share: z.enum(['half', 'none', 'unknown']).optional(),
  /** It is not known that it holds for such calls, but nothing better is. */
  assumed: z.literal(true).optional(),
})
export type Price = z.infer<typeof Price>

export const CatalogVersion = z.strictObject({
  /** As callers write it in `modelVersion`: `2024-08-06`, `1`, `001`. `latest` is no name: it means one of the others. */
  name: z
    .string()
    .regex(/^[\w.:-]{1,64}$/, 'must be 1 to 64 letters, digits, "_", ".", ":" or "-"')
    .refine((name) => name !== 'latest', 'must not be "latest"; mark a version with latestFrom instead'),
  /** From this day on, `latest` stands for this version (until another's day comes). null: never. */
  latestFrom: Day.nullable(),
  /** Deprecation was announced; it still answers. null with a retirement date: the last 90 days before it. */
  deprecatedFrom: Day.nullable(),
  /** The provider may still change it, or take it back without notice. Absent: it is for general use. */
  preview: z.boolean().optional(),
  /** From this day on it answers no more. */
  retirementDate: Day.nullable(),
  /** The provider says "not before" that day: shown, never acted on. */
  retirementNotBefore: Day.nullable(),
  /** Model names of the same executable, or `<executableId>/<model>` of another. */
  suggestedReplacements: z.array(z.string()),
  /** Tokens, input and output together; null = not known or not applicable. */
  contextLength: z.int().positive().nullable(),
  maxOutputTokens: z.int().positive().nullable(),
  /** `text`, `image`, `audio`, … */
  inputTypes: z.array(z.string()),
  /** `text-generation`, `text-embedding`, `image-recognition`, `reranking`, … (SAP's words). */
  capabilities: z.array(z.string()),
  streamingSupported: z.boolean(),
  /** What the provider calls it, where that is not the model's name: `gpt-4o-2024-08-06`, `anthropic.claude-3-haiku-20240307-v1:0`. */
  providerModelId: z.string().nullable(),
  /** By `validFrom`, oldest first. Empty: not billed by tokens, or not known. */
  prices: z.array(Price),
})
export type CatalogVersion = z.infer<typeof CatalogVersion>

/** One model under one executable; the same model under two executables is two entries. */
export const CatalogModel = z.strictObject({
  model: z.string().regex(/^[\w.:/-]{1,128}$/),
  executableId: z.string(),
  /** `OpenAI`, `Amazon`, `Anthropic`, `Meta`, … */
  provider: z.string(),
  displayName: z.string(),
  description: z.string(),
  accessType: z.enum(['Remote', 'Local']),
  versions: z.array(CatalogVersion).min(1),
  /** Where the facts other than prices were read. */
  source: z.string(),
})
export type CatalogModel = z.infer<typeof CatalogModel>

/** A price as an operator writes it: what is left out is not known, or holds since ever. */
const EntryPrice = Price.omit({ rateCard: true, share: true, assumed: true }).extend({
  validFrom: Day.default('1970-01-01'),
  cachedInput: Rates.cachedInput.default(null),
  cacheWrite: Rates.cacheWrite.default(null),
  output: Rates.output.default(null),
  source: z.string().default('operator'),
})

/**
 * What an operator writes, in `catalog.yaml` or by the API: the key, and only the fields that differ.
 * An absent field keeps what is known; null clears it. Of a new model, absent fields take defaults.
 */
export const CatalogEntry = CatalogModel.omit({ versions: true })
  .partial()
  .required({ model: true, executableId: true })
  .extend({
    versions: z
      .array(
        CatalogVersion.partial()
          .required({ name: true })
          .extend({ prices: z.array(EntryPrice).optional() }),
      )
      .default([])
      .refine((versions) => new Set(versions.map(({ name }) => name)).size === versions.length, 'must not name a version twice'),
  })
export type CatalogEntry = z.infer<typeof CatalogEntry>
