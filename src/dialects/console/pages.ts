import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type FailureCode, statusOf } from '../../domain/failure.ts'
import type { ControlApp } from '../control/app.ts'
import { asFailure } from '../control/failures.ts'
import { varyingBy } from '../control/send-built.ts'
import { type Language, languageOf, words } from './page-words.ts'

/** A page's own part, in the language of who asks. */
type Page = (language: Language) => string

/** `way`: from the addresses of this scope back to `/console/`, relative. Faults of ours go on to whoever logs them. */
export const answerWithPages = (app: ControlApp, way: string): void => {
  app.addContentTypeParser(['application/x-www-form-urlencoded'], { parseAs: 'string', bodyLimit: 1_024 }, async () => undefined)
  app.setErrorHandler((error, request, reply) => {
    const failure = asFailure(error)
    if (!failure) throw error
    request.refusal = failure.message
    const { retryAfterMs } = failure.details
    if (retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(retryAfterMs / 1000))
    return sendPage(request, reply, statusOf[failure.code], refusalPage(failure.code, failure.message, way))
  })
}

export const sendPage = (request: FastifyRequest, reply: FastifyReply, status: number, page: Page) => {
  const language = languageOf(request.headers['accept-language'])
  return reply
    .code(status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-language': language,
      vary: varyingBy('accept-language'),
      'content-security-policy': policy,
      // A stricter one would take the origin away from the form, too, and with it how we know our own page.
      'referrer-policy': 'same-origin',
      'x-frame-options': 'DENY',
    })
    .serializer((text: string) => text)
    .send(whole(language, page(language)))
}

/** Sends itself back as soon as somebody sees it; the button is for who runs no scripts. */
export const signInPage: Page = (language) => {
  const { signIn } = words[language]
  return `<h1>${signIn.title}</h1><form method="post"><button autofocus>${signIn.button}</button></form><script>${script}</script>`
}

const refusalPage =
  (code: FailureCode, message: string, way: string): Page =>
  (language) => {
    const { refused, linkOver, toConsole } = words[language]
    return `<h1>${refused[code] ?? refused.other}</h1><p>${escaped(code === 'gone' ? linkOver : message)}</p><p><a href="${way}">${toConsole}</a></p>`
  }

const whole = (language: Language, inner: string): string => `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Lectern</title>
<style>${style}</style>
</head>
<body><main>${inner}</main></body>
</html>
`

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** A page that a browser fetched ahead is seen by nobody yet. */
const script =
  "const go=()=>document.forms[0].submit();document.prerendering?document.addEventListener('prerenderingchange',go,{once:true}):go()"

const style =
  ':root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{margin:0;min-height:100vh;display:grid;place-items:center;' +
  'background:Canvas;color:CanvasText}main{max-width:32rem;padding:2rem}h1{font-size:1.5rem;margin:0 0 1rem}' +
  'button{font:inherit;padding:.6rem 1.2rem;border:0;border-radius:.4rem;background:#0b6e75;font-weight:600;color:#fff;cursor:pointer}a{color:LinkText}'

const digest = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const policy = [
  "default-src 'none'",
  `script-src ${digest(script)}`,
  `style-src ${digest(style)}`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')
