import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Failure } from '../domain/failure.ts'
import type { InferenceDialect, Rendered } from './dialect.ts'

/** How long a caller of a refused request may pause in sending its body, and how much more it may send. */
const lingerMs = 2000
const lingerBytes = 256 * 1024 * 1024
/** As the server itself has it for connections without a request. */
const idleConnectionMs = 65_000

export function write(response: ServerResponse, { status, headers, body }: Rendered, requestId: string): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'x-request-id': requestId,
    ...headers,
  })
  response.end(body)
}

/** Words a refusal as the dialect does. `bug`: the status becomes 500. `more`: flat name, value list of headers. Without an answer begun: with one, the connection is cut. */
export function refuse(
  dialect: Pick<InferenceDialect, 'renderError'>,
  failure: Failure,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  bug = false,
  more: readonly string[] = [],
): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const rendered = dialect.renderError(failure, requestId)
  const { retryAfterMs } = failure.details
  const retry =
    retryAfterMs === undefined
      ? {}
      : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)), 'retry-after-ms': String(retryAfterMs) }
  // It stays so until somebody changes it.
  const never = failure.code === 'locked' ? { 'x-should-retry': 'false' } : {}
  const challenge = rendered.status === 401 ? { 'www-authenticate': 'Bearer' } : {}
  const headers: Record<string, string> = { ...retry, ...never, ...challenge, ...rendered.headers }
  for (let at = 0; at + 1 < more.length; at += 2) headers[more[at] as string] = more[at + 1] as string
  write(response, { ...rendered, status: bug ? 500 : rendered.status, headers }, requestId)
  if (!request.complete) lingering(request, response)
}

/** A refused body is read on and thrown away for a while, so that the caller gets to read the refusal before the connection ends. */
function lingering(request: IncomingMessage, response: ServerResponse): void {
  let read = 0
  request.on('data', (chunk: Buffer) => {
    read += chunk.length
    if (read > lingerBytes) request.destroy()
  })
  request.setTimeout(lingerMs, () => request.destroy())
  // With the answer's end Node sets its timer of idle connections, in place of ours.
  response.once('finish', () => {
    if (!request.complete) request.setTimeout(lingerMs)
  })
  request.once('end', () => request.setTimeout(idleConnectionMs))
}
