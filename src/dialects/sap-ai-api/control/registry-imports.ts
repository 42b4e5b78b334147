import { z } from 'zod'
import type { Registry } from '../../../control/registry/open-registry.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { frameworks, RegisteredName, type RegistryImport, VersionNumber } from '../../../domain/registry.ts'
import { withoutSecrets } from '../../../domain/without-secrets.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { given } from './queries.ts'
import { blank } from './registry-models.ts'
import { Description, root, tags, writes } from './registry-shapes.ts'
import { listOf, Timestamp } from './shapes.ts'

const Globs = z.array(z.string().min(1).max(256)).min(1).max(100)

const NewImport = z
  .strictObject({
    source: z
      .string()
      .min(1)
      .describe(
        'hf://org/repo[/path][@revision], s3://bucket/prefix, https://host/path, git+https://host/repository[@ref], ' +
          'or (administrators of all groups) file:///absolute/path',
      ),
    name: RegisteredName,
    version: VersionNumber.optional().describe('Absent: the highest number plus one'),
    ...Description,
    framework: z
      .enum([...frameworks, 'auto'])
      .default('auto')
      .describe('auto: as the names of the files tell'),
    include: Globs.optional().describe('Globs of the paths to bring; absent: all'),
    exclude: Globs.optional().describe('Globs of the paths to leave out'),
    secret: z.string().max(253).optional().describe('Object store secret for s3://; absent: asked without credentials'),
    unpack: z.boolean().default(true).describe('Unpack a single tar, tar.gz, tgz or zip'),
  })
  .meta({ id: 'RegistryImportRequest' })

const Shown = z
  .object({
    id: z.string(),
    source: z.string().describe('Without the values of its query'),
    name: z.string(),
    version: z.int().nullable(),
    state: z.enum(['running', 'done', 'failed', 'cancelled']),
    bytesDone: z.int(),
    bytesTotal: z.int().nullable(),
    filesDone: z.int(),
    filesTotal: z.int().nullable(),
    currentFile: z.string().nullable(),
    error: z.string().nullable(),
    createdBy: z.string(),
    createdAt: Timestamp,
    modifiedAt: Timestamp,
  })
  .meta({ id: 'RegistryImport' })

const path = `${root}/imports`
const params = z.object({ importId: z.string().max(64) })

/** Versions that come from elsewhere. */
export const mountRegistryImports = (app: ControlApp, { imports }: Registry): void => {
  app.post(
    path,
    {
      config: writes,
      schema: {
        tags,
        operationId: 'registry.import.create',
        summary: 'Imports a version from elsewhere',
        body: NewImport,
        response: { 202: Shown, ...refusals },
      },
    },
    async (request, reply) => {
      const { source, version, include, exclude, secret, unpack, ...said } = request.body
      const draft = { ...blank, ...given(said), name: said.name, framework: said.framework, version: version ?? null }
      const options = { include: include ?? null, exclude: exclude ?? null, secret: secret ?? null, unpack }
      const started = await imports.start(callerInGroup(request), { source, draft, options })
      return reply.code(202).header('location', `${path}/${started.id}`).send(show(started))
    },
  )

  app.get(
    path,
    {
      config: writes,
      schema: {
        tags,
        operationId: 'registry.import.query',
        summary: 'Lists imports, the newest first',
        response: { 200: listOf(Shown, 'RegistryImportList'), ...refusals },
      },
    },
    async (request) => {
      const resources = (await imports.list(callerInGroup(request).resourceGroup)).map(show)
      return { count: resources.length, resources }
    },
  )

  app.get(
    `${path}/:importId`,
    {
      config: writes,
      schema: {
        tags,
        operationId: 'registry.import.get',
        summary: 'Gets an import and how far it is',
        params,
        response: { 200: Shown, ...refusals },
      },
    },
    async (request) => show(await imports.get(callerInGroup(request).resourceGroup, request.params.importId)),
  )

  app.delete(
    `${path}/:importId`,
    {
      config: writes,
      schema: {
        tags,
        operationId: 'registry.import.cancel',
        summary: 'Cancels a running import; nothing of it stays',
        params,
        response: { 200: Shown, ...refusals },
      },
    },
    async (request) => show(await imports.cancel(callerInGroup(request), request.params.importId)),
  )
}

const show = ({ resourceGroup: _group, draft: _draft, ...record }: RegistryImport): z.infer<typeof Shown> => ({
  ...record,
  source: withoutSecrets(record.source),
  error: record.error && withoutSecrets(record.error),
  createdAt: toTimestamp(record.createdAt),
  modifiedAt: toTimestamp(record.modifiedAt),
})
