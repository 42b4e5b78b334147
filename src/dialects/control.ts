import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { Failure, statusOf } from '../domain/failure.ts'
import { parseAs } from '../domain/issues.ts'
import { type AzureArmDeps, azureArmControl } from './azure-arm/control.ts'
import { armSpelling } from './azure-arm/spelling.ts'
import { type BatchControlDeps, batchControl } from './batch/control.ts'
import { consoleControl } from './console/control.ts'
import type { ConsoleDeps } from './console/deps.ts'
import { type ConsoleFiles, serveConsoleFiles, serveWebappPages } from './console/static.ts'
import { type AccessDeps, guardRoutes } from './control/access.ts'
import type { ControlApp, ControlDialect } from './control/app.ts'
import { type AuditDeps, auditCalls } from './control/audit.ts'
import { serveDocs } from './control/docs-page.ts'
import { builtDocs, serveDocsSite } from './control/docs-site.ts'
import { asFailure } from './control/failures.ts'
import { makeMethodTable } from './control/methods.ts'
import { describeRoutes } from './control/openapi.ts'
import { parseQuery } from './control/query.ts'
import { readJson } from './control/read-json.ts'
import { foundryControl } from './foundry/control.ts'
import { type HopsworksControlDeps, hopsworksControl } from './hopsworks/control/control.ts'
import { type SapControlDeps, sapAiApiControl } from './sap-ai-api/control/control.ts'

/** Every way of managing the platform. The first answers for addresses that nobody knows. */
export const makeControlDialects = (
  deps: SapControlDeps & HopsworksControlDeps & AzureArmDeps & BatchControlDeps & ConsoleDeps,
): readonly [ControlDialect, ...ControlDialect[]] => [
  sapAiApiControl(deps),
  hopsworksControl(deps),
  azureArmControl(deps),
  foundryControl(deps),
  batchControl(deps),
  consoleControl(deps),
]

export type ControlAppDeps = AccessDeps & {
  readonly dialects: readonly [ControlDialect, ...ControlDialect[]]
  readonly audit: AuditDeps
  readonly console: ConsoleFiles
  /** The folder of the built documentation, where it is not in its usual place. */
  readonly docs?: string
  readonly version: string
  readonly newRequestId: () => string
  readonly log: {
    info(fields: object, event: string): void
    error(fields: object, event: string): void
  }
}

/** Bytes; a configuration of a thousand bindings of full length fits. */
const largestBody = 8 * 1024 * 1024

/** The control API as a Fastify application that listens nowhere yet; `ready()` it, then listen or inject. */
export const buildControlApp = (deps: ControlAppDeps): ControlApp => {
  const fallback = deps.dialects[0]
  const app: ControlApp = Fastify({
    logger: false,
    bodyLimit: largestBody,
    // Loading a plug-in takes long on a machine that does much else; that is no reason not to start.
    pluginTimeout: 60_000,
    genReqId: ({ headers }) => requestIdIn(headers['x-request-id']) ?? deps.newRequestId(),
    rewriteUrl: ({ url = '/' }) => armSpelling(url).replace(/\/%24count(?=\/?(\?|$))/i, '/$count'),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1_100, querystringParser: parseQuery },
    frameworkErrors: (error, request, reply) => refuse(deps, fallback, error, request, reply),
  }).withTypeProvider<ZodTypeProvider>()

  app.setValidatorCompiler<z.ZodType>(({ schema, httpPart }) => (value) => {
    try {
      // Fastify shows an absent body as null.
      return { value: parseAs(schema, value ?? undefined, { whole: httpPart ?? 'body' }) }
    } catch (error) {
      return { error: error as Failure }
    }
  })
  app.setSerializerCompiler(serializerCompiler)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    ['application/json', 'application/merge-patch+json'],
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => readJson(body, request.headers['content-type'] ?? ''),
  )

  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'x-request-id': request.id, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
    mustBePlain(request)
  })
  app.addHook('onResponse', async (request, reply) => {
    const { id, method, principal, resourceGroup } = request
    const route = request.routeOptions.url ?? 'unknown'
    deps.log.info(
      {
        requestId: id,
        method,
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        by: principal?.id,
        resourceGroup,
      },
      'control request',
    )
  })
  const methods = makeMethodTable()
  app.addHook('onRoute', ({ url, method }) => methods.add(url, method))
  guardRoutes(app, deps)
  auditCalls(app, deps.audit)

  app.setErrorHandler((error, request, reply) => refuse(deps, fallback, error, request, reply))
  app.setNotFoundHandler((request, reply) => {
    const allowed = methods.at(pathOf(request))
    if (allowed.length === 0)
      return refuse(
        deps,
        fallback,
        new Failure('not_found', `there is nothing at ${request.method} ${pathOf(request).slice(0, 200)}`),
        request,
        reply,
      )
    const failure = new Failure('invalid', `${request.method} is not possible here; possible are ${allowed.join(', ')}`, {
      code: 'MethodNotAllowed',
    })
    return reply
      .header('allow', allowed.join(', '))
      .code(405)
      .send(fallback.renderError(failure, request.id, pathOf(request)))
  })

  describeRoutes(app, deps.version)
  app.register(async (scope: ControlApp) => {
    serveDocs(scope)
    serveDocsSite(scope, deps.docs ?? builtDocs)
    serveConsoleFiles(scope, deps.console)
    serveWebappPages(scope, deps.console)
  })
  for (const dialect of deps.dialects) {
    app.register(async (scope: ControlApp) => {
      scope.setErrorHandler((error, request, reply) => refuse(deps, dialect, error, request, reply))
      dialect.mount(scope)
    })
  }
  return app
}

const refuse = (deps: ControlAppDeps, dialect: ControlDialect, error: unknown, request: FastifyRequest, reply: FastifyReply) => {
  const failure = asFailure(error)
  if (!failure)
    deps.log.error(
      { requestId: request.id, method: request.method, route: request.routeOptions?.url, err: error },
      'control request failed',
    )
  const shown =
    failure ??
    new Failure('unavailable', 'internal error; the request id leads to it in the log', { code: 'InternalServerError' })
  const { retryAfterMs } = shown.details
  request.refusal = shown.message
  if (shown.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer')
  if (retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(retryAfterMs / 1000))
  return reply
    .code(failure ? statusOf[failure.code] : 500)
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .header('x-request-id', request.id)
    .send(dialect.renderError(shown, request.id, pathOf(request)))
}

const pathOf = ({ url }: FastifyRequest): string => url.split('?')[0] ?? url

const requestIdIn = (header: string | string[] | undefined): string | null =>
  typeof header === 'string' && /^[\w.:-]{1,128}$/.test(header) ? header : null

const mustBePlain = ({ headers }: FastifyRequest): void => {
  const encoding = headers['content-encoding']
  // SAP's documentation of inference observability writes the media type there.
  if (encoding && encoding !== 'identity' && encoding !== 'application/json')
    throw new Failure('unsupported', `content-encoding ${encoding.slice(0, 40)} is not understood: send the body as it is`)
}
