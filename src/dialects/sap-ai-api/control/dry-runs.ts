import { z } from 'zod'
import { mostDryCalls } from '../../../control/platform/dry-runs.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import { type SideSummary, summaryOf } from '../../../decide/dry-run-summary.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { type DryRun, type DryRunSide, dryRunStates } from '../../../domain/dry-run.ts'
import { AnyId } from '../../../domain/ids.ts'
import { toDecimal } from '../../../domain/money.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { whole } from './queries.ts'
import { listOf, Timestamp } from './shapes.ts'

type Verbs = Pick<Platform, 'startDryRun' | 'listDryRuns' | 'getDryRun'>

const Cost = z.object({ amount: z.string(), currency: z.string() })

const Side = z.object({
  status: z.int().describe('HTTP status'),
  ms: z.int().describe('From the request to the end of the answer'),
  inputTokens: z.int().nullable(),
  outputTokens: z.int().nullable(),
  cost: Cost.nullable().describe('null: not known'),
})

const Sum = z
  .object({
    succeeded: z.int().describe('Calls with a status below 400'),
    p50Ms: z.int().nullable(),
    p95Ms: z.int().nullable(),
    inputTokens: z.int().nullable(),
    outputTokens: z.int().nullable(),
    costs: z.array(Cost),
    unpriced: z.int().describe('Calls whose cost is not known'),
  })
  .meta({ id: 'DryRunSum' })

const Short = z
  .object({
    number: z.int(),
    state: z.enum(dryRunStates),
    message: z.string(),
    configurationId: z.string().describe('What was tried: PATCH the deployment with it to switch'),
    modelVersion: z.string().nullable(),
    total: z.int().describe('Calls to be made again'),
    done: z.int(),
    skipped: z.int().describe('Calls whose record was gone when their turn came'),
    statusChanged: z.int().describe('Calls whose status is another one than before'),
    before: Sum,
    after: Sum,
    createdAt: Timestamp,
    endedAt: Timestamp.nullable(),
  })
  .meta({ id: 'DryRunSummary' })

const Whole = Short.extend({
  calls: z.array(z.object({ inferenceId: z.string(), requestId: z.string(), path: z.string(), before: Side, after: Side })),
}).meta({ id: 'DryRun' })

const Asked = z
  .strictObject({
    modelVersion: z.string().min(1).max(64).optional().describe('Of the same model'),
    configurationId: AnyId.optional().describe('Or any other configuration that the deployment could have'),
    calls: z.int().min(1).max(mostDryCalls, `must be at most ${mostDryCalls}`).default(50).describe('The last that were kept'),
  })
  .meta({ id: 'DryRunRequest' })

const path = '/v2/lm/deployments/:deploymentId'
const params = z.object({ deploymentId: AnyId })
const number = whole(1, 1_000_000_000)
const tags = ['Deployment']
const reads = { access: { role: 'viewer', group: 'header' }, lectern: true } as const
const writes = { access: { role: 'operator', group: 'header' }, lectern: true } as const

export const mountDryRuns = (app: ControlApp, platform: Verbs): void => {
  app.post(
    `${path}/dry-run`,
    {
      config: writes,
      schema: {
        tags,
        operationId: 'dryRun.create',
        summary: 'Makes the last calls that were kept again, to another model version',
        description:
          'The new version comes up beside the one in use and takes no other call. The calls are admitted and charged as any call of the ' +
          'deployment. Needs an inference log that keeps requests in the store.',
        params,
        body: Asked,
        response: { 202: Short, ...refusals },
      },
    },
    async (request, reply) => {
      const { modelVersion = null, configurationId = null, calls } = request.body
      const { deploymentId } = request.params
      const run = await platform.startDryRun(callerInGroup(request), deploymentId, { modelVersion, configurationId, calls })
      const location = `/v2/lm/deployments/${deploymentId}/dry-runs/${run.number}`
      return reply.code(202).header('location', location).send(short(run))
    },
  )

  app.get(
    `${path}/dry-runs`,
    {
      config: reads,
      schema: {
        tags,
        operationId: 'dryRun.query',
        summary: 'Lists dry runs of a deployment, the newest first',
        params,
        response: { 200: listOf(Short, 'DryRunList'), ...refusals },
      },
    },
    async (request) => {
      const resources = (await platform.listDryRuns(callerInGroup(request), request.params.deploymentId)).map(short)
      return { count: resources.length, resources }
    },
  )

  app.get(
    `${path}/dry-runs/:number`,
    {
      config: reads,
      schema: {
        tags,
        operationId: 'dryRun.get',
        summary: 'How far a dry run is, and what came of it call by call',
        params: params.extend({ number }),
        response: { 200: Whole, ...refusals },
      },
    },
    async (request) => {
      const run = await platform.getDryRun(callerInGroup(request), request.params.deploymentId, request.params.number)
      const calls = run.calls.map(({ before, after, ...rest }) => ({
        ...rest,
        before: renderSide(before),
        after: renderSide(after),
      }))
      return { ...short(run), calls }
    },
  )
}

function short(run: DryRun): z.infer<typeof Short> {
  const { before, after, statusChanged } = summaryOf(run)
  const { number: own, state, message, configurationId, modelVersion, skipped } = run
  return {
    ...{ number: own, state, message, configurationId, modelVersion, skipped },
    total: run.inferenceIds.length,
    done: run.calls.length,
    statusChanged,
    before: renderSum(before),
    after: renderSum(after),
    createdAt: toTimestamp(run.createdAt),
    endedAt: run.endedAt === null ? null : toTimestamp(run.endedAt),
  }
}

const renderSum = ({ costs, ...rest }: SideSummary): z.infer<typeof Sum> => ({
  ...rest,
  costs: costs.map(({ currency, nano }) => ({ amount: toDecimal(nano), currency })),
})

const renderSide = ({ cost, currency, ...rest }: DryRunSide): z.infer<typeof Side> => ({
  ...rest,
  cost: cost === null || currency === null ? null : { amount: toDecimal(BigInt(cost)), currency },
})
