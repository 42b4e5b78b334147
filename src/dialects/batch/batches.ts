import { z } from 'zod'
import type { BatchVerbs } from '../../control/batches/verbs.ts'
import type { ControlApp } from '../control/app.ts'
import {
  type CallerOf,
  Id,
  listOf,
  NoQuery,
  Order,
  pageOf,
  query,
  type Root,
  refusals,
  routesAt,
  withId,
  withoutId,
} from './routes.ts'
import { ShownBatch, showBatch } from './shape.ts'
import { longestStay, shortestStay } from './upload.ts'

const mostPairs = 16
const Metadata = z
  .record(z.string().min(1).max(64), z.string().max(512))
  .refine((pairs) => Object.keys(pairs).length <= mostPairs, `may have at most ${mostPairs} entries`)

const NewBatch = z
  .strictObject({
    input_file_id: Id.describe('A file with purpose batch, one call a line'),
    endpoint: z.string().max(100).describe('/v1/chat/completions, /v1/completions, /v1/embeddings or /v1/responses'),
    completion_window: z.literal('24h'),
    metadata: Metadata.nullish(),
    output_expires_after: z
      .strictObject({ anchor: z.literal('created_at'), seconds: z.int().min(shortestStay).max(longestStay) })
      .nullish()
      .describe('When its files go by themselves'),
  })
  .meta({ id: 'NewOpenaiBatch' })

/** `{root}/batches`, as OpenAI and Azure have it. */
export const mountBatches = (app: ControlApp, root: Root, verbs: BatchVerbs, caller: CallerOf): void => {
  const described = routesAt(root, 'Batches')
  const one = { params: withId(root), querystring: NoQuery }
  app.post(
    `${root}/batches`,
    described('batches.create', 'Has the lines of a file called within 24 hours, in idle capacity', {
      params: withoutId(root),
      querystring: NoQuery,
      body: NewBatch,
      response: { 200: ShownBatch, ...refusals },
    }),
    async (request) => {
      const { input_file_id: inputFileId, endpoint, metadata, output_expires_after: output } = request.body
      const asked = { inputFileId, endpoint, metadata: metadata ?? null, outputSeconds: output?.seconds ?? null }
      return showBatch(await verbs.create(await caller(request), { ...asked, named: request.params.deployment ?? null }))
    },
  )

  app.get(
    `${root}/batches`,
    described('batches.list', 'Lists the batches of the resource group', {
      params: withoutId(root),
      querystring: z.strictObject({
        ...query,
        limit: z.coerce.number().int().min(1).max(100).default(20),
        order: Order,
        after: Id.optional(),
      }),
      response: { 200: listOf(ShownBatch, 'OpenaiBatchList'), ...refusals },
    }),
    async (request) => {
      const { limit, order, after } = request.query
      const filter = { limit: limit + 1, order, ...(after === undefined ? {} : { after }) }
      return pageOf((await verbs.list(await caller(request), filter)).map(showBatch), limit)
    },
  )

  app.get(
    `${root}/batches/:id`,
    described('batches.get', 'Shows a batch, and how far it is', {
      ...one,
      response: { 200: ShownBatch, ...refusals },
    }),
    async (request) => showBatch(await verbs.get(await caller(request), request.params.id)),
  )

  app.post(
    `${root}/batches/:id/cancel`,
    described('batches.cancel', 'Ends a batch; what was answered stays, and is in its output file', {
      ...one,
      body: z.strictObject({}).nullish(),
      response: { 200: ShownBatch, ...refusals },
    }),
    async (request) => showBatch(await verbs.cancel(await caller(request), request.params.id)),
  )
}
