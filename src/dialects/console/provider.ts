import { z } from 'zod'
import { personEntry } from '../../access/people.ts'
import type { ControlApp } from '../control/app.ts'
import { fromOf } from './asked-by.ts'
import { cookieIn, forgotten, sessionCookie, signedInCookie, tripCookie, tripKept } from './cookies.ts'
import type { ConsoleDeps } from './deps.ts'
import { answerWithPages } from './pages.ts'

/** An address within the console, so that nobody is sent elsewhere with our name on the link. */
const To = z
  .string()
  .max(1_000)
  .regex(
    /^(?!\/)(?!.*(\/\/|\.\.|:|\\))[\w.~/?=&%+,@!-]*$/,
    'must be an address within the console, such as deployments/d0123456789abcde',
  )

const options = { config: { access: 'public' }, schema: { hide: true } } as const

/** There and back again: sign-in with the provider. */
export const mountProvider = (app: ControlApp, { people: { signIn }, originOf }: ConsoleDeps): void => {
  answerWithPages(app, '../../')

  app.get(
    '/console/sign-in/oidc',
    { ...options, schema: { hide: true, querystring: z.object({ to: To.default('') }) } },
    async (request, reply) => {
      const origin = originOf(request)
      const { url, kept } = await signIn.toProvider(`${origin}/console/sign-in/oidc/callback`, request.query.to)
      return reply.header('set-cookie', tripKept(kept, origin)).redirect(url)
    },
  )

  app.get(
    '/console/sign-in/oidc/callback',
    { ...options, config: { access: 'public', audit: { as: 'sessions.sign-in' } } },
    async (request, reply) => {
      const { cookie } = request.headers
      const origin = originOf(request)
      // Once, however it ends: a second answer to the same question is none of ours.
      reply.header('set-cookie', forgotten(tripCookie, origin))
      const query = new URLSearchParams(request.url.split('?')[1] ?? '')
      const kept = cookieIn(cookie, tripCookie)
      const { begun, to } = await signIn.byProvider(query, kept, fromOf(request), cookieIn(cookie, sessionCookie))
      request.actor = personEntry(begun.person).principal
      return reply.header('set-cookie', signedInCookie(begun.cookie, origin)).redirect(`../../${to}`, 303)
    },
  )
}
