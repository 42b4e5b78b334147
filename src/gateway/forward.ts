import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { pipeline } from 'node:stream'
import type { Clock } from '../domain/clock.ts'
import { Failure, type FailureCode, statusOf } from '../domain/failure.ts'
import type { Rendered } from './dialect.ts'
import { refuse } from './refuse.ts'

export type ForwardDeps = {
  readonly socketPath: string
  readonly clock: Clock
  readonly newRequestId: () => string
  /** How long a request is held while control does not accept connections. */
  readonly holdMs: number
  /** The gateway takes no more calls: streams of events, which have no end of their own, are ended. */
  readonly draining: AbortSignal
}

const retryMs = 50

/** Never believed from outside, because we write them ourselves; and hop-by-hop ones. */
const dropped = new Set([
  ...[
    'connection',
    'keep-alive',
    'proxy-connection',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
    'proxy-authorization',
    'expect',
  ],
  ...[
    'forwarded',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-forwarded-port',
    'x-forwarded-prefix',
    'x-forwarded-server',
  ],
  ...['x-real-ip', 'x-request-id'],
])
const droppedFromAnswer = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'x-request-id',
  'date',
])

/** Hands everything that is no inference call to control, byte for byte both ways. `/internal` stays inside. */
export const makeForward =
  (deps: ForwardDeps) =>
  async (path: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = deps.newRequestId()
    const say = (failure: Failure) => refuse(plain, failure, request, response, requestId)
    if (isInternal(path)) return say(new Failure('not_found', `nothing is at ${path}`))
    const until = deps.clock.now() + deps.holdMs
    for (;;) {
      const socket = await connected(deps, until, () => response.destroyed)
      if (!socket) {
        return say(
          new Failure('unavailable', 'the control process is not reachable at the moment; try again', { retryAfterMs: 1000 }),
        )
      }
      if (response.destroyed) {
        socket.destroy()
        return
      }
      if (await exchange(socket, request, response, requestId, deps.draining)) return
      if (response.destroyed) return
      // Asking again changes nothing; for anything else nobody knows whether it was done.
      if (isRepeatable(request) && deps.clock.now() < until) continue
      return say(
        new Failure('unavailable', 'the control process ended before it answered; whether it did what was asked is not known', {
          retryAfterMs: 1000,
        }),
      )
    }
  }

/** One try. False where control ended before it began to answer. */
function exchange(
  socket: Socket,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  draining: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve) => {
    const upstream = httpRequest({
      createConnection: () => socket,
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: headersFor(request, requestId) as unknown as string[],
      setHost: false,
    })
    response.once('close', () => socket.destroy())
    upstream.on('response', (answer) => {
      const headers = ['x-request-id', requestId]
      for (let at = 0; at + 1 < answer.rawHeaders.length; at += 2) {
        const name = answer.rawHeaders[at] ?? ''
        if (!droppedFromAnswer.has(name.toLowerCase())) headers.push(name, answer.rawHeaders[at + 1] ?? '')
      }
      response.writeHead(answer.statusCode ?? 502, headers)
      response.flushHeaders()
      pipeline(answer, response, () => socket.destroy())
      if (answer.headers['content-type']?.startsWith('text/event-stream')) endWhen(draining, response)
      resolve(true)
    })
    upstream.on('error', () => resolve(false))
    if (hasBody(request)) request.pipe(upstream)
    else upstream.end()
  })
}

/** Its reader connects again, to whoever takes calls then. */
function endWhen(draining: AbortSignal, response: ServerResponse): void {
  const end = (): void => void response.destroy()
  if (draining.aborted) end()
  else draining.addEventListener('abort', end, { once: true })
  response.once('close', () => draining.removeEventListener('abort', end))
}

const hasBody = ({ headers }: IncomingMessage): boolean => 'content-length' in headers || 'transfer-encoding' in headers

const isRepeatable = (request: IncomingMessage): boolean =>
  (request.method === 'GET' || request.method === 'HEAD') && !hasBody(request)

/** Control may decode a path before it matches it, so it is judged decoded, with doubled slashes and dot segments taken out. */
export function isInternal(path: string): boolean {
  let plainPath = path
  for (let round = 0; round < 3; round += 1) {
    try {
      const next = decodeURIComponent(plainPath)
      if (next === plainPath) break
      plainPath = next
    } catch {
      break
    }
  }
  const segments: string[] = []
  for (const segment of plainPath.toLowerCase().split(/[/\\]+/)) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  const first = plainPath
    .toLowerCase()
    .split(/[/\\]+/)
    .find((segment) => segment !== '')
  const inside = /^internal(?![a-z0-9_-])/
  return inside.test(segments[0] ?? '') || inside.test(first ?? '')
}

/** One connection for each request: a Unix socket costs little, and a kept one could die just when it is used. */
async function connected(deps: ForwardDeps, until: number, gone: () => boolean): Promise<Socket | null> {
  for (;;) {
    const socket = await connectOnce(deps.socketPath)
    if (socket || gone() || deps.clock.now() >= until) return socket
    await deps.clock.sleep(retryMs)
  }
}

function connectOnce(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect({ path })
    socket.once('connect', () => {
      socket.removeAllListeners('error')
      resolve(socket)
    })
    socket.once('error', () => resolve(null))
  })
}

function headersFor(request: IncomingMessage, requestId: string): string[] {
  const headers: string[] = []
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    const name = request.rawHeaders[at] ?? ''
    if (!dropped.has(name.toLowerCase())) headers.push(name, request.rawHeaders[at + 1] ?? '')
  }
  if (request.headers['transfer-encoding'] !== undefined) headers.push('transfer-encoding', 'chunked')
  headers.push('x-forwarded-host', request.headers.host ?? '')
  headers.push('x-forwarded-proto', 'encrypted' in request.socket ? 'https' : 'http')
  headers.push('x-forwarded-for', request.socket.remoteAddress ?? '', 'x-request-id', requestId, 'connection', 'close')
  // Left to itself, Node announces chunks, and control would want to know the content type of nothing.
  if (!hasBody(request) && !isRepeatable(request)) headers.push('content-length', '0')
  return headers
}

/** Refusals outside of any dialect. */
export const plain: { renderError: (failure: Failure, requestId: string) => Rendered } = {
  renderError: (failure, requestId) => ({
    status: statusOf[failure.code],
    headers: {},
    body: JSON.stringify({
      error: { code: failure.details.code ?? (failure.code satisfies FailureCode), message: failure.message, requestId },
    }),
  }),
}
