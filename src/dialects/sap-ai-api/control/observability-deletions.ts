import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { AnyId } from '../../../domain/ids.ts'
import type { RecordDeletion } from '../../../domain/inference-record.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { given, Paging, Time, windowOf } from './queries.ts'
import { Timestamp } from './shapes.ts'

type Verbs = Pick<Platform, 'deleteInferences' | 'getDeletion' | 'listDeletions'>

const path = '/v2/observability/inferencesDeleteRequests'
const tags = ['Observability']
const write = { access: { role: 'operator', group: 'header' } } as const
const read = { access: { role: 'viewer', group: 'header' } } as const

const DeleteRequest = z
  .strictObject({
    startTime: Time.optional(),
    endTime: Time.optional(),
    labelSelectors: z
      .array(z.strictObject({ key: z.string().min(1).max(64), value: z.string().max(64).optional() }))
      .max(16)
      .optional()
      .describe('Labels that a record must have; without a value: whatever it is'),
  })
  .meta({ id: 'InferencesDeleteRequest' })

const Deletion = z
  .object({
    status: z.literal('COMPLETED'),
    filters: z.object({
      labelSelectors: z.array(z.object({ key: z.string(), value: z.string().optional() })).optional(),
      startTime: Timestamp.optional(),
      endTime: Timestamp.optional(),
    }),
    submittedAt: Timestamp,
    completedAt: Timestamp,
    id: z.string(),
  })
  .meta({ id: 'InferencesDeletion' })

/** Kept calls are taken away by time and labels, with their bodies; what was asked for stays known. */
export const mountDeleteRequests = (app: ControlApp, platform: Verbs): void => {
  app.post(
    path,
    {
      config: write,
      schema: {
        tags,
        operationId: 'inferencesDeleteRequest.create',
        summary: 'Deletes kept calls',
        description: 'Of the resource group; without a filter all of them. Done when it answers.',
        body: DeleteRequest,
        response: { 202: z.object({ id: z.string() }).meta({ id: 'InferencesDeleteResponse' }), ...refusals },
      },
    },
    async (request, reply) => {
      const { startTime, endTime, labelSelectors } = request.body
      const labels = labelSelectors?.map(({ key, value }) => ({ key, value: value ?? null }))
      const filter = given({ labels, start: startTime, end: endTime })
      const { id } = await platform.deleteInferences(callerInGroup(request), filter)
      return reply.code(202).send({ id })
    },
  )

  app.get(
    path,
    {
      config: read,
      schema: {
        tags,
        operationId: 'inferencesDeleteRequest.query',
        summary: 'Lists what was deleted of kept calls',
        querystring: Paging,
        response: {
          200: z.object({ count: z.int(), deletionRequests: z.array(Deletion) }).meta({ id: 'InferencesDeletionList' }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const { items } = await platform.listDeletions(callerInGroup(request), windowOf(request.query))
      return { count: items.length, deletionRequests: items.map(render) }
    },
  )

  app.get(
    `${path}/:inferencesDeleteRequestId`,
    {
      config: read,
      schema: {
        tags,
        operationId: 'inferencesDeleteRequest.get',
        summary: 'Tells what was deleted of kept calls',
        params: z.object({ inferencesDeleteRequestId: AnyId }),
        response: { 200: Deletion, ...refusals },
      },
    },
    async (request) => render(await platform.getDeletion(callerInGroup(request), request.params.inferencesDeleteRequestId)),
  )
}

const render = ({ id, filter, submittedAt, completedAt }: RecordDeletion): z.infer<typeof Deletion> => ({
  status: 'COMPLETED',
  filters: {
    ...(filter.labels
      ? { labelSelectors: filter.labels.map(({ key, value }) => (value === null ? { key } : { key, value })) }
      : {}),
    ...(filter.start === undefined ? {} : { startTime: iso(filter.start) }),
    ...(filter.end === undefined ? {} : { endTime: iso(filter.end) }),
  },
  submittedAt: iso(submittedAt),
  completedAt: iso(completedAt),
  id,
})

const iso = (ms: number): string => new Date(ms).toISOString()
