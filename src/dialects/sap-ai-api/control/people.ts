import { z } from 'zod'
import type { PeopleVerbs } from '../../../control/people/open-people.ts'
import type { PersonView } from '../../../control/people/views.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { ResourceGroupId } from '../../../domain/ids.ts'
import { NewPassword, PersonId, PersonName } from '../../../domain/person.ts'
import { roles } from '../../../domain/principal.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { reachOf } from './api-keys.ts'
import { refusals } from './errors.ts'
import { listOf, Timestamp } from './shapes.ts'

type People = Pick<PeopleVerbs, 'admin'>

const DisplayName = z.string().trim().min(1).max(200).describe('What people see; default: the name')
const facts = {
  role: z.enum(roles).describe('viewer reads, consumer also calls, operator also deploys, admin does everything'),
  resourceGroups: reachOf(ResourceGroupId).describe('Groups that they may enter; "*" for all'),
}

const PersonRequest = z
  .strictObject({
    name: PersonName.describe('What they sign in with, in whatever case'),
    displayName: DisplayName.optional(),
    ...facts,
    password: NewPassword.optional().describe('Without one they get in by a sign-in link, or with the provider'),
  })
  .meta({ id: 'PersonRequest' })

const PersonEdit = z
  .strictObject({
    name: PersonName.optional(),
    displayName: DisplayName.optional(),
    role: facts.role.optional(),
    resourceGroups: facts.resourceGroups.optional(),
    disabled: z.boolean().optional().describe('true: their sessions end within a second, and they do not get in any more'),
    password: NewPassword.nullable().optional().describe('null: none signs them in any more. All their sessions end'),
  })
  .refine(
    (edit) => Object.keys(edit).length > 0,
    'must name what to change: name, displayName, role, resourceGroups, disabled or password',
  )
  .meta({ id: 'PersonEdit', description: 'What is not named stays' })

const PersonShape = z
  .object({
    id: z.string(),
    name: z.string(),
    displayName: z.string(),
    role: z.enum(roles),
    resourceGroups: z.union([z.literal('*'), z.array(z.string()).readonly()]),
    disabled: z.boolean(),
    hasPassword: z.boolean(),
    hasProvider: z.boolean().describe('Whether they sign in with the OpenID Connect provider'),
    createdAt: Timestamp,
    lastSignInAt: Timestamp.nullable(),
  })
  .meta({ id: 'Person' })

const config = { access: { role: 'admin', group: 'none' }, lectern: true } as const
const tags = ['People']
const params = z.object({ personId: PersonId })

export const mountPeople = (app: ControlApp, { admin }: People): void => {
  app.get(
    '/v2/admin/people',
    {
      config,
      schema: {
        tags,
        operationId: 'people.query',
        summary: 'Lists people who sign in',
        response: { 200: listOf(PersonShape, 'PersonList'), ...refusals },
      },
    },
    async () => {
      const resources = (await admin.list()).map(render)
      return { count: resources.length, resources }
    },
  )

  app.post(
    '/v2/admin/people',
    {
      config,
      schema: {
        tags,
        operationId: 'people.create',
        summary: 'Adds a person',
        body: PersonRequest,
        response: { 201: PersonShape, ...refusals },
      },
    },
    async (request, reply) => {
      const { displayName = request.body.name, ...asked } = request.body
      const person = await admin.create(callerOf(request), { ...asked, displayName })
      return reply.code(201).header('location', `/v2/admin/people/${person.id}`).send(render(person))
    },
  )

  app.get(
    '/v2/admin/people/:personId',
    {
      config,
      schema: { tags, operationId: 'people.get', summary: 'Reads a person', params, response: { 200: PersonShape, ...refusals } },
    },
    async (request) => render(await admin.get(request.params.personId)),
  )

  app.patch(
    '/v2/admin/people/:personId',
    {
      config,
      schema: {
        tags,
        operationId: 'people.change',
        summary: 'Changes a person, or sets their password',
        description: 'Refused where nobody would be left who may do everything.',
        params,
        body: PersonEdit,
        response: { 200: PersonShape, ...refusals },
      },
    },
    async (request) => render(await admin.change(callerOf(request), request.params.personId, request.body)),
  )

  app.delete(
    '/v2/admin/people/:personId',
    {
      config,
      schema: {
        tags,
        operationId: 'people.remove',
        summary: 'Removes a person, with their sessions',
        params,
        response: { 200: z.object({ id: z.string(), message: z.string() }), ...refusals },
      },
    },
    async (request) => {
      request.about = await admin.remove(callerOf(request), request.params.personId)
      return { id: request.params.personId, message: 'person removed' }
    },
  )
}

export const render = ({ disabledAt, createdAt, lastSignInAt, ...person }: PersonView): z.infer<typeof PersonShape> => ({
  ...person,
  disabled: disabledAt !== null,
  createdAt: toTimestamp(createdAt),
  lastSignInAt: lastSignInAt === null ? null : toTimestamp(lastSignInAt),
})
