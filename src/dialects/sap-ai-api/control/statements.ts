import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { type Statement, statementGroups } from '../../../control/platform/statements.ts'
import { usageDimensions } from '../../../control/platform/usage.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { DeploymentId, ResourceGroupId } from '../../../domain/ids.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { usageCsv } from './analytics-csv.ts'
import { renderUsageRow, UsageRowShape } from './analytics-shapes.ts'
import { refusals } from './errors.ts'
import { Cost, renderMoney, Timezone } from './money-shapes.ts'
import { csv, given } from './queries.ts'
import { Timestamp } from './shapes.ts'

const Shape = z
  .object({
    month: z.string(),
    timezone: z.string(),
    start: Timestamp,
    end: Timestamp,
    closed: z.boolean().describe('The month is over'),
    totals: z.array(Cost).describe('Exact sums of the lines, one for each currency'),
    unpriced: z.int().describe('Calls whose cost is not known and in no sum'),
    lines: z.array(UsageRowShape),
  })
  .meta({ id: 'Statement' })

export const mountStatements = (app: ControlApp, platform: Pick<Platform, 'readStatement'>): void => {
  app.get(
    '/v2/analytics/statements/:month',
    {
      config: { access: { role: 'viewer', group: 'none' }, lectern: true },
      schema: {
        tags: ['Money'],
        operationId: 'statements.get',
        summary: 'What a calendar month has cost',
        description:
          'Of the resource groups and deployments that the credential may see. `kind` tells what was charged for: tokens, instance, unit. ' +
          'With `Accept: text/csv` as CSV.',
        params: z.object({
          month: z.string().regex(/^(19|20)\d\d-(0[1-9]|1[0-2])$/, 'must be a year and a month, such as 2026-11'),
        }),
        querystring: z.object({
          timezone: Timezone,
          groupBy: csv(z.enum(usageDimensions))
            .refine((names) => new Set(names).size === names.length, 'must name each column once')
            .optional()
            .describe(`Comma-separated: ${usageDimensions.join(', ')}; default: ${statementGroups.join(', ')}`),
          resourceGroup: ResourceGroupId.optional(),
          deployment: DeploymentId.optional(),
          model: z.string().max(128).optional(),
          apiKey: z.string().max(128).optional().describe('Id of an API key, or client id'),
        }),
        response: { 200: Shape, ...refusals },
      },
    },
    async (request, reply) => {
      const { timezone, groupBy = [...statementGroups], ...filter } = request.query
      const asked = { ...given(filter), month: request.params.month, timezone, groupBy }
      const statement = await platform.readStatement(callerOf(request), asked)
      const lines = statement.lines.map(renderUsageRow)
      if (request.headers.accept?.includes('text/csv'))
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="statement-${statement.month}.csv"`)
          .serializer((text: unknown) => String(text))
          .send(usageCsv(lines, groupBy) as never)
      return { ...render(statement), lines }
    },
  )
}

const render = ({ month, timezone, start, end, closed, totals, unpriced }: Statement) => ({
  month,
  timezone,
  start: toTimestamp(start),
  end: toTimestamp(end ?? start),
  closed,
  totals: totals.map(renderMoney),
  unpriced: Number(unpriced),
})
