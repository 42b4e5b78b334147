import { z } from 'zod'
import { type UsageDimension, type UsageRow, usageDimensions } from '../../../control/platform/usage.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { type LedgerEntry, ledgerId, ledgerStates, type RateCard, usageSources } from '../../../domain/ledger.ts'
import { Cost, renderMoney } from './money-shapes.ts'
import { Timestamp } from './shapes.ts'

const counts = {
  inputTokens: z.int().meta({ description: 'All of the input: cached parts and audio too' }),
  cachedInputTokens: z.int().meta({ description: 'Part of the input: read from a cache' }),
  cacheWriteTokens: z.int().meta({ description: 'Part of the input: written to a cache' }),
  audioInputTokens: z.int().meta({ description: 'Part of the input' }),
  outputTokens: z.int().meta({ description: 'All of the output: reasoning and audio too' }),
  reasoningTokens: z.int().meta({ description: 'Part of the output' }),
  audioOutputTokens: z.int().meta({ description: 'Part of the output' }),
  images: z.int(),
  instanceSeconds: z.number().meta({ description: 'Time in which own instances worked on calls' }),
}

const dimensions = z.object(
  Object.fromEntries(usageDimensions.map((name) => [name, z.string().optional()])) as Record<
    UsageDimension,
    z.ZodOptional<z.ZodString>
  >,
)

export const UsageRowShape = z
  .object({ start: Timestamp, end: Timestamp })
  .extend(dimensions.shape)
  .extend({
    deploymentName: z.string().nullish(),
    calls: z.int().meta({ description: 'Calls that the ledger knows of' }),
    requests: z.int().meta({ description: 'Those that reached a backend' }),
    aborted: z.int().meta({ description: 'Calls cut short by either side' }),
    uncertain: z.int().meta({ description: 'Calls whose end is not known' }),
    estimated: z.int().meta({ description: 'Calls whose tokens are an estimate' }),
    unpriced: z.int().meta({ description: 'Calls whose cost is not known and in no sum' }),
    ...counts,
    runningSeconds: z.number().meta({ description: 'Time for which own instances ran, busy or not; of several the sum' }),
    provisionedUnitMinutes: z.int().meta({ description: 'Provisioned units times the minutes for which they were reserved' }),
    costs: z.array(Cost).meta({ description: 'One for each currency' }),
  })
  .meta({ id: 'UsageRow' })
export type UsageRowShape = z.infer<typeof UsageRowShape>

const Rate = z
  .object({
    id: z.string(),
    validFrom: z.string(),
    currency: z.string(),
    input: z.int(),
    cachedInput: z.int().nullable(),
    cacheWrite: z.int().nullable(),
    output: z.int().nullable(),
    longPrompt: z
      .object({
        moreThan: z.int(),
        input: z.int(),
        cachedInput: z.int().nullable(),
        cacheWrite: z.int().nullable(),
        output: z.int().nullable(),
      })
      .optional(),
    source: z.string(),
    rateCard: z.string().optional().meta({ description: 'Id of the rate card that says so; absent: the catalog does' }),
    share: z.enum(['half', 'none', 'unknown']).optional().meta({
      description: 'half: batches are charged half of it; none: it is paid by units or time',
    }),
    assumed: z.literal(true).optional(),
  })
  .meta({ id: 'RateCard', description: 'Nano-units per million tokens, as they were when the call was charged' })

export const LedgerRecordShape = z
  .object({
    id: z.string(),
    state: z.enum(ledgerStates),
    startedAt: Timestamp,
    endedAt: Timestamp,
    durationMs: z.int(),
    firstByteMs: z.int().nullable(),
    status: z.int().nullable().meta({ description: 'As the caller saw it; 499: the caller left; null: not known' }),
    requestId: z.string(),
    apiKey: z.string(),
    dialect: z.string(),
    resourceGroup: z.string(),
    deployment: z.string(),
    deploymentName: z.string(),
    executable: z.string(),
    model: z.string().nullable(),
    modelVersion: z.string().nullable(),
    wire: z.string(),
    target: z.string(),
    deploymentType: z
      .string()
      .nullable()
      .meta({ description: 'As it was at the time; null: of a call from before types were kept' }),
    serviceTier: z.string().nullable(),
    usageSource: z.enum(usageSources).meta({ description: 'Whose count the tokens are; none: nobody counted any' }),
    requests: z.int(),
    ...counts,
    cost: Cost.nullable().meta({ description: 'null: nothing left, or the cost is not known (pricing says which)' }),
    pricing: z.enum(['priced', 'assumed', 'unpriced']),
    rate: Rate.nullable(),
  })
  .meta({ id: 'LedgerRecord' })
export type LedgerRecordShape = z.infer<typeof LedgerRecordShape>

export const renderUsageRow = ({ start, end, keys, deploymentName, sums, costs }: UsageRow): UsageRowShape => ({
  start: toTimestamp(start),
  end: toTimestamp(end ?? start),
  ...keys,
  ...(keys.deployment === undefined ? {} : { deploymentName }),
  calls: Number(sums.calls),
  requests: Number(sums.requests),
  aborted: Number(sums.aborted),
  uncertain: Number(sums.uncertain),
  estimated: Number(sums.estimated),
  unpriced: Number(sums.unpriced),
  ...renderCounts((name) => Number(sums[name])),
  runningSeconds: Number(sums.runningMs) / 1000,
  provisionedUnitMinutes: Number(sums.unitMinutes),
  costs: costs.map(renderMoney),
})

export const renderRecord = (entry: LedgerEntry & { readonly rate: RateCard | null }): LedgerRecordShape => ({
  id: ledgerId(entry.boot, entry.seq),
  state: entry.state,
  startedAt: new Date(entry.at).toISOString(),
  endedAt: new Date(entry.endedAt).toISOString(),
  durationMs: Math.max(0, entry.endedAt - entry.at),
  firstByteMs: entry.firstByteMs,
  status: entry.status === 0 ? null : entry.status,
  requestId: entry.requestId,
  apiKey: entry.credential,
  dialect: entry.dialect,
  resourceGroup: entry.resourceGroup,
  deployment: entry.deploymentId,
  deploymentName: entry.deploymentName,
  executable: entry.executableId,
  model: entry.model,
  modelVersion: entry.version,
  wire: entry.wire,
  target: entry.target,
  deploymentType: entry.deploymentType ?? null,
  serviceTier: entry.serviceTier ?? null,
  usageSource: entry.source,
  requests: entry.requests,
  ...renderCounts((name) => entry[name]),
  cost:
    entry.cost === null || entry.currency === null ? null : renderMoney({ currency: entry.currency, nano: BigInt(entry.cost) }),
  pricing: entry.pricing,
  rate: entry.rate ? { id: entry.rate.id, ...entry.rate.price } : null,
})

type Part =
  | 'uncachedInput'
  | 'cacheRead'
  | 'cacheWrite'
  | 'audioInput'
  | 'output'
  | 'reasoning'
  | 'audioOutput'
  | 'images'
  | 'instanceMs'

const renderCounts = (of: (part: Part) => number) => ({
  inputTokens: of('uncachedInput') + of('cacheRead') + of('cacheWrite') + of('audioInput'),
  cachedInputTokens: of('cacheRead'),
  cacheWriteTokens: of('cacheWrite'),
  audioInputTokens: of('audioInput'),
  outputTokens: of('output') + of('reasoning') + of('audioOutput'),
  reasoningTokens: of('reasoning'),
  audioOutputTokens: of('audioOutput'),
  images: of('images'),
  instanceSeconds: of('instanceMs') / 1000,
})
