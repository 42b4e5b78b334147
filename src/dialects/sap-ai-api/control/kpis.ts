import { z } from 'zod'
import type { KpiDimension, KpiRow } from '../../../control/platform/kpis.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { csv } from './queries.ts'

const Column = z.enum(['ResourceGroup', 'Scenario', 'Executable', 'Executions', 'Artifacts', 'Deployments'])
type Column = z.infer<typeof Column>

const ResultSet = z
  .object({ header: z.array(Column), rows: z.array(z.array(z.union([z.string(), z.int()]))) })
  .meta({ id: 'KpiResultSet' })

const dimensionOf: Partial<Record<Column, KpiDimension>> = {
  ResourceGroup: 'resourceGroup',
  Scenario: 'scenarioId',
  Executable: 'executableId',
}

const cellOf: Record<Column, (row: KpiRow) => string | number> = {
  ResourceGroup: ({ keys }) => keys.resourceGroup,
  Scenario: ({ keys }) => keys.scenarioId,
  Executable: ({ keys }) => keys.executableId,
  Executions: () => 0,
  Artifacts: ({ artifacts }) => artifacts,
  Deployments: ({ deployments }) => deployments,
}

export const mountKpis = (app: ControlApp, platform: Pick<Platform, 'readKpis'>): void => {
  app.get(
    '/v2/analytics/kpis',
    {
      config: { access: { role: 'viewer', group: 'none' } },
      schema: {
        tags: ['KPI'],
        operationId: 'kpi.get',
        summary: 'Counts by resource group, scenario and executable',
        querystring: z.object({
          $select: csv(Column)
            .refine((columns) => new Set(columns).size === columns.length, 'must name each column once')
            .default(['ResourceGroup', 'Executions', 'Artifacts', 'Deployments']),
        }),
        response: { 200: ResultSet, ...refusals },
      },
    },
    async (request) => {
      const header = request.query.$select
      const rows = await platform.readKpis(
        callerOf(request),
        header.flatMap((column) => dimensionOf[column] ?? []),
      )
      return { header, rows: rows.map((row) => header.map((column) => cellOf[column](row))) }
    },
  )
}
