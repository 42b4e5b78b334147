import { z } from 'zod'
import { mostMirrored, mostStepMinutes, mostSteps } from '../../../control/platform/read-rollout.ts'
import type { RolloutTotals } from '../../../control/rollout-watch.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import type { Deployment } from '../../../domain/deployment.ts'
import { AnyId } from '../../../domain/ids.ts'
import { type Rollout, rolloutStrategies, type SideCount } from '../../../domain/rollout.ts'
import { Timestamp } from './shapes.ts'

/** A new configuration beside the one in use, as it is asked for and shown: an addition of Lectern. */

const Strategy = z.enum(rolloutStrategies).meta({
  description:
    'canary (default): the new configuration answers a share of the calls; mirror: it gets copies of a share of them, and nobody gets its answers; shadow: as mirror, and each pair of answers is compared',
})
const Percent = z.int().min(0).max(100)
const Step = z.strictObject({
  percent: Percent,
  minutes: z
    .number()
    .min(0)
    .max(mostStepMinutes)
    .describe('How long it stays so, counted while the new configuration can answer'),
})
const FailOn = z.strictObject({
  errorPercent: z
    .number()
    .min(0)
    .max(100)
    .describe('Taken back where more of its calls of the last five minutes fail; default 5'),
  minCalls: z.int().min(1).max(1_000_000).describe('Calls before that is judged; default 20'),
  deaths: z.int().min(1).max(1_000).describe('Taken back when so many of its instances ended by themselves; default 1'),
})

export const RolloutRequest = z
  .strictObject({
    strategy: Strategy.optional(),
    percent: Percent.optional().describe(
      `Share of the calls that go to the new configuration, or are copied (mirror: at most ${mostMirrored}); 0: it runs, and only calls whose header asks for it get there`,
    ),
    header: z
      .strictObject({ name: z.string(), value: z.string().optional().describe('Default: true') })
      .nullish()
      .describe(
        'Calls with this header go to the new configuration where its value is this one, to the one in use where it is another',
      ),
    sticky: z
      .union([z.boolean(), z.strictObject({ header: z.string() })])
      .optional()
      .describe('Calls with the same key stay on the same side: of the caller (true), or by the value of a header'),
    steps: z
      .array(Step)
      .min(1)
      .max(mostSteps)
      .optional()
      .describe('Shares that it goes through by itself; after a last step of 100 percent it is promoted'),
    failOn: FailOn.partial().optional().describe('What takes it back by itself'),
  })
  .meta({ id: 'RolloutRequest', 'x-lectern': true })

export const rolloutStatuses = ['PENDING', 'PROGRESSING', 'ROLLED_BACK'] as const

export const RolloutShape = z
  .object({
    status: z.enum(rolloutStatuses).describe('PENDING: the new configuration does not run yet, and gets no calls'),
    statusMessage: z.string().optional(),
    strategy: Strategy,
    configurationId: AnyId,
    version: z.int(),
    percent: Percent,
    header: z.object({ name: z.string(), value: z.string() }).optional(),
    sticky: z.union([z.literal(true), z.object({ header: z.string() })]).optional(),
    steps: z.array(Step).optional(),
    step: z.int().optional().describe('Which of the steps it is at, counted from 1'),
    failOn: FailOn,
    startedAt: Timestamp,
    endedAt: Timestamp.optional(),
  })
  .meta({ id: 'Rollout', 'x-lectern': true })

const Side = z.object({
  calls: z.int(),
  errors: z.int(),
  averageMs: z.number().nullable().describe('null: there were no calls'),
  inputTokens: z.int(),
  outputTokens: z.int(),
})

export const RolloutReportShape = RolloutShape.extend({
  current: Side.describe('What the configuration in use answered since the rollout began'),
  new: Side.describe('What the new one answered, for callers or for nobody'),
  copiesSkipped: z.int().describe('Calls of which no copy was made: too many were under way, or the body was too long to keep'),
  compared: z
    .object({
      pairs: z.int(),
      sameStatus: z.int(),
      slower: z.int().describe('Pairs of which the new one took longer'),
      sameOutputTokens: z.int(),
    })
    .optional()
    .describe('Of a shadow: answers of both to the same call'),
}).meta({ id: 'RolloutReport', 'x-lectern': true })

export const renderRollout = (deployment: Deployment, rollout: Rollout): z.infer<typeof RolloutShape> => {
  const { strategy, configurationId, version, percent, header, sticky, steps, at, failOn, startedAt, ended } = rollout
  const seen = deployment.targetsSeen?.find((each) => each.configurationId === configurationId)
  const message = ended ? ended.why : (seen?.message ?? '')
  return {
    status: ended ? 'ROLLED_BACK' : seen?.status === 'RUNNING' ? 'PROGRESSING' : 'PENDING',
    ...(message === '' ? {} : { statusMessage: message }),
    strategy,
    configurationId,
    version,
    percent,
    ...(header ? { header } : {}),
    ...(sticky ? { sticky: sticky.header === null ? (true as const) : { header: sticky.header } } : {}),
    ...(steps.length > 0 ? { steps, step: at + 1 } : {}),
    failOn,
    startedAt: toTimestamp(startedAt),
    ...(ended ? { endedAt: toTimestamp(ended.at) } : {}),
  }
}

export const renderReport = (
  deployment: Deployment,
  rollout: Rollout,
  totals: RolloutTotals,
): z.infer<typeof RolloutReportShape> => ({
  ...renderRollout(deployment, rollout),
  current: sideOf(totals.old),
  new: sideOf(totals.new),
  copiesSkipped: totals.skipped,
  ...(rollout.strategy === 'shadow' ? { compared: comparedOf(totals) } : {}),
})

const sideOf = ({ calls, errors, ms, inputTokens, outputTokens }: SideCount) => ({
  calls,
  errors,
  averageMs: calls === 0 ? null : Math.round((ms / calls) * 10) / 10,
  inputTokens,
  outputTokens,
})

const comparedOf = ({ compared: { pairs, sameStatus, slower, sameTokens } }: RolloutTotals) => ({
  pairs,
  sameStatus,
  slower,
  sameOutputTokens: sameTokens,
})
