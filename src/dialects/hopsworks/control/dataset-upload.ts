import multipart from '@fastify/multipart'
import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import type { Registry } from '../../../control/registry/open-registry.ts'
import { parseAs } from '../../../domain/issues.ts'
import type { ControlApp } from '../../control/app.ts'
import { apiRoot } from '../address.ts'
import { numbered, refusal } from '../errors.ts'
import { readPath } from './file-path.ts'
import { type InProject, ofProject } from './projects.ts'
import { described, writes } from './routes.ts'

const whole = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

/** The fields of a flow.js chunk that say where it belongs. */
const Flow = z.object({
  flowChunkNumber: whole,
  flowChunkSize: whole.min(1),
  flowTotalSize: whole,
  flowIdentifier: z.string().min(1).max(1_024),
  flowFilename: z.string().min(1).max(255),
})

const params = z.object({ ...ofProject.shape, '*': z.string().max(2_000) })
/** Bytes of one chunk: clients send ten million unless told otherwise. */
const largestChunk = 256 * 1024 * 1024

/** `POST dataset/upload/{folder}`: one chunk of a file; the file is there with the last one. A scope of its own: bodies are forms. */
export const mountDatasetUpload = (
  scope: ControlApp,
  deps: { platform: Pick<Platform, 'enterResourceGroup'>; inProject: InProject; receive: Registry['receiveFlowChunk'] },
): void => {
  scope.register(multipart, { limits: { fields: 30, files: 1, fileSize: largestChunk, fieldSize: 8_192 } })
  scope.post(
    `${apiRoot}/project/:projectId/dataset/upload/*`,
    { config: writes('DATASET_CREATE'), schema: described('Uploads a chunk of a file', { params }) },
    async (request, reply) => {
      const { caller, path } = await readPath(
        deps.platform,
        await deps.inProject(request, request.params.projectId),
        request.params['*'],
      )
      if (!request.isMultipart())
        throw refusal('unsupported', 120001, 'content-type must be multipart/form-data, as flow.js sends')
      const part = await request.file()
      if (!part) throw refusal('invalid', 120001, 'the part "file" is missing: it holds the bytes of the chunk', 'file')
      const fields = Object.entries(part.fields).flatMap(([name, field]) =>
        field && !Array.isArray(field) && field.type === 'field' ? [[name, String(field.value)] as const] : [],
      )
      try {
        const flow = parseAs(Flow, Object.fromEntries(fields), { whole: 'the form' })
        const { node } = await numbered({ conflict: 110012, invalid: 110008, too_large: 110055, not_found: 110018 }, () =>
          deps.receive(caller.resourceGroup, caller.principal.name, {
            folder: path,
            fileName: flow.flowFilename,
            identifier: flow.flowIdentifier,
            chunkNumber: flow.flowChunkNumber,
            chunkSize: flow.flowChunkSize,
            totalSize: flow.flowTotalSize,
            body: part.file,
          }),
        )
        // The file is there with its last chunk.
        request.changes = node !== null
      } finally {
        // What a refusal left unread would hold up the connection.
        part.file.resume()
      }
      if (part.file.truncated) throw refusal('too_large', 120001, `a chunk may have at most ${largestChunk} bytes`, 'file')
      return reply.code(200).send()
    },
  )
}
