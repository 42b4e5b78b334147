import { z } from 'zod'
import { hintInWords } from '../../../control/hint-watch.ts'
import type { Hint } from '../../../control/platform/hints.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import { usualHintRules } from '../../../decide/hints.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { Cost, renderMoney } from './money-shapes.ts'
import { listOf, Timestamp } from './shapes.ts'

const Shape = z
  .object({
    kind: z.enum(['anomaly', 'idle']),
    resourceGroup: z.string(),
    deployment: z.string(),
    deploymentName: z.string(),
    message: z.string(),
    start: Timestamp.optional().describe('Of an anomaly: the hour'),
    cost: Cost.optional().describe('Of an anomaly: what the hour cost'),
    usual: Cost.optional().describe('Of an anomaly: the median of this hour on the 14 days before'),
    since: Timestamp.optional().describe('Of an idle deployment: no call since, at least'),
    costs: z.array(Cost).optional().describe('Of an idle deployment: what it has cost since'),
    runningSeconds: z.number().optional().describe('Of an idle deployment: time of instances since'),
    provisionedUnitMinutes: z.int().optional().describe('Of an idle deployment: since'),
  })
  .meta({ id: 'Hint' })

export const mountHints = (app: ControlApp, platform: Pick<Platform, 'readHints'>): void => {
  app.get(
    '/v2/analytics/hints',
    {
      config: { access: { role: 'viewer', group: 'none' }, lectern: true },
      schema: {
        tags: ['Money'],
        operationId: 'hints.query',
        summary: 'Deployments that cost far more than usual, and those that cost money while nobody calls them',
        querystring: z.object({
          factor: z.coerce.number().min(1).max(1_000).default(usualHintRules.factor).describe('How many times the usual'),
          floorNano: z.coerce
            .number()
            .int()
            .min(0)
            .max(9e15)
            .default(usualHintRules.floor)
            .describe('Cheaper hours are no anomalies'),
          idleDays: z.coerce.number().int().min(1).max(31).default(usualHintRules.idleDays).describe('Days without a call'),
        }),
        response: { 200: listOf(Shape, 'HintList'), ...refusals },
      },
    },
    async (request) => {
      const { factor, floorNano: floor, idleDays } = request.query
      const resources = (await platform.readHints(callerOf(request), { factor, floor, idleDays })).map(render)
      return { count: resources.length, resources }
    },
  )
}

const render = (hint: Hint): z.infer<typeof Shape> => {
  const { kind, resourceGroup, deploymentId: deployment, deploymentName } = hint
  const about = { kind, resourceGroup, deployment, deploymentName, message: hintInWords(hint) }
  if (hint.kind === 'idle')
    return {
      ...about,
      since: toTimestamp(hint.since),
      costs: hint.costs.map(renderMoney),
      runningSeconds: Number(hint.runningMs) / 1000,
      provisionedUnitMinutes: Number(hint.unitMinutes),
    }
  const { currency } = hint
  return {
    ...about,
    start: toTimestamp(hint.start),
    cost: renderMoney({ currency, nano: hint.cost }),
    usual: renderMoney({ currency, nano: hint.usual }),
  }
}
