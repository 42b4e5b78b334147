import multipart from '@fastify/multipart'
import { z } from 'zod'
import type { BatchFiles } from '../../control/batches/files.ts'
import type { BatchFile } from '../../domain/batch.ts'
import type { Clock } from '../../domain/clock.ts'
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
  seconds,
  secondsOrNull,
  withId,
  withoutId,
} from './routes.ts'
import { readUpload } from './upload.ts'

export type FileRoutesDeps = {
  readonly files: BatchFiles
  readonly caller: CallerOf
  readonly clock: Pick<Clock, 'now'>
  /** Of one file. */
  readonly mostBytes: number
}

const purposes = ['batch', 'batch_output'] as const

const ShownFile = z
  .object({
    id: z.string(),
    object: z.literal('file'),
    bytes: z.int(),
    created_at: z.int().describe('Epoch seconds'),
    expires_at: z.int().nullable().describe('Epoch seconds; null: it stays until it is deleted'),
    filename: z.string(),
    purpose: z.enum(purposes),
    status: z.literal('processed'),
    status_details: z.null(),
  })
  .meta({ id: 'OpenaiFile' })

const show = (file: BatchFile): z.infer<typeof ShownFile> => ({
  id: file.id,
  object: 'file',
  bytes: file.bytes,
  created_at: seconds(file.createdAt),
  expires_at: secondsOrNull(file.expiresAt),
  filename: file.filename,
  purpose: file.purpose,
  status: 'processed',
  status_details: null,
})

const mostListed = 10_000

/** `{root}/files`, as OpenAI and Azure have it. */
export const mountFiles = (app: ControlApp, root: Root, { files, caller, clock, mostBytes }: FileRoutesDeps): void => {
  const described = routesAt(root, 'Files')
  const one = { params: withId(root), querystring: NoQuery }
  app.register(async (scope: ControlApp) => {
    const limits = { fields: 20, files: 2, fileSize: mostBytes, fieldSize: 8_192 }
    scope.register(multipart, { limits, throwFileSizeLimit: false })
    scope.post(
      `${root}/files`,
      described('files.create', 'Uploads a file of lines for batches', {
        description: `A form (multipart/form-data) with the part \`file\`, the field \`purpose\` ("batch") and, if it is to go by itself, \`expires_after[anchor]\` ("created_at") and \`expires_after[seconds]\`. One that is too large is refused with the limit.`,
        params: withoutId(root),
        querystring: NoQuery,
        response: { 200: ShownFile, ...refusals },
      }),
      async (request) => {
        const who = await caller(request)
        const { received, staySeconds, ...facts } = await readUpload(request, files.receive, mostBytes)
        try {
          const expiresAt = staySeconds === null ? null : clock.now() + staySeconds * 1_000
          return show(await files.create(who, received, { ...facts, expiresAt }))
        } finally {
          await received.discard()
        }
      },
    )
  })

  app.get(
    `${root}/files`,
    described('files.list', 'Lists the files of the resource group', {
      params: withoutId(root),
      querystring: z.strictObject({
        ...query,
        purpose: z.enum(purposes).optional(),
        limit: z.coerce.number().int().min(1).max(mostListed).default(mostListed),
        order: Order,
        after: Id.optional(),
      }),
      response: { 200: listOf(ShownFile, 'OpenaiFileList'), ...refusals },
    }),
    async (request) => {
      const { limit, order, after, purpose } = request.query
      const more = { ...(after === undefined ? {} : { after }), ...(purpose === undefined ? {} : { purpose }) }
      const found = await files.list(await caller(request), { limit: limit + 1, order, ...more })
      return pageOf(found.map(show), limit)
    },
  )

  app.get(
    `${root}/files/:id`,
    described('files.get', 'Shows a file', {
      ...one,
      response: { 200: ShownFile, ...refusals },
    }),
    async (request) => show(await files.get(await caller(request), request.params.id)),
  )

  app.get(
    `${root}/files/:id/content`,
    described('files.content', 'Downloads a file', {
      ...one,
      response: { 200: z.unknown(), ...refusals },
    }),
    async (request, reply) => {
      const { file, body } = await files.content(await caller(request), request.params.id)
      request.raw.once('close', () => body.destroy())
      const name = encodeURIComponent(file.filename)
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
        .header('content-length', file.bytes)
        .send(body)
    },
  )

  app.delete(
    `${root}/files/:id`,
    described('files.delete', 'Deletes a file', {
      ...one,
      response: {
        200: z.object({ id: z.string(), object: z.literal('file'), deleted: z.literal(true) }).meta({ id: 'OpenaiFileDeleted' }),
        ...refusals,
      },
    }),
    async (request) => {
      const { id } = request.params
      await files.remove(await caller(request), id)
      return { id, object: 'file' as const, deleted: true as const }
    },
  )
}
