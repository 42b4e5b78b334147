import { z } from 'zod'
import type { Applications } from '../../../control/templates/applications.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import type { SyncReport, TemplateApplication } from '../../../domain/template.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { AdminPaging, windowOf } from './queries.ts'
import { RepositoryName } from './repositories.ts'
import { Acknowledged, listOf } from './shapes.ts'

const nameOf = (most: number) =>
  z
    .string()
    .min(3)
    .max(most)
    .regex(/^[a-z0-9-]+$/, 'must be small letters, digits or "-"')

const Text = z.string().max(1_024)
const Place = {
  revision: Text.describe('Branch, tag, commit or HEAD'),
  path: Text.describe('Folder within the repository; "." is its top'),
}
const Source = z.object({ repositoryUrl: Text, ...Place })

const Shape = Source.extend({ applicationName: z.string() }).meta({ id: 'ArgoCDApplicationDataResponse' })

const Resource = z.object({ name: z.string(), kind: z.string(), status: z.string(), message: z.string() })
const Status = z
  .object({
    healthStatus: z.string(),
    syncStatus: z.string(),
    message: z.string(),
    source: z.object({ repoURL: z.string(), path: z.string(), revision: z.string() }),
    syncStartedAt: z.string().optional(),
    syncFinishedAt: z.string().optional(),
    reconciledAt: z.string().optional(),
    syncResourcesStatus: z.array(Resource),
    syncRessourcesStatus: z.array(Resource).meta({ deprecated: true }),
  })
  .meta({ id: 'ArgoCDApplicationStatus' })

const reads = { access: { role: 'operator', group: 'none' } } as const
const writes = { access: { role: 'admin', group: 'none' } } as const
const tags = ['Application']
const params = z.object({ applicationName: nameOf(63) })

/** Folders of git repositories whose serving templates are kept the same here. */
export const mountApplications = (app: ControlApp, verbs: Applications): void => {
  app.get(
    '/v2/admin/applications',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'applications.get_all',
        summary: 'Lists applications',
        querystring: AdminPaging,
        response: { 200: listOf(Shape, 'AllArgoCDApplicationData'), ...refusals },
      },
    },
    async ({ query }) => {
      const all = await verbs.list()
      const { top, skip } = windowOf(query)
      const resources = all.slice(skip, skip + top).map(render)
      return { count: query.$count ? all.length : resources.length, resources }
    },
  )

  app.post(
    '/v2/admin/applications',
    {
      config: writes,
      schema: {
        tags,
        operationId: 'applications.create',
        summary: 'Keeps the templates of a folder in a repository the same here',
        body: z
          .object({
            repositoryUrl: Text.optional(),
            repositoryName: RepositoryName.optional().describe('Instead of repositoryUrl'),
            ...Place,
            applicationName: nameOf(54).optional().describe('Default: made from the address'),
          })
          .refine(
            ({ repositoryUrl, repositoryName }) => (repositoryUrl === undefined) !== (repositoryName === undefined),
            'must have one of repositoryUrl and repositoryName',
          )
          .meta({ id: 'ArgoCDApplicationDataRequest' }),
        response: { 200: Acknowledged, ...refusals },
      },
    },
    async (request) => {
      const { applicationName = null, ...source } = request.body
      const created = await verbs.create(callerOf(request), applicationName, source)
      return { id: created.name, message: 'ArgoCD application has been created' }
    },
  )

  app.get(
    '/v2/admin/applications/:applicationName/status',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'applications.get_status',
        summary: 'Says how the last synchronisation went, file by file',
        params,
        response: { 200: Status, ...refusals },
      },
    },
    async (request) => renderStatus(await verbs.get(request.params.applicationName)),
  )

  app.get(
    '/v2/admin/applications/:applicationName',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'applications.get',
        summary: 'Reads an application',
        params,
        response: { 200: Shape, ...refusals },
      },
    },
    async (request) => render(await verbs.get(request.params.applicationName)),
  )

  app.patch(
    '/v2/admin/applications/:applicationName',
    {
      config: writes,
      schema: {
        tags,
        operationId: 'applications.update',
        summary: 'Points an application elsewhere',
        params,
        body: Source.meta({ id: 'ArgoCDApplicationBaseData' }),
        response: { 200: Acknowledged, ...refusals },
      },
    },
    async (request) => {
      const { applicationName: id } = request.params
      await verbs.change(callerOf(request), id, request.body)
      return { id, message: 'ArgoCD application has been updated' }
    },
  )

  app.delete(
    '/v2/admin/applications/:applicationName',
    {
      config: writes,
      schema: {
        tags,
        operationId: 'applications.delete',
        summary: 'Forgets an application and the templates that it brought; what deployments use stays until they are gone',
        params,
        response: { 200: Acknowledged, ...refusals },
      },
    },
    async (request) => {
      const { applicationName: id } = request.params
      await verbs.remove(callerOf(request), id)
      return { id, message: 'ArgoCD application has been deleted' }
    },
  )

  app.post(
    '/v2/admin/applications/:applicationName/refresh',
    {
      config: writes,
      schema: {
        tags,
        operationId: 'applications.refresh',
        summary: 'Synchronises an application now',
        params,
        response: { 202: Acknowledged, ...refusals },
      },
    },
    async (request, reply) => {
      const { applicationName: id } = request.params
      await verbs.refresh(id)
      return reply.code(202).send({ id, message: 'Refresh of ArgoCD application has been scheduled' })
    },
  )
}

const render = ({ name, repositoryUrl, revision, path }: TemplateApplication): z.infer<typeof Shape> => ({
  applicationName: name,
  repositoryUrl,
  revision,
  path: path === '' ? '.' : path,
})

/** Argo CD's words for how it went. */
const health = { synced: 'Healthy', partly: 'Degraded', failed: 'Degraded' } as const satisfies Words
const syncStatus = { synced: 'Synced', partly: 'OutOfSync', failed: 'Unknown' } as const satisfies Words
type Words = Record<SyncReport['outcome'], string>
const resourceStatus = { synced: 'Synced', refused: 'SyncFailed', kept: 'PruneSkipped' } as const satisfies Record<
  SyncReport['resources'][number]['state'],
  string
>

const renderStatus = ({ sync, repositoryUrl, path, revision }: TemplateApplication): z.infer<typeof Status> => {
  const source = { repoURL: repositoryUrl, path: path === '' ? '.' : path, revision }
  if (!sync) {
    const message = 'it has not been synchronised yet'
    return {
      healthStatus: 'Progressing',
      syncStatus: 'Unknown',
      message,
      source,
      syncResourcesStatus: [],
      syncRessourcesStatus: [],
    }
  }
  const resources = sync.resources.map(({ name, kind, state, message, file }) => ({
    name,
    kind: kind === '' ? 'Unknown' : kind,
    status: resourceStatus[state],
    message: state === 'refused' && !message.includes(file) ? `${file}: ${message}` : message,
  }))
  const finished = toTimestamp(sync.finishedAt)
  return {
    healthStatus: health[sync.outcome],
    syncStatus: syncStatus[sync.outcome],
    message: sync.message,
    source,
    syncStartedAt: toTimestamp(sync.startedAt),
    syncFinishedAt: finished,
    reconciledAt: finished,
    syncResourcesStatus: resources,
    syncRessourcesStatus: resources,
  }
}
