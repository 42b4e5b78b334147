import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../domain/failure.ts'
import type { ControlApp } from './app.ts'

/** The page that browses `/openapi.json`. Everything it loads comes from here: it works without any other network. */
export const serveDocs = (app: ControlApp): void => {
  const options = { config: { access: 'public' as const }, schema: { hide: true } }
  app.get('/docs/api', options, async (request, reply) =>
    // Addresses on the page are relative to where it is, whatever a reverse proxy puts before that.
    request.url.split('?')[0]?.endsWith('/')
      ? reply.redirect('../api')
      : reply.headers(headersFor('text/html; charset=utf-8')).send(page),
  )
  app.get('/docs/api/start.js', options, async (_request, reply) =>
    reply.headers(headersFor('text/javascript; charset=utf-8')).send(start),
  )
  app.get(
    '/docs/api/assets/:file',
    { ...options, schema: { hide: true, params: z.object({ file: z.string() }) } },
    async (request, reply) => {
      const type = Object.hasOwn(assets, request.params.file) ? assets[request.params.file] : undefined
      if (!type) throw new Failure('not_found', 'there is nothing at this address')
      const bytes = await readFile(join(distribution(), request.params.file))
      return reply.headers({ ...headersFor(type), 'cache-control': 'public, max-age=3600' }).send(bytes)
    },
  )
}

const assets: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
}

const distribution = (): string => dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const headersFor = (type: string) => ({
  'content-type': type,
  'content-security-policy': policy,
  'referrer-policy': 'no-referrer',
})

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lectern API</title>
<link rel="icon" href="api/assets/favicon-32x32.png">
<link rel="stylesheet" href="api/assets/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<script src="api/assets/swagger-ui-bundle.js"></script>
<script type="module" src="api/start.js"></script>
</body>
</html>
`

/** `validatorUrl`: its default would send our address to a server elsewhere. Calls go to where the document came from. */
const start = `const base = new URL('..', location.href)
const answer = await fetch(new URL('openapi.json', base))
SwaggerUIBundle({
  spec: { ...(await answer.json()), servers: [{ url: base.pathname.replace(/\\/$/, '') || '/' }] },
  dom_id: '#page',
  validatorUrl: null,
  deepLinking: true,
  docExpansion: 'none',
  filter: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
})
`
