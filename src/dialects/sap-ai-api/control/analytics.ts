import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { usageDimensions, usageIntervals } from '../../../control/platform/usage.ts'
import { Failure } from '../../../domain/failure.ts'
import { DeploymentId, ResourceGroupId } from '../../../domain/ids.ts'
import { ledgerStates } from '../../../domain/ledger.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { usageCsv } from './analytics-csv.ts'
import { LedgerRecordShape, renderRecord, renderUsageRow, UsageRowShape } from './analytics-shapes.ts'
import { refusals } from './errors.ts'
import { Timezone } from './money-shapes.ts'
import { csv, given, Time, whole } from './queries.ts'

const Filter = z.object({
  start: Time.optional().describe('First moment; default: a day before the end'),
  end: Time.optional().describe('First moment that does not count any more; default: now'),
  resourceGroup: ResourceGroupId.optional(),
  deployment: DeploymentId.optional(),
  model: z.string().max(128).optional(),
  apiKey: z.string().max(128).optional().describe('Id of an API key, or client id'),
})

const UsageAnswer = z
  .object({ count: z.int(), interval: z.enum(usageIntervals), timezone: z.string(), resources: z.array(UsageRowShape) })
  .meta({ id: 'UsageList' })

const LedgerAnswer = z
  .object({ count: z.int(), resources: z.array(LedgerRecordShape), continueToken: z.string().optional() })
  .meta({ id: 'LedgerPage' })

const Position = z.object({ at: z.int(), bootNo: z.int(), seq: z.int() })

const config = { access: { role: 'viewer', group: 'none' }, lectern: true } as const
const tags = ['Usage']

export const mountAnalytics = (app: ControlApp, platform: Pick<Platform, 'readUsage' | 'readLedger' | 'now'>): void => {
  app.get(
    '/v2/analytics/usage',
    {
      config,
      schema: {
        tags,
        operationId: 'usage.query',
        summary: 'What was used, and what it cost, by time and whatever else',
        description:
          'Of the resource groups and deployments that the credential may see. Rows are whole intervals; those in which nothing was used are left out. ' +
          'With `Accept: text/csv` as CSV.',
        querystring: Filter.extend({
          interval: z.enum(usageIntervals).default('day'),
          groupBy: csv(z.enum(usageDimensions))
            .refine((names) => new Set(names).size === names.length, 'must name each column once')
            .optional()
            .describe(`Comma-separated: ${usageDimensions.join(', ')}`),
          timezone: Timezone,
        }),
        response: { 200: UsageAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      const { interval, timezone, groupBy = [], start, end, ...filter } = request.query
      const asked = { ...given(filter), ...spanOf({ start, end }, platform.now()), interval, timezone, groupBy }
      const resources = (await platform.readUsage(callerOf(request), asked)).map(renderUsageRow)
      if (request.headers.accept?.includes('text/csv'))
        return reply
          .type('text/csv; charset=utf-8')
          .serializer((text: unknown) => String(text))
          .send(usageCsv(resources, groupBy) as never)
      return { count: resources.length, interval, timezone, resources }
    },
  )

  app.get(
    '/v2/analytics/ledger',
    {
      config,
      schema: {
        tags,
        operationId: 'ledger.query',
        summary: 'Single calls, newest first',
        querystring: Filter.extend({
          state: z.enum(ledgerStates).optional(),
          $top: whole(1, 1_000).default(100).describe('Most records of a page'),
          continueToken: z.string().max(512).optional().describe('Of the page before'),
        }),
        response: { 200: LedgerAnswer, ...refusals },
      },
    },
    async (request) => {
      const { $top, continueToken, start, end, ...filter } = request.query
      const asked = { ...given(filter), ...spanOf({ start, end }, platform.now()) }
      const { records, next } = await platform.readLedger(callerOf(request), asked, positionIn(continueToken), $top)
      const resources = records.map(renderRecord)
      return { count: resources.length, resources, ...(next ? { continueToken: tokenOf(next) } : {}) }
    },
  )
}

const spanOf = ({ start, end }: { start: number | undefined; end: number | undefined }, now: number) => {
  const until = end ?? now + 1
  const from = start ?? until - 86_400_000
  if (from < until) return { start: from, end: until }
  throw new Failure('invalid', 'start must be before end', { target: 'start' })
}

const tokenOf = (position: z.infer<typeof Position>): string => Buffer.from(JSON.stringify(position)).toString('base64url')

const positionIn = (token: string | undefined): z.infer<typeof Position> | null => {
  if (token === undefined) return null
  try {
    return Position.parse(JSON.parse(Buffer.from(token, 'base64url').toString()))
  } catch (cause) {
    throw new Failure(
      'invalid',
      'continueToken is not one of this list; start again without it',
      { target: 'continueToken' },
      { cause },
    )
  }
}
