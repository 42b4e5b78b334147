import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { Failure } from '../domain/failure.ts'
import type { Principal } from '../domain/principal.ts'
import { Exposition } from '../telemetry/exposition.ts'
import { plain } from './forward.ts'
import type { Meters } from './meters.ts'
import { metricsFor } from './metrics-for.ts'
import { refuse, write } from './refuse.ts'
import type { Table } from './table.ts'

export type ProbeDeps = {
  readonly table: Table
  readonly meters: Meters
  readonly processMetrics: { render(text: Exposition): void }
  /** Throws for anyone who may not read metrics. */
  readonly identify: (headers: IncomingHttpHeaders) => Principal
  readonly socketPath: string
  readonly newRequestId: () => string
  readonly draining: () => boolean
}

/** `GET /healthz`, `/readyz` and `/metrics`. Null for any other path. */
export const makeProbes =
  (deps: ProbeDeps) =>
  (path: string, request: IncomingMessage, response: ServerResponse): Promise<void> | null => {
    if (path === '/healthz') return say(response, 200, { status: 'alive' }, deps.newRequestId())
    if (path === '/readyz') {
      if (deps.draining()) return say(response, 503, { status: 'draining' }, deps.newRequestId())
      const ready = deps.table.ready()
      return say(
        response,
        ready ? 200 : 503,
        { status: ready ? 'ready' : 'waiting for the control process' },
        deps.newRequestId(),
      )
    }
    return path === '/metrics' ? metrics(deps, request, response) : null
  }

async function say(response: ServerResponse, status: number, body: object, requestId: string): Promise<void> {
  write(response, { status, headers: { 'cache-control': 'no-store' }, body: JSON.stringify(body) }, requestId)
}

async function metrics(deps: ProbeDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = deps.newRequestId()
  let reader: Principal | null
  try {
    reader = isLocal(request) ? null : deps.identify(request.headers)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return refuse(plain, error, request, response, requestId)
  }
  const text = new Exposition()
  deps.meters.render(text)
  deps.processMetrics.render(text)
  const all = text.toString() + (await controlMetrics(deps.socketPath))
  const body = reader === null ? all : metricsFor(reader, all, (id) => deps.table.byId(id)?.resourceGroup)
  write(response, { status: 200, headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }, body }, requestId)
}

/** A scraper on this machine needs no key; one that came through a proxy is not on this machine. */
function isLocal(request: IncomingMessage): boolean {
  const address = request.socket.remoteAddress ?? ''
  const loopback = address === '::1' || /^(::ffff:)?127\./.test(address)
  return loopback && request.headers['x-forwarded-for'] === undefined && request.headers['forwarded'] === undefined
}

/** Control's own text; a comment where it does not answer: the gateway's figures must not hang on it. */
function controlMetrics(socketPath: string): Promise<string> {
  return new Promise((resolve) => {
    const missing = (): void => resolve('# the control process does not answer\n')
    const request = httpRequest({ socketPath, path: '/metrics', headers: { host: 'localhost' } }, (response) => {
      const chunks: string[] = []
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => chunks.push(chunk))
      response.on('end', () => (response.statusCode === 200 ? resolve(chunks.join('')) : missing()))
      response.on('error', missing)
    })
    request.setTimeout(2000, () => request.destroy())
    request.on('error', missing)
    request.end()
  })
}
