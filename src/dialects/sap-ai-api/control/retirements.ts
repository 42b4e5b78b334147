import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import type { Retirement } from '../../../control/platform/retirements.ts'
import { lifecycles } from '../../../decide/model-version.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { upgradePolicies } from '../../../domain/terms.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { toCalendar } from './retirements-calendar.ts'
import { listOf, Timestamp } from './shapes.ts'

const RetirementShape = z
  .object({
    deployment: z.object({ id: z.string(), name: z.string() }),
    configurationId: z.string(),
    model: z.string(),
    modelVersion: z.string().describe('In force'),
    lifecycle: z.enum(lifecycles),
    upgradePolicy: z.enum(upgradePolicies).nullable(),
    retirementDate: z.string().nullable().describe('From this day on the version answers no more'),
    retirementNotBefore: z.string().nullable().describe('Its provider names no day, but says that it is none before this one'),
    suggestedReplacements: z.array(z.string()),
    next: z
      .object({
        at: Timestamp,
        action: z.enum(['upgrade', 'disabled']).describe('disabled: calls are refused from then on'),
        to: z.string().nullable().describe('Version that it goes on to'),
      })
      .nullable()
      .describe('What happens next by itself'),
  })
  .meta({ id: 'Retirement' })

/** When model versions of a group's deployments end, and what becomes of the deployments then. */
export const mountRetirements = (app: ControlApp, platform: Pick<Platform, 'listRetirements' | 'now'>): void => {
  app.get(
    '/v2/lm/retirements',
    {
      config: { access: { role: 'viewer', group: 'header' }, lectern: true },
      schema: {
        tags: ['Deployment'],
        operationId: 'retirements.query',
        summary: 'Lists when model versions of deployments change or end, and what happens then',
        description: 'What happens first comes first. With `Accept: text/calendar` as a calendar (iCalendar, RFC 5545).',
        response: { 200: listOf(RetirementShape, 'RetirementList'), ...refusals },
      },
    },
    async (request, reply) => {
      const found = await platform.listRetirements(callerInGroup(request))
      if (request.headers.accept?.includes('text/calendar'))
        return reply
          .type('text/calendar; charset=utf-8')
          .serializer((text) => String(text))
          .send(toCalendar(found, platform.now()) as never)
      return { count: found.length, resources: found.map(render) }
    },
  )
}

const render = ({ deployment, policy, replacements, next, ...rest }: Retirement): z.infer<typeof RetirementShape> => ({
  ...rest,
  deployment: { id: deployment.id, name: deployment.name },
  upgradePolicy: policy,
  suggestedReplacements: [...replacements],
  next: next && { ...next, at: toTimestamp(next.at) },
})
