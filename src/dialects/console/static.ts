import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Failure } from '../../domain/failure.ts'
import type { ControlApp } from '../control/app.ts'
import { askedPath, builtHeaders, isBuiltName, sendBuilt } from '../control/send-built.ts'

/** `folder`: where the console was built into; it may come, or change, while we run. */
export type ConsoleFiles = { readonly folder: string; readonly random: (bytes: number) => Buffer }

/**
 * The console's own files, from the folder of its build. Addresses without an extension are views: each is the one page, which finds
 * out for itself what to show. `random(bytes)` makes the one-time value that lets the page's styles through its policy.
 */
export const serveConsoleFiles = (app: ControlApp, { folder, random }: ConsoleFiles): void => {
  const options = { config: { access: 'public' as const }, schema: { hide: true } }
  // Relative, so that it also leads right below the path of a reverse proxy.
  app.get('/', options, (_request, reply) => reply.redirect('console/'))
  app.get('/console', options, (request, reply) =>
    askedPath(request).endsWith('/') ? sendPage(request, reply, folder, random) : reply.redirect('console/'),
  )
  app.get('/console/*', options, async (request, reply) => {
    const name = askedPath(request).slice('/console/'.length)
    const type = name.startsWith('assets/') || !name.includes('/') ? typeOf[extname(name)] : undefined
    return type ? sendFile(request, reply, folder, name, type) : sendPage(request, reply, folder, random)
  })
}

const sendPage = async (
  request: FastifyRequest,
  reply: FastifyReply,
  folder: string,
  random: (bytes: number) => Buffer,
  name = 'index.html',
  base = wayUp(askedPath(request)),
) => {
  const page = await readFile(join(folder, name), 'utf8').catch(() => null)
  if (page === null)
    return reply
      .code(503)
      .headers({ ...builtHeaders, 'content-type': html, refresh: '3' })
      .send(notBuilt)
  const nonce = random(18).toString('base64')
  const written = page
    .replace('<head>', `<head>\n    <base href="${base}" />`)
    .replace('name="lectern-nonce" content=""', `name="lectern-nonce" content="${nonce}"`)
  return reply.headers({ ...builtHeaders, 'content-type': html, 'content-security-policy': policy(nonce) }).send(written)
}

const sendFile = async (request: FastifyRequest, reply: FastifyReply, folder: string, name: string, type: string) => {
  // Names of assets hold a digest of their content.
  const caching = name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'public, max-age=300'
  const built = { name, type, headers: { 'cache-control': caching } }
  if (isBuiltName(name) && (await sendBuilt(request, reply, folder, built))) return reply
  throw new Failure('not_found', 'there is nothing at this address')
}

/** The page of a chat app is another page of the same build. Which apps there are it finds out itself. */
export const serveWebappPages = (app: ControlApp, { folder, random }: ConsoleFiles): void => {
  const options = { config: { access: 'public' as const }, schema: { hide: true } }
  app.get('/webapps/:name', options, (request, reply) => {
    const path = askedPath(request)
    if (path.endsWith('/')) return sendPage(request, reply, folder, random, 'webapp.html', '../../console/')
    return reply.redirect(`${path.slice(path.lastIndexOf('/') + 1)}/`)
  })
}

/** The way from a view's address back to `/console/`: relative, whatever is before that. */
const wayUp = (path: string): string => '../'.repeat(path.split('/').length - 3) || './'

const html = 'text/html; charset=utf-8'

const typeOf: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')

const notBuilt = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Lectern</title></head>
<body><main><h1>The console is being built</h1><p>This page looks again by itself. If it stays, start Lectern with npm start, which builds it.</p></main></body></html>
`
