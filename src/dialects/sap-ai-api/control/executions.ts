import { z } from 'zod'
import { deploymentStatuses } from '../../../domain/deployment.ts'
import { Failure } from '../../../domain/failure.ts'
import { AnyId } from '../../../domain/ids.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { ExecutableIds, LogLimit, Paging, Time } from './queries.ts'
import { Count, listOf } from './shapes.ts'

/** Training and its schedules: this runtime has none, says so in `/lm/meta`, and answers accordingly. */

const reads = { access: { role: 'viewer', group: 'header' } } as const
const writes = { access: { role: 'operator', group: 'header' } } as const
const Nothing = z.never()
const Select = z.object({ $select: z.literal('status').optional() })

type Kind = {
  readonly path: string
  readonly tag: string
  readonly operation: string
  readonly noun: string
  readonly param: string
  readonly filter: z.ZodObject
  readonly bulk: boolean
}

const kinds: readonly Kind[] = [
  {
    path: '/v2/lm/executions',
    tag: 'Execution',
    operation: 'execution',
    noun: 'execution',
    param: 'executionId',
    filter: z.object({
      executableIds: ExecutableIds,
      configurationId: AnyId.optional(),
      scenarioId: AnyId.optional(),
      executionScheduleId: AnyId.optional(),
      status: z.enum(deploymentStatuses).optional(),
    }),
    bulk: true,
  },
  {
    path: '/v2/lm/executionSchedules',
    tag: 'ExecutionSchedule',
    operation: 'execution_schedule',
    noun: 'execution schedule',
    param: 'executionScheduleId',
    filter: z.object({ configurationId: AnyId.optional(), status: z.enum(['ACTIVE', 'INACTIVE']).optional() }),
    bulk: false,
  },
]

export const mountExecutions = (app: ControlApp): void => {
  for (const kind of kinds) mountKind(app, kind)
  app.get(
    '/v2/lm/executions/:executionId/logs',
    {
      config: reads,
      schema: {
        tags: ['Execution'],
        operationId: 'execution.get_logs',
        summary: 'Logs of an execution: there are none',
        params: z.object({ executionId: AnyId }),
        querystring: z.object({
          start: Time.optional(),
          end: Time.optional(),
          $top: LogLimit,
          $order: z.enum(['asc', 'desc']).default('asc'),
        }),
        response: { ...refusals },
      },
    },
    async ({ params }) => {
      throw notFound('execution', params.executionId, 'executionId')
    },
  )
}

const mountKind = (app: ControlApp, { path, tag, operation, noun, param, filter, bulk }: Kind): void => {
  const tags = [tag]
  const params = z.object({ [param]: AnyId })
  app.get(
    path,
    {
      config: reads,
      schema: {
        tags,
        operationId: `${operation}.query`,
        summary: `Lists ${noun}s: there are none`,
        querystring: filter.extend(Paging.shape).extend(Select.shape),
        response: { 200: listOf(Nothing, `${tag}List`), ...refusals },
      },
    },
    async () => ({ count: 0, resources: [] }),
  )
  app.get(
    `${path}/$count`,
    {
      config: reads,
      schema: {
        tags,
        operationId: `${operation}.count`,
        summary: `Counts ${noun}s: 0`,
        querystring: filter,
        response: { 200: Count, ...refusals },
      },
    },
    async () => 0,
  )
  app.post(
    path,
    {
      config: writes,
      schema: {
        tags,
        operationId: `${operation}.create`,
        summary: `Refused: this runtime has no ${noun}s`,
        response: { ...refusals },
      },
    },
    async () => {
      throw new Failure(
        'invalid',
        `this runtime has no ${noun}s (GET /v2/lm/meta says so): it serves models, and does not train them`,
      )
    },
  )
  for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
    app.route({
      method,
      url: `${path}/:${param}`,
      config: method === 'GET' ? reads : writes,
      schema: {
        tags,
        operationId: `${operation}.${verbs[method]}`,
        summary: `Not found: this runtime has no ${noun}s`,
        params,
        ...(method === 'GET' ? { querystring: Select } : {}),
        response: { ...refusals },
      },
      handler: async (request) => {
        throw notFound(noun, String(z.record(z.string(), z.unknown()).parse(request.params)[param]), param)
      },
    })
  }
  if (!bulk) return
  app.patch(
    path,
    {
      config: writes,
      schema: {
        tags,
        operationId: `${operation}.batch_modify`,
        summary: `Refused: this runtime has no ${noun}s`,
        response: { ...refusals },
      },
    },
    async () => {
      throw new Failure('invalid', `this runtime has no ${noun}s and no bulk changes of them (GET /v2/lm/meta says so)`)
    },
  )
}

const verbs = { GET: 'get', PATCH: 'modify', DELETE: 'delete' } as const

const notFound = (noun: string, id: string, target: string): Failure =>
  new Failure('not_found', `there is no ${noun} ${id}: this runtime has no ${noun}s`, { target })
