import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Exchange, Handle, Ids } from './call.ts'
import { chat } from './chat.ts'
import { completions } from './completions.ts'
import { embeddings } from './embeddings.ts'
import { readBody } from './read-body.ts'
import { asRefusal, errorBody, Refusal, sendRefusal } from './refusal.ts'
import { describeModels, metricsText } from './reports.ts'
import type { ServedModel } from './served-model.ts'
import { type EventStream, openEvents } from './sse.ts'

export type Serving = {
  /** null while loading. */
  readonly model: () => ServedModel | null
  readonly draining: () => boolean
  readonly ids: Ids
}

/** OpenAI's API over one model, with and without `/v1`. */
export const makeServer = (serving: Serving): Server => {
  const server = createServer((request, response) => {
    // A connection that outlives its answer would hold up the end: while draining, none does.
    response.on('close', () => serving.draining() && setImmediate(() => server.closeIdleConnections()))
    void respond(serving, request, response)
  })
  // Longer than any pool of ours keeps a connection, so that no caller meets one that is just closing.
  server.keepAliveTimeout = 120_000
  return server
}

const routes: Readonly<Record<string, { readonly method: 'GET' | 'POST'; readonly handle: Handle }>> = {
  '/chat/completions': { method: 'POST', handle: chat },
  '/completions': { method: 'POST', handle: completions },
  '/embeddings': { method: 'POST', handle: embeddings },
  '/models': {
    method: 'GET',
    handle: async (_body, { model, exchange, ids }) => exchange.json(describeModels(model, ids.nowSeconds())),
  },
}

const respond = async (serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const left = new AbortController()
  response.on('close', () => left.abort(new Error('the caller left')))
  // A broken connection is a caller who left; `close` follows.
  response.on('error', () => undefined)
  let events: EventStream | undefined
  const exchange: Exchange = {
    signal: left.signal,
    json: (body) => sendJson(response, body),
    events: () => {
      events = openEvents(response, left.signal)
      return events
    },
  }
  try {
    await dispatch(serving, request, response, exchange)
  } catch (cause) {
    if (left.signal.aborted) return
    const refusal = asRefusal(cause)
    if (refusal.status === 500) console.error(`request failed: ${cause instanceof Error ? cause.stack : String(cause)}`)
    if (events?.opened()) events.fail(errorBody(refusal))
    else sendRefusal(response, refusal, refusal.status === 405 ? allowHeader(request) : {})
  }
}

const dispatch = async (
  serving: Serving,
  request: IncomingMessage,
  response: ServerResponse,
  exchange: Exchange,
): Promise<void> => {
  const path = pathOf(request)
  const model = serving.model()
  if (path === '/health') {
    expectMethod(request, 'GET')
    if (model === null) throw loading()
    return exchange.json({ status: 'ok' })
  }
  if (path === '/metrics') {
    expectMethod(request, 'GET')
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
    response.end(metricsText(model))
    return
  }
  const route = routeAt(path)
  if (route === undefined)
    throw new Refusal(
      404,
      `no such path ${path}; there are ${Object.keys(routes)
        .map((known) => `/v1${known}`)
        .join(', ')}, /health, /metrics`,
    )
  expectMethod(request, route.method)
  if (model === null) throw loading()
  const body = route.method === 'POST' ? await readBody(request) : null
  await route.handle(body, { model, exchange, ids: serving.ids })
}

const loading = (): Refusal => new Refusal(503, 'the model is loading', null, 'loading')

const routeAt = (path: string) => {
  const below = path.startsWith('/v1/') ? path.slice('/v1'.length) : path
  return Object.hasOwn(routes, below) ? routes[below] : undefined
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split('?', 1)[0] ?? '/'

const expectMethod = (request: IncomingMessage, method: 'GET' | 'POST'): void => {
  if (request.method === method || (method === 'GET' && request.method === 'HEAD')) return
  throw new Refusal(405, `${pathOf(request)} takes ${method} only, not ${request.method}`)
}

const allowHeader = (request: IncomingMessage): Record<string, string> => {
  const path = pathOf(request)
  const method = path === '/health' || path === '/metrics' ? 'GET' : routeAt(path)?.method
  return method === undefined || request.method === method ? {} : { allow: method }
}

const sendJson = (response: ServerResponse, body: object): void => {
  const text = JSON.stringify(body)
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}
