import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { DeploymentId, ResourceGroupId } from '../../../domain/ids.ts'
import type { Rerate, RerateSums } from '../../../domain/rerate.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { Cost, renderMoney } from './money-shapes.ts'
import { given, Time } from './queries.ts'
import { listOf, Timestamp } from './shapes.ts'

const Sums = z.object({ costs: z.array(Cost), unpriced: z.int().describe('Whose cost is not known and in no sum') })

const Shape = z
  .object({
    id: z.string(),
    state: z.enum(['RUNNING', 'COMPLETED']),
    dryRun: z.boolean(),
    from: Timestamp,
    to: Timestamp,
    createdAt: Timestamp,
    rows: z.int().describe('Calls and metered hours that were looked at so far'),
    changed: z.int().describe('Of those, what is charged otherwise now'),
    before: Sums,
    after: Sums,
  })
  .meta({ id: 'Rerate' })

const Body = z
  .strictObject({
    from: Time.describe('First moment of use'),
    to: Time.describe('First moment that does not count any more'),
    filter: z
      .strictObject({
        resourceGroup: ResourceGroupId.optional(),
        deployment: DeploymentId.optional(),
        executable: z.string().min(1).max(128).optional(),
        model: z.string().min(1).max(128).optional(),
      })
      .default({}),
    dryRun: z.boolean().default(false).describe('Changes nothing and only tells'),
  })
  .meta({ id: 'RerateRequest' })

const read = { access: { role: 'admin', group: 'none' }, lectern: true } as const
const tags = ['Money']

/** Charging again what was used, after a price was corrected. */
export const mountRerates = (app: ControlApp, platform: Pick<Platform, 'rerate' | 'getRerate' | 'listRerates'>): void => {
  app.post(
    '/v2/admin/rates/rerate',
    {
      config: read,
      schema: {
        tags,
        operationId: 'rates.rerate',
        summary: 'Charges what was used again, by the prices that hold now for the days of use',
        description:
          'Of calls that are still kept and metered hours; sums and budgets follow. Goes on after a restart. The answer tells how far ' +
          'it is; ask again at `/v2/admin/rerates/{id}` where it is still running.',
        body: Body,
        response: { 202: Shape, ...refusals },
      },
    },
    async (request, reply) => {
      const { from, to, filter, dryRun } = request.body
      const { resourceGroup, deployment: deploymentId, executable: executableId, model } = filter
      const asked = { from, to, dryRun, ...given({ resourceGroup, deploymentId, executableId, model }) }
      return reply.code(202).send(render(await platform.rerate(callerOf(request), asked)))
    },
  )

  app.get(
    '/v2/admin/rerates',
    {
      config: read,
      schema: {
        tags,
        operationId: 'rerates.query',
        summary: 'Lists corrections of what was charged, newest first',
        response: { 200: listOf(Shape, 'RerateList'), ...refusals },
      },
    },
    async () => {
      const resources = (await platform.listRerates()).map(render)
      return { count: resources.length, resources }
    },
  )

  app.get(
    '/v2/admin/rerates/:rerateId',
    {
      config: read,
      schema: {
        tags,
        operationId: 'rerates.get',
        summary: 'How far a correction is',
        params: z.object({ rerateId: z.uuid({ error: 'must be the id of a correction' }) }),
        response: { 200: Shape, ...refusals },
      },
    },
    async (request) => render(await platform.getRerate(request.params.rerateId)),
  )
}

const render = ({ id, asked, progress, createdAt }: Rerate): z.infer<typeof Shape> => ({
  id,
  state: progress.state,
  dryRun: asked.dryRun,
  from: toTimestamp(asked.from),
  to: toTimestamp(asked.to),
  createdAt: toTimestamp(createdAt),
  rows: progress.rows,
  changed: progress.changed,
  before: sums(progress.before),
  after: sums(progress.after),
})

const sums = ({ costs, unpriced }: RerateSums) => ({ costs: costs.map(renderMoney), unpriced })
