import { z } from 'zod'
import type { PeopleVerbs } from '../../../control/people/open-people.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { PersonId, type SignedIn, signInMethods } from '../../../domain/person.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import type { OriginOf } from '../../control/origin.ts'
import { refusals } from './errors.ts'
import { listOf, Timestamp } from './shapes.ts'

const SessionShape = z
  .object({
    id: z.string(),
    method: z.enum(signInMethods),
    createdAt: Timestamp,
    lastUsedAt: Timestamp.describe('To within five minutes'),
    expiresAt: Timestamp.describe('Unless it is used before'),
    address: z.string().describe('Where it began'),
    userAgent: z.string(),
  })
  .meta({ id: 'PersonSession' })

const LinkRequest = z
  .strictObject({
    person: z.string().min(1).max(130).optional().describe('Id or name; default: who calls, or the first administrator'),
  })
  .nullish()
  .meta({ id: 'SignInLinkRequest' })

const LinkShape = z
  .object({
    url: z.string().describe('Signs the person in, once, for whoever opens it'),
    expiresAt: Timestamp,
    person: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  })
  .meta({ id: 'SignInLink' })

const config = { access: { role: 'admin', group: 'none' }, lectern: true } as const
const tags = ['People']
const params = z.object({ personId: PersonId })

/** Where somebody is signed in, and links that sign them in. */
export const mountPeopleSessions = (app: ControlApp, { admin }: Pick<PeopleVerbs, 'admin'>, originOf: OriginOf): void => {
  app.get(
    '/v2/admin/people/:personId/sessions',
    {
      config,
      schema: {
        tags,
        operationId: 'people.sessions.query',
        summary: 'Lists where a person is signed in',
        params,
        response: { 200: listOf(SessionShape, 'PersonSessionList'), ...refusals },
      },
    },
    async (request) => {
      const resources = (await admin.sessionsOf(request.params.personId)).map(render)
      return { count: resources.length, resources }
    },
  )

  app.delete(
    '/v2/admin/people/:personId/sessions',
    {
      config,
      schema: {
        tags,
        operationId: 'people.sessions.end',
        summary: 'Signs a person out everywhere',
        description: 'Their tokens are refused within a second.',
        params,
        response: { 200: z.object({ id: z.string(), ended: z.int() }), ...refusals },
      },
    },
    async (request) => ({
      id: request.params.personId,
      ended: await admin.endSessions(callerOf(request), request.params.personId),
    }),
  )

  app.post(
    '/v2/admin/sign-in-links',
    {
      config: { ...config, audit: { as: 'people.sign-in-link' } },
      schema: {
        tags,
        operationId: 'sign_in_links.create',
        summary: 'Makes a link that signs a person in to the console, once, within a quarter of an hour',
        body: LinkRequest,
        response: { 201: LinkShape, ...refusals },
      },
    },
    async (request, reply) => {
      const { token, expiresAt, person } = await admin.makeLink(callerOf(request), request.body?.person ?? null)
      const { id, name, displayName } = person
      request.made = id
      request.about = person
      const url = `${originOf(request)}/console/sign-in/${token}`
      return reply.code(201).send({ url, expiresAt: toTimestamp(expiresAt), person: { id, name, displayName } })
    },
  )
}

const render = ({ id, method, createdAt, seenAt, expiresAt, address, userAgent }: SignedIn): z.infer<typeof SessionShape> => ({
  ...{ id, method, address, userAgent },
  createdAt: toTimestamp(createdAt),
  lastUsedAt: toTimestamp(seenAt),
  expiresAt: toTimestamp(expiresAt),
})
