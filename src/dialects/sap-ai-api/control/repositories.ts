import { z } from 'zod'
import type { Repositories } from '../../../control/templates/repositories.ts'
import type { TemplateRepository } from '../../../domain/template.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { AdminPaging, windowOf } from './queries.ts'
import { Acknowledged, listOf } from './shapes.ts'

type RepositoryVerbs = Pick<Repositories, 'list' | 'get' | 'create' | 'changeCredentials' | 'remove'>

export const RepositoryName = z
  .string()
  .min(1)
  .max(51)
  .regex(/^[a-z0-9-]+$/, 'must be small letters, digits or "-"')
const Secret = z.string().max(5_000)

const Shape = z
  .object({
    name: z.string(),
    url: z.string(),
    status: z.enum(['ERROR', 'IN-PROGRESS', 'COMPLETED']),
    message: z.string().optional().describe('Why it cannot be read'),
  })
  .meta({ id: 'ArgoCDRepositoryDetails' })

const reads = { access: { role: 'operator', group: 'none' } } as const
const writes = { access: { role: 'admin', group: 'none' } } as const
const tags = ['Repository']
const params = z.object({ repositoryName: RepositoryName })

/** Git repositories with serving templates. */
export const mountRepositories = (app: ControlApp, verbs: RepositoryVerbs): void => {
  app.get(
    '/v2/admin/repositories',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'repositories.get_all',
        summary: 'Lists repositories, without their credentials',
        querystring: AdminPaging,
        response: { 200: listOf(Shape, 'ArgoCDRepositoryDataResponse'), ...refusals },
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
    '/v2/admin/repositories',
    {
      config: writes,
      schema: {
        tags,
        operationId: 'repositories.create',
        summary: 'Registers a git repository',
        body: z
          .object({
            name: RepositoryName.optional().describe('Default: made from the address'),
            url: z.string().describe('https://host/repository, or a path on the server'),
            username: Secret.optional(),
            password: Secret.optional().describe('A token, for most hosts; sealed, and never shown'),
          })
          .meta({ id: 'ArgoCDRepositoryData' }),
        response: { 200: Acknowledged, ...refusals },
      },
    },
    async (request) => {
      const { name = null, url, username = '', password = '' } = request.body
      const credentials = username === '' && password === '' ? null : { username, password }
      const created = await verbs.create(callerOf(request), { name, url, credentials })
      return { id: created.name, message: 'Repository has been on-boarded' }
    },
  )

  app.get(
    '/v2/admin/repositories/:repositoryName',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'repositories.get',
        summary: 'Reads a repository, without its credentials',
        params,
        response: { 200: Shape, ...refusals },
      },
    },
    async (request) => render(await verbs.get(request.params.repositoryName)),
  )

  app.patch(
    '/v2/admin/repositories/:repositoryName',
    {
      config: writes,
      schema: {
        tags,
        operationId: 'repositories.update',
        summary: 'Changes the credentials of a repository',
        params,
        body: z.object({ username: Secret, password: Secret }).meta({ id: 'ArgoCDRepositoryCredentials' }),
        response: { 200: Acknowledged, ...refusals },
      },
    },
    async (request) => {
      const { repositoryName: id } = request.params
      const { username, password } = request.body
      await verbs.changeCredentials(callerOf(request), id, { username, password })
      return { id, message: 'The repository credentials have been updated.' }
    },
  )

  app.delete(
    '/v2/admin/repositories/:repositoryName',
    {
      config: writes,
      schema: {
        tags,
        operationId: 'repositories.delete',
        summary: 'Forgets a repository that no application uses',
        params,
        response: { 200: Acknowledged, ...refusals },
      },
    },
    async (request) => {
      const { repositoryName: id } = request.params
      await verbs.remove(callerOf(request), id)
      return { id, message: 'The repository has been off-boarded.' }
    },
  )
}

const render = ({ name, url, status, message }: TemplateRepository): z.infer<typeof Shape> => ({
  name,
  url,
  status,
  ...(message === '' ? {} : { message }),
})
