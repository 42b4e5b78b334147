import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'

export type GatewayCall = {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  readonly signal: AbortSignal
}

/** Answers when the whole answer has come. `retryAfterMs` null: nothing was said of it. Throws where the gateway cannot be reached. */
export type CallGateway = (
  call: GatewayCall,
) => Promise<{ readonly status: number; readonly requestId: string; readonly retryAfterMs: number | null }>

/** Posts to our own gateway, whose certificate may have been made here. */
export const makeCallGateway = (origin: string): CallGateway => {
  const isTls = origin.startsWith('https:')
  return async ({ path, headers, body, signal }) => {
    const options = { method: 'POST', headers: { ...headers, 'content-length': body.length }, signal, agent: false as const }
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const url = `${origin}${path}`
      const request = isTls
        ? httpsRequest(url, { ...options, rejectUnauthorized: false }, resolve)
        : httpRequest(url, options, resolve)
      request.on('error', reject).end(body)
    })
    for await (const _ of answer) {
      // It is read to its end: only then it is known how long it took.
    }
    const { 'x-request-id': requestId, 'retry-after-ms': ms } = answer.headers
    const retryAfterMs = ms === undefined ? null : Number(ms)
    return { status: answer.statusCode ?? 0, requestId: String(requestId ?? ''), retryAfterMs }
  }
}

/** Where this machine reaches the gateway; `origin` where its port is not known. */
export const gatewayOrigin = (origin: string, { port, host, tls }: { port: number; host: string; tls: boolean }): string => {
  if (port === 0) return origin
  const local = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host
  return `${tls ? 'https' : 'http'}://${local}:${port}`
}
