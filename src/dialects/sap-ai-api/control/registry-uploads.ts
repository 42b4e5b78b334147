import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { missingIn } from '../../../control/registry/chunk-ranges.ts'
import type { Registry } from '../../../control/registry/open-registry.ts'
import { Failure } from '../../../domain/failure.ts'
import type { Upload } from '../../../domain/registry.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { root, Sha256, ShownUpload, showUpload, tags, writes } from './registry-shapes.ts'
import { Acknowledged, listOf } from './shapes.ts'

const params = z.object({ uploadId: z.string().max(128) })
const largest = 2 ** 43

/** Files on their way in: chunks in any order, asked for again where they were lost. */
export const mountRegistryUploads = (app: ControlApp, { uploads, newId }: Registry): void => {
  app.addContentTypeParser('application/octet-stream', async (_request: FastifyRequest, payload: unknown) => payload)

  app.post(
    `${root}/uploads`,
    {
      config: writes,
      schema: {
        tags,
        operationId: 'registry.upload.create',
        summary: 'Begins an upload',
        description: 'Complete at once where `sha256` names a content that the resource group holds already.',
        body: z.strictObject({ bytes: z.int().min(0).max(largest), sha256: Sha256.optional() }).meta({ id: 'UploadRequest' }),
        response: { 201: ShownUpload, ...refusals },
      },
    },
    async (request, reply) => {
      const { bytes, sha256 } = request.body
      const upload = await uploads.begin(callerInGroup(request).resourceGroup, newId(), { bytes, sha256: sha256 ?? null })
      return reply.code(201).header('location', `${root}/uploads/${upload.id}`).send(show(upload))
    },
  )

  app.get(
    `${root}/uploads`,
    {
      config: writes,
      schema: {
        tags,
        operationId: 'registry.upload.query',
        summary: 'Lists uploads that no version has used up yet',
        response: { 200: listOf(ShownUpload, 'UploadList'), ...refusals },
      },
    },
    async (request) => {
      const resources = (await uploads.list(callerInGroup(request).resourceGroup)).map(show)
      return { count: resources.length, resources }
    },
  )

  app.get(
    `${root}/uploads/:uploadId`,
    {
      config: writes,
      schema: {
        tags,
        operationId: 'registry.upload.get',
        summary: 'Says what has come of an upload and what is missing',
        params,
        response: { 200: ShownUpload, ...refusals },
      },
    },
    async (request) => show(await uploads.get(callerInGroup(request).resourceGroup, request.params.uploadId)),
  )

  app.put(
    `${root}/uploads/:uploadId`,
    {
      // One of many: what begins an upload and what completes it is in the audit trail.
      config: { ...writes, audit: 'no' },
      schema: {
        tags,
        operationId: 'registry.upload.put',
        summary: 'Sends a chunk of an upload',
        description:
          'The body is the bytes themselves (`application/octet-stream`); `Content-Range: bytes <first>-<last>/<all>` says which ' +
          'they are, absent: the whole file. Chunks may come in any order and again; what came of a broken one stays.',
        params,
        response: { 200: ShownUpload, ...refusals },
      },
    },
    async (request) => {
      const { resourceGroup } = callerInGroup(request)
      const { uploadId } = request.params
      const body = streamIn(request)
      try {
        const upload = await uploads.get(resourceGroup, uploadId)
        return show(await uploads.put(resourceGroup, uploadId, { ...rangeIn(request, upload), body }))
      } finally {
        // What a refusal left unread would hold up the connection.
        body.resume()
      }
    },
  )

  app.post(
    `${root}/uploads/:uploadId/complete`,
    {
      config: writes,
      schema: {
        tags,
        operationId: 'registry.upload.complete',
        summary: 'Completes an upload: checks that it is whole, and its SHA-256',
        params,
        body: z.strictObject({ sha256: Sha256.optional() }).optional(),
        response: { 200: ShownUpload, ...refusals },
      },
    },
    async (request) => {
      const { resourceGroup } = callerInGroup(request)
      return show(await uploads.complete(resourceGroup, request.params.uploadId, request.body?.sha256 ?? null))
    },
  )

  app.delete(
    `${root}/uploads/:uploadId`,
    {
      config: writes,
      schema: {
        tags,
        operationId: 'registry.upload.cancel',
        summary: 'Calls an upload off',
        params,
        response: { 200: Acknowledged, ...refusals },
      },
    },
    async (request) => {
      await uploads.cancel(callerInGroup(request).resourceGroup, request.params.uploadId)
      return { id: request.params.uploadId, message: 'Upload cancelled' }
    },
  )
}

const show = (upload: Upload) => showUpload(upload, missingIn(upload.received, upload.bytes))

const streamIn = (request: FastifyRequest): Readable => {
  const { body } = request
  if (body instanceof Readable) return body
  throw new Failure('unsupported', 'content-type must be application/octet-stream: the body is the bytes themselves')
}

/** The bytes that a chunk says it is; `to` is not included. */
const rangeIn = ({ headers }: FastifyRequest, { bytes }: Upload): { readonly from: number; readonly to: number } => {
  const text = headers['content-range']
  if (text === undefined) return { from: 0, to: bytes }
  const [, first = '', last = '', all = ''] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(text) ?? []
  const trouble = (words: string) => new Failure('invalid', `content-range ${words}`, { target: 'content-range' })
  if (first === '') throw trouble(`"${text.slice(0, 80)}" must look like bytes 0-1048575/5242880`)
  if (all !== '*' && Number(all) !== bytes) throw trouble(`says that the file has ${all} bytes; the upload has ${bytes}`)
  if (Number(last) < Number(first)) throw trouble('ends before it begins')
  return { from: Number(first), to: Number(last) + 1 }
}
