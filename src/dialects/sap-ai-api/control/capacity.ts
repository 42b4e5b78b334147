import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { residencies } from '../../../domain/terms.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { given } from './queries.ts'

const Tokens = z.number().nonnegative().max(1e9)

const Request = z
  .strictObject({
    model: z.string().min(1).max(256),
    deploymentType: z.enum(['standard', 'provisioned']).default('provisioned'),
    residency: z.enum(residencies).default('global'),
    workloads: z
      .array(
        z.strictObject({
          requestsPerMinute: Tokens.describe('At the busiest time'),
          inputTokens: Tokens.describe('Of one call'),
          cachedTokens: Tokens.optional().describe("Of the input, those that come from the provider's cache"),
          outputTokens: Tokens.default(0),
        }),
      )
      .min(1)
      .max(100),
  })
  .meta({ id: 'CapacityCalculationRequest' })

const Calculated = z
  .object({
    capacity: z.int().describe('The least that can be had of at least so much'),
    raw: z.number().describe('What the calls take, in units'),
  })
  .meta({ id: 'CapacityCalculation' })

/** How much capacity a workload takes. */
export const mountCapacity = (app: ControlApp, platform: Pick<Platform, 'capacityFor'>): void => {
  app.post(
    '/v2/lm/models/capacity',
    {
      config: { access: { role: 'viewer', group: 'none' }, lectern: true },
      schema: {
        tags: ['Deployment'],
        operationId: 'model.capacity',
        summary: 'Calculates how much capacity calls of these shapes take',
        body: Request,
        response: { 200: Calculated, ...refusals },
      },
    },
    async (request) => {
      const { deploymentType: type, workloads, ...rest } = request.body
      const shapes = workloads.map(({ cachedTokens, ...each }) => ({ ...each, ...given({ cachedTokens }) }))
      return platform.capacityFor({ ...rest, type, workloads: shapes })
    },
  )
}
