import { z } from 'zod'
import { personEntry } from '../../access/people.ts'
import { linkOver } from '../../control/people/sign-in.ts'
import type { ControlApp } from '../control/app.ts'
import { fromOf, mustBeOurs } from './asked-by.ts'
import { cookieIn, sessionCookie, signedInCookie } from './cookies.ts'
import type { ConsoleDeps } from './deps.ts'
import { answerWithPages, sendPage, signInPage } from './pages.ts'

const params = z.object({ token: z.string().min(1).max(200) })
const signsIn = { access: 'public', audit: { as: 'sessions.sign-in' } } as const
const options = { config: { access: 'public' }, schema: { hide: true, params } } as const

/** Looking at the link spends nothing, so whoever fetches it for a preview does no harm: the page that it shows sends itself back. */
export const mountSignInLink = (app: ControlApp, { people: { signIn }, originOf }: ConsoleDeps): void => {
  answerWithPages(app, '../')
  app.get('/console/sign-in/:token', options, async (request, reply) => {
    if (await signIn.linkWorks(request.params.token)) return sendPage(request, reply, 200, signInPage)
    // Whoever comes by it again is there already.
    const cookie = cookieIn(request.headers.cookie, sessionCookie)
    if (cookie !== null && (await signIn.current(cookie))) return reply.redirect('../', 303)
    throw linkOver()
  })
  app.post('/console/sign-in/:token', { ...options, config: signsIn }, async (request, reply) => {
    mustBeOurs(request, originOf)
    const before = cookieIn(request.headers.cookie, sessionCookie)
    const begun = await signIn.byLink(request.params.token, fromOf(request), before)
    request.actor = personEntry(begun.person).principal
    return reply
      .code(303)
      .headers({ location: '../', 'set-cookie': signedInCookie(begun.cookie, originOf(request)) })
      .send()
  })
}
