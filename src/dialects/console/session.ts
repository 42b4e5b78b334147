import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { personEntry } from '../../access/people.ts'
import type { Current } from '../../control/people/views.ts'
import { toTimestamp } from '../../domain/clock.ts'
import { signInMethods } from '../../domain/person.ts'
import { roles } from '../../domain/principal.ts'
import type { ControlApp } from '../control/app.ts'
import { refusals } from '../sap-ai-api/control/errors.ts'
import { Timestamp } from '../sap-ai-api/control/shapes.ts'
import { fromOf, mustBeOurs } from './asked-by.ts'
import { cookieIn, forgotten, sessionCookie, signedInCookie } from './cookies.ts'
import type { ConsoleDeps } from './deps.ts'

const SignedIn = z.object({
  signedIn: z.literal(true),
  person: z.object({
    id: z.string(),
    name: z.string(),
    displayName: z.string(),
    role: z.enum(roles),
    resourceGroups: z.union([z.literal('*'), z.array(z.string()).readonly()]),
    hasPassword: z.boolean(),
    hasProvider: z.boolean(),
  }),
  session: z.object({ id: z.string(), method: z.enum(signInMethods), createdAt: Timestamp, expiresAt: Timestamp }),
  token: z.string().describe('Access token for the API and for calls; ask again before it expires'),
  expiresAt: Timestamp.describe('Of the token'),
  version: z.string(),
})

const SignedOut = z.object({
  signedIn: z.literal(false),
  methods: z.object({
    password: z.boolean().describe('Whether anybody signs in with a password'),
    oidc: z
      .object({ label: z.string(), url: z.string().describe('Where to go, from /console/') })
      .nullable()
      .describe('The provider that people may sign in with'),
  }),
  version: z.string(),
})

const SessionShape = z.discriminatedUnion('signedIn', [SignedIn, SignedOut]).meta({ id: 'ConsoleSession' })

const Credentials = z
  .strictObject({ name: z.string().trim().toLowerCase().min(1).max(200), password: z.string().min(1).max(1_000) })
  .meta({ id: 'ConsoleCredentials' })

const config = { access: 'public' } as const
const tags = ['Sign-in']
const response = { 200: SessionShape, ...refusals }

export const mountSession = (app: ControlApp, { people: { signIn }, originOf, version }: ConsoleDeps): void => {
  const shown = async (current: Current | null): Promise<z.infer<typeof SessionShape>> => {
    if (current) return { ...render(current), version }
    const { password, oidc } = await signIn.methods()
    return { signedIn: false, methods: { password, oidc: oidc && { ...oidc, url: 'sign-in/oidc' } }, version }
  }
  const forget = (request: FastifyRequest, reply: FastifyReply): void =>
    void reply.header('set-cookie', forgotten(sessionCookie, originOf(request)))

  app.get(
    '/console/session',
    {
      config,
      schema: {
        tags,
        operationId: 'console.session.get',
        summary: 'Tells who is signed in, and gives an access token for minutes',
        description: 'Nobody being signed in is an answer, too: it says how one could.',
        response,
      },
    },
    async (request, reply) => {
      const cookie = cookieIn(request.headers.cookie, sessionCookie)
      const current = cookie === null ? null : await signIn.current(cookie)
      if (cookie !== null) {
        if (current) reply.header('set-cookie', signedInCookie(cookie, originOf(request)))
        else forget(request, reply)
      }
      return shown(current)
    },
  )

  app.post(
    '/console/session',
    {
      config: { ...config, audit: { as: 'sessions.sign-in' } },
      schema: { tags, operationId: 'console.session.create', summary: 'Signs in with a password', body: Credentials, response },
    },
    async (request, reply) => {
      mustBeOurs(request, originOf)
      const { name, password } = request.body
      const before = cookieIn(request.headers.cookie, sessionCookie)
      request.actor = await signIn.actorNamed(name)
      const begun = await signIn.byPassword(name, password, fromOf(request), before)
      request.actor = personEntry(begun.person).principal
      reply.header('set-cookie', signedInCookie(begun.cookie, originOf(request)))
      return shown(begun)
    },
  )

  app.delete(
    '/console/session',
    {
      config: { ...config, audit: { as: 'sessions.sign-out' } },
      schema: { tags, operationId: 'console.session.delete', summary: 'Signs out', response },
    },
    async (request, reply) => {
      mustBeOurs(request, originOf)
      const cookie = cookieIn(request.headers.cookie, sessionCookie)
      const person = cookie === null ? null : await signIn.signOut(cookie)
      request.actor = person && personEntry(person).principal
      forget(request, reply)
      return shown(null)
    },
  )
}

const render = ({ person, session, token, expiresAt }: Current): Omit<z.infer<typeof SignedIn>, 'version'> => {
  const { id, name, displayName, role, resourceGroups, passwordHash, oidcSubject } = person
  const has = { hasPassword: passwordHash !== null, hasProvider: oidcSubject !== null }
  const [createdAt, ends] = [toTimestamp(session.createdAt), toTimestamp(session.expiresAt)]
  return {
    signedIn: true,
    person: { id, name, displayName, role, resourceGroups, ...has },
    session: { id: session.id, method: session.method, createdAt, expiresAt: ends },
    token,
    expiresAt: toTimestamp(expiresAt),
  }
}
