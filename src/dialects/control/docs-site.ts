import { readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { ControlApp } from './app.ts'
import { askedPath, type Built, builtHeaders, isBuiltName, sendBuilt } from './send-built.ts'

/** Where `docs/site` is built to. It may come, or change, while we run. */
export const builtDocs = join(import.meta.dirname, '..', '..', '..', 'docs', 'site', 'dist')

/**
 * The documentation, from the folder of its build: files as they are, compressed beforehand. All their addresses are relative, so
 * they work below whatever path a reverse proxy puts before ours.
 */
export const serveDocsSite = (app: ControlApp, folder: string): void => {
  const options = { config: { access: 'public' as const }, schema: { hide: true } }
  app.get('/docs', options, (request, reply) =>
    askedPath(request).endsWith('/') ? sendPage(request, reply, folder, '') : reply.redirect('docs/'),
  )
  app.get('/docs/*', options, async (request, reply) => {
    const name = askedPath(request).slice('/docs/'.length)
    const bare = name.replace(/\/$/, '')
    if (!isBuiltName(bare)) return sendMissing(reply, name)
    const type = typeOf[extname(bare)]
    if (type !== undefined) return sendFile(request, reply, folder, { name: bare, type, headers: cachingOf(bare) })
    // Links on a page are relative to its folder.
    if (bare === name) return reply.redirect(`${bare.slice(bare.lastIndexOf('/') + 1)}/`)
    return sendPage(request, reply, folder, name)
  })
}

const sendPage = async (request: FastifyRequest, reply: FastifyReply, folder: string, name: string) => {
  const facts = await factsOf(folder)
  if (facts === null) return sendNotBuilt(reply, folder)
  const headers = { 'content-security-policy': policyFor(facts), 'cache-control': 'no-cache' }
  return sendFile(request, reply, folder, { name: `${name}index.html`, type: html, headers })
}

const sendNotBuilt = async (reply: FastifyReply, folder: string) => {
  const failed = await stat(join(folder, '..', '.build-failed')).catch(() => null)
  reply.code(503).headers({ ...builtHeaders, 'content-type': html })
  return failed ? reply.send(buildFailed) : reply.header('refresh', '3').send(notBuilt)
}

const sendFile = async (request: FastifyRequest, reply: FastifyReply, folder: string, built: Built) =>
  (await sendBuilt(request, reply, folder, built)) ? reply : sendMissing(reply, built.name)

/** A person reads it: the way back is as long as the address is deep. */
const sendMissing = (reply: FastifyReply, name: string) => {
  const up = '../'.repeat(name.replace(/index\.html$/, '').split('/').length - 1) || './'
  return reply
    .code(404)
    .headers({ ...builtHeaders, 'content-type': html, 'content-security-policy': "default-src 'none'" })
    .send(simplePage('There is no such page', `<p><a href="${up}">The documentation</a> has a search.</p>`))
}

/** Names of `_astro` hold a digest of their content. */
const cachingOf = (name: string): Readonly<Record<string, string>> => ({
  'cache-control': name.startsWith('_astro/') ? 'public, max-age=31536000, immutable' : 'no-cache',
})

/** What the build tells us (docs/site/tools/finish.ts). */
const Facts = z.object({ scripts: z.array(z.string()), styles: z.array(z.string()) })
type Facts = z.infer<typeof Facts>

/** null: there is no site yet. A few hundred bytes: reading them again is what keeps up with a new build. */
const factsOf = async (folder: string): Promise<Facts | null> => {
  const text = await readFile(join(folder, 'site.json'), 'utf8').catch(() => null)
  return text === null ? null : Facts.parse(JSON.parse(text))
}

/** The search runs a WebAssembly module, and coloured code has its colours in attributes. */
const policyFor = ({ scripts, styles }: Facts): string =>
  [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval' ${quoted(scripts)}`,
    `style-src 'self' ${quoted(styles)}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

const quoted = (hashes: readonly string[]): string => hashes.map((hash) => `'${hash}'`).join(' ')

const html = 'text/html; charset=utf-8'

const typeOf: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.proto': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.pagefind': 'application/octet-stream',
  '.pf_meta': 'application/octet-stream',
  '.pf_index': 'application/octet-stream',
  '.pf_fragment': 'application/octet-stream',
  '.pf_filter': 'application/octet-stream',
}

const simplePage = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title></head>
<body><main><h1>${title}</h1>${body}</main></body></html>
`

const notBuilt = simplePage(
  'The documentation is being built',
  '<p>This takes about a minute once, and this page looks again by itself. If it stays: start Lectern with npm start, which builds it. <a href="api">The API</a> is there already.</p>',
)

const buildFailed = simplePage(
  'The documentation could not be built',
  '<p>The file docs/site/.build.log says why; the next start tries again. Its pages are in the folder docs, and <a href="api">the API</a> is here.</p>',
)
