import { z } from 'zod'
import { Failure } from '../../../domain/failure.ts'
import { AnyId } from '../../../domain/ids.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { csv, Paging } from './queries.ts'
import { listOf } from './shapes.ts'

const tags = ['Metrics']
const none = 'metrics belong to executions, and this runtime has none; figures of deployments are at /metrics'
/** `executionId eq 'a'`, `executionId in ('a','b')` */
const filterPattern = /^executionId (eq '[\w.-]{4,64}'|in \('[\w.-]{4,64}'(, ?'[\w.-]{4,64}')*\))$/

/** Metrics of training runs: there are none. */
export const mountMetrics = (app: ControlApp): void => {
  app.get(
    '/v2/lm/metrics',
    {
      config: { access: { role: 'viewer', group: 'header' } },
      schema: {
        tags,
        operationId: 'metrics.find',
        summary: 'Lists metrics of executions: there are none',
        querystring: z.object({
          $filter: z.string().regex(filterPattern, "must be executionId eq '…' or executionId in ('…', '…')").optional(),
          executionIds: csv(AnyId, 1, 10).optional(),
          $select: csv(z.enum(['metrics', 'tags', 'customInfo', '*'])).optional(),
          tagFilters: z.string().max(5_000).optional(),
          $top: Paging.shape.$top.unwrap().max(10_000).default(1_000),
          $skip: Paging.shape.$skip,
        }),
        response: { 200: listOf(z.never(), 'MetricResourceList'), ...refusals },
      },
    },
    async ({ query }) => {
      if (!query.$filter && !query.executionIds) {
        throw new Failure('invalid', 'executionIds or $filter is required: metrics are asked for by execution', {
          target: 'executionIds',
        })
      }
      return { count: 0, resources: [] }
    },
  )

  app.patch(
    '/v2/lm/metrics',
    {
      config: { access: { role: 'operator', group: 'header' } },
      schema: {
        tags,
        operationId: 'metrics.patch',
        summary: 'Refused: this runtime has no executions',
        response: { ...refusals },
      },
    },
    async () => {
      throw new Failure('invalid', none)
    },
  )

  app.delete(
    '/v2/lm/metrics',
    {
      config: { access: { role: 'operator', group: 'header' } },
      schema: {
        tags,
        operationId: 'metrics.delete',
        summary: 'Not found: this runtime has no executions',
        querystring: z.object({ executionId: AnyId }),
        response: { ...refusals },
      },
    },
    async ({ query }) => {
      throw new Failure('not_found', `there are no metrics of execution ${query.executionId}: ${none}`, { target: 'executionId' })
    },
  )
}
