import { z } from 'zod'
import type { ModelFiles } from '../../../control/models/model-files.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import type { ModelFile, ModelImport } from '../../../domain/model-file.ts'
import { withoutSecrets } from '../../../domain/without-secrets.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { listOf, Timestamp } from './shapes.ts'

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits')

const NewImport = z.strictObject({
  source: z
    .string()
    .describe('hf://org/repo/path/file.gguf[@revision], https://host/path/file, or (administrators) file:///absolute/path'),
  sha256: Sha256.optional().describe('What the content must be; else the hub is believed, where it says'),
})
const ShownImport = z
  .object({
    id: z.string(),
    source: z.string().describe('Without the values of its query'),
    state: z.enum(['downloading', 'verifying', 'done', 'failed']),
    bytesDone: z.int(),
    bytesTotal: z.int().nullable().describe('null until the server says'),
    sha256: z.string().nullable(),
    error: z.string().nullable(),
    createdAt: Timestamp,
    modifiedAt: Timestamp,
  })
  .meta({ id: 'ModelImport' })
const ShownFile = z
  .object({
    sha256: z.string(),
    source: z.string().describe('Without the values of its query'),
    fileName: z.string(),
    bytes: z.int(),
    createdAt: Timestamp,
  })
  .meta({ id: 'ModelFile' })

const operators = { access: { role: 'operator', group: 'none' }, lectern: true } as const
/** Files are shared by all groups, so deleting one takes somebody who may touch all of them. */
const administrators = { access: { role: 'admin', group: 'none' }, lectern: true } as const
const tags = ['Model files']
const byId = z.strictObject({ id: z.string().max(64) })

/** `/v2/admin/models`: files of open models, on their way in and here. */
export function modelImportRoutes(app: ControlApp, { models }: { readonly models: Pick<ModelFiles, 'imports' | 'files'> }): void {
  app.post(
    '/v2/admin/models/imports',
    {
      config: operators,
      schema: {
        tags,
        operationId: 'model.import.create',
        summary: 'Import a model file',
        body: NewImport,
        response: { 202: ShownImport, ...refusals },
      },
    },
    async (request, reply) => {
      const started = await models.imports.start(callerOf(request), request.body)
      return reply.code(202).header('location', `/v2/admin/models/imports/${started.id}`).send(showImport(started))
    },
  )

  app.get(
    '/v2/admin/models/imports',
    {
      config: operators,
      schema: {
        tags,
        operationId: 'model.import.query',
        summary: 'List imports, newest first',
        response: { 200: listOf(ShownImport, 'ModelImportList'), ...refusals },
      },
    },
    async () => {
      const resources = (await models.imports.list()).map(showImport)
      return { count: resources.length, resources }
    },
  )

  app.get(
    '/v2/admin/models/imports/:id',
    {
      config: operators,
      schema: {
        tags,
        operationId: 'model.import.get',
        summary: 'Get an import and how far it is',
        params: byId,
        response: { 200: ShownImport, ...refusals },
      },
    },
    async (request) => showImport(await models.imports.get(request.params.id)),
  )

  app.delete(
    '/v2/admin/models/imports/:id',
    {
      config: operators,
      schema: {
        tags,
        operationId: 'model.import.cancel',
        summary: 'Cancel a running import',
        params: byId,
        response: { 204: z.null(), ...refusals },
      },
    },
    async (request, reply) => {
      await models.imports.cancel(callerOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/v2/admin/models/files',
    {
      config: operators,
      schema: {
        tags,
        operationId: 'model.file.query',
        summary: 'List imported model files',
        response: { 200: listOf(ShownFile, 'ModelFileList'), ...refusals },
      },
    },
    async () => {
      const resources = (await models.files.list()).map(showFile)
      return { count: resources.length, resources }
    },
  )

  app.delete(
    '/v2/admin/models/files/:sha256',
    {
      config: administrators,
      schema: {
        tags,
        operationId: 'model.file.delete',
        summary: 'Delete a model file that no running deployment uses',
        params: z.strictObject({ sha256: Sha256 }),
        response: { 204: z.null(), ...refusals },
      },
    },
    async (request, reply) => {
      await models.files.remove(callerOf(request), request.params.sha256)
      return reply.code(204).send(null)
    },
  )
}

const showImport = (record: ModelImport) => ({
  ...record,
  source: withoutSecrets(record.source),
  error: record.error && withoutSecrets(record.error),
  createdAt: toTimestamp(record.createdAt),
  modifiedAt: toTimestamp(record.modifiedAt),
})

const showFile = (file: ModelFile) => ({
  ...file,
  source: withoutSecrets(file.source),
  createdAt: toTimestamp(file.createdAt),
})
