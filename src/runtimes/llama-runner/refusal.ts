import type { ServerResponse } from 'node:http'

/** A request that we do not serve on purpose, in OpenAI's words. */
export class Refusal extends Error {
  readonly status: number
  /** The field at fault as the caller wrote it: `messages[0].content`. */
  readonly param: string | null
  readonly code: string | null

  constructor(status: number, message: string, param: string | null = null, code: string | null = null) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.param = param
    this.code = code
  }
}

export const unsupported = (param: string, reason: string): Refusal => new Refusal(400, reason, param, 'unsupported_value')

/** `{"error":{message,type,param,code}}` */
export const errorBody = (refusal: Refusal) => ({
  error: { message: refusal.message, type: typeOf(refusal.status), param: refusal.param, code: refusal.code },
})

/** Anything that is no refusal is our fault: the caller learns what broke, never where. */
export const asRefusal = (cause: unknown): Refusal =>
  cause instanceof Refusal
    ? cause
    : new Refusal(500, `the model server failed: ${cause instanceof Error ? cause.message : String(cause)}`)

export const sendRefusal = (response: ServerResponse, refusal: Refusal, headers: Record<string, string> = {}): void => {
  const body = JSON.stringify(errorBody(refusal))
  response.writeHead(refusal.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...headers,
  })
  response.end(body)
}

const typeOf = (status: number): string =>
  status === 503 ? 'unavailable_error' : status >= 500 ? 'server_error' : 'invalid_request_error'
