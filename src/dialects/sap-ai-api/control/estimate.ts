import { z } from 'zod'
import type { Estimate } from '../../../control/platform/estimate.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import { monthHours } from '../../../decide/estimate.ts'
import { Price } from '../../../domain/catalog.ts'
import { deploymentTypes, residencies, serviceTiers } from '../../../domain/terms.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { Cost, renderMoney } from './money-shapes.ts'

const tokens = z.int().min(0).max(10_000_000)

const Workload = z
  .strictObject({
    requestsPerMinute: z.number().positive().max(1_000_000),
    inputTokens: tokens.describe('Of one call'),
    cachedInputTokens: tokens.default(0).describe('Part of the input'),
    outputTokens: tokens.default(0).describe('Of one call'),
    hoursPerMonth: z.number().positive().max(744).default(monthHours).describe('In which calls come'),
  })
  .refine(({ inputTokens, cachedInputTokens }) => cachedInputTokens <= inputTokens, {
    error: 'must be at most inputTokens, of which it is a part',
    path: ['cachedInputTokens'],
  })

const Body = z
  .strictObject({
    model: z.string().min(1).max(128),
    version: z.string().min(1).max(64).nullish(),
    executableId: z.string().min(1).max(128).nullish().describe('Needed where several executables have the model'),
    type: z.enum(deploymentTypes).nullish().describe('Default: managed-compute for what has instances here, else serverless'),
    residency: z.enum(residencies).default('global'),
    serviceTier: z.enum(serviceTiers).default('default'),
    capacity: z
      .int()
      .positive()
      .nullish()
      .describe('Units or instances; absent: the units that the workload needs, or one instance'),
    instanceType: z.string().min(1).max(63).nullish().describe('Name of a resource plan'),
    workload: Workload.nullish(),
  })
  .meta({ id: 'EstimateRequest' })

const Line = z.object({
  kind: z.enum(['tokens', 'instance', 'unit']),
  count: z.number().describe('Calls, instances or units'),
  hours: z.number(),
  cost: Cost.nullable().describe('null: nobody has said what it costs, or it is paid by something else'),
  price: Price.nullable().describe('Of tokens: the price used'),
  rate: z
    .object({ id: z.string(), nanoPerHour: z.int(), currency: z.string() })
    .nullable()
    .describe('Of instances and units: the rate card used'),
})

const Answer = z
  .object({
    model: z.string(),
    executableId: z.string(),
    type: z.enum(deploymentTypes),
    totals: z.array(Cost).describe('Of a month, one for each currency'),
    lines: z.array(Line),
    unknown: z.array(z.string()).describe('What is in no sum, in words'),
  })
  .meta({ id: 'Estimate' })

export const mountEstimate = (app: ControlApp, platform: Pick<Platform, 'estimateCost'>): void => {
  app.post(
    '/v2/analytics/estimate',
    {
      config: { access: { role: 'viewer', group: 'none' }, lectern: true },
      schema: {
        tags: ['Money'],
        operationId: 'estimate.create',
        summary: 'What a deployment would cost in a month, at the prices of today',
        description: 'Units and instances are counted for the whole month (730 hours), whether they are used or not.',
        body: Body,
        response: { 200: Answer, ...refusals },
      },
    },
    async (request) => {
      const { type, version, executableId, capacity, instanceType, workload, ...asked } = request.body
      const estimate = await platform.estimateCost({
        ...asked,
        type: type ?? null,
        version: version ?? null,
        executableId: executableId ?? null,
        capacity: capacity ?? null,
        instanceType: instanceType ?? null,
        workload: workload ?? null,
      })
      return { model: asked.model, ...render(estimate) }
    },
  )
}

const render = ({ executableId, type, lines, totals, unknown }: Estimate) => ({
  executableId,
  type,
  totals: totals.map(renderMoney),
  lines: lines.map(({ money, ...line }) => ({ ...line, cost: money && renderMoney(money) })),
  unknown: [...unknown],
})
