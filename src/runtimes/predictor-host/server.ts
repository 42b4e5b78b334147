import { Buffer } from 'node:buffer'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { describeHost } from './describe-host.ts'
import { allow, type Exchange, notFound, type Serving } from './exchange.ts'
import { answerOip } from './oip.ts'
import { readBody } from './read-body.ts'
import { asRefusal, sendJson, sendRefusal } from './refusal.ts'
import { renderRequestSeconds } from './request-seconds.ts'
import { transform, transforms } from './transform.ts'
import { callV1, describeV1 } from './v1.ts'

/** V1 and the Open Inference Protocol over one model. */
export function makeServer(serving: Serving): Server {
  const server = createServer((request, response) => {
    // A connection that outlives its answer would hold up the end: while draining, none does.
    response.on('close', () => serving.draining() && setImmediate(() => server.closeIdleConnections()))
    void respond(serving, request, response)
  })
  // Longer than any pool of ours keeps a connection, so that no caller meets one that is just closing.
  server.keepAliveTimeout = 120_000
  server.requestTimeout = 0
  return server
}

async function respond(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let left = false
  const exchange: Exchange = {
    request,
    response,
    body: () => readBody(request, serving.maxBodyBytes),
    ticks: serving.ticks,
    onLeft(listener) {
      if (left) listener()
      else response.once('close', () => response.writableFinished || listener())
    },
  }
  response.once('close', () => {
    left = !response.writableFinished
  })
  // A broken connection is a caller who left; `close` follows.
  response.on('error', () => {})
  /** Towards the end nothing more is answered on a connection than what came: its next call would be lost. */
  const closing = (): void => {
    if (serving.draining() || serving.isOver()) response.shouldKeepAlive = false
  }
  closing()
  try {
    await dispatch(serving, exchange)
  } catch (cause) {
    if (response.headersSent || response.destroyed) return
    closing()
    const refusal = asRefusal(cause)
    if (refusal.status === 500 && refusal !== cause && !(cause instanceof Error && 'type' in cause))
      console.error(`request failed: ${cause instanceof Error ? cause.stack : String(cause)}`)
    sendRefusal(response, refusal)
  } finally {
    // What nobody read has to be, or the connection is stuck.
    if (!request.complete) request.resume()
  }
}

async function dispatch(serving: Serving, exchange: Exchange): Promise<void> {
  const { request, response } = exchange
  const { models, served } = serving
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
  const segments = path.split('/').slice(1).map(decoded)
  if (segments.length > 1 && segments.at(-1) === '') segments.pop()
  const [first, second, third] = segments
  if (first === '' && segments.length === 1) return allow(exchange, 'GET', () => sendJson(response, 200, { status: 'alive' }))
  if (segments.length === 1 && first === 'openapi.json')
    return allow(exchange, 'GET', () => sendJson(response, 200, describeHost(models.list())))
  if (segments.length === 1 && first === 'metrics') return allow(exchange, 'GET', () => sendMetrics(serving, exchange))
  if ((first === 'v1' || first === 'v2') && segments.length === 2 && (second === 'preprocess' || second === 'postprocess'))
    return served && transforms(served)
      ? allow(exchange, 'POST', () => transform(served, first, second, exchange))
      : notFound(exchange)
  if (first === 'v2') return (await answerOip(serving, segments.slice(1), exchange)) ? undefined : notFound(exchange)
  if (first !== 'v1' || second !== 'models') return notFound(exchange)
  if (third === undefined)
    return allow(exchange, 'GET', () => sendJson(response, 200, { models: models.list().map((each) => each.names[0]) }))
  if (segments.length > 3) return notFound(exchange)
  const verb = /^(.*):(predict|explain)$/.exec(third)
  if (!verb) return allow(exchange, 'GET', () => describeV1(models, third, exchange))
  return allow(exchange, 'POST', () => {
    const model = models.find(verb[1] ?? '')
    return models.use(model, () => callV1(model, verb[2] === 'explain' ? 'explain' : 'predict', exchange))
  })
}

function sendMetrics({ models }: Serving, { response }: Exchange): void {
  const text = renderRequestSeconds(models.list().map(({ names, seconds }) => ({ name: names[0] ?? '', seconds })))
  response.writeHead(200, {
    'content-type': 'text/plain; version=0.0.4; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment // then it is no name that we know
  }
}
