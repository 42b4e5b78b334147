import { Buffer } from 'node:buffer'
import { CallFault } from './backend.ts'
import type { Response } from './request.ts'

/** A request that is answered with an error on purpose. */
export class Refusal extends Error {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.headers = headers
  }
}

/** `{"error":"…"}`, the words of V1 and of the Open Inference Protocol alike; a script's own exception as `Type : message`. */
export function asRefusal(cause: unknown): Refusal {
  if (cause instanceof Refusal) return cause
  if (cause instanceof CallFault) {
    const said = cause.type === null ? cause.message : `${cause.type} : ${cause.message}`
    return new Refusal(cause.status, said, cause.status === 503 ? { 'retry-after': '1' } : {})
  }
  return new Refusal(500, `the model server failed: ${cause instanceof Error ? cause.message : String(cause)}`)
}

export function sendRefusal(response: Response, refusal: Refusal): void {
  sendJson(response, refusal.status, { error: refusal.message }, refusal.headers)
}

export function sendJson(
  response: Response,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers })
  response.end(text)
}
