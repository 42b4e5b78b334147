import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Failure } from '../domain/failure.ts'
import type { Route } from '../domain/route.ts'
import type { Call } from './call.ts'
import type { Idempotency, KeptAnswer } from './idempotency.ts'
import { recordAnswer } from './idempotency-record.ts'
import type { CallBody } from './request.ts'

type Asked = { readonly route: Route; readonly below: string; readonly query: string; readonly body: CallBody }

/**
 * For a call that says an `Idempotency-Key`: the answer that it had before, or null, and then what it gets now is looked at.
 * The key counts within caller and deployment only. What it says upstream is made of all three, as a provider knows one account
 * where we have many callers. Bodies that went through unread are not remembered.
 */
export async function takeTurn(
  idempotency: Idempotency,
  key: string,
  call: Call,
  { route, below, query, body }: Asked,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<KeptAnswer | null> {
  if (!speakable.test(key)) throw unspeakable()
  const scope = digest(JSON.stringify([call.credential, route.deploymentId, key]))
  call.idempotencyKey = scope
  if (request.method !== 'POST' || body.kind === 'stream') return null
  const hash = createHash('sha256').update(JSON.stringify([below, query]))
  if (body.kind !== 'none') hash.update(body.bytes)
  const turn = await idempotency.take(scope, hash.digest('base64url'), (giveUp) => call.onHangUp(giveUp))
  // Nothing is waited for any more.
  call.onHangUp(() => {})
  if (turn.kind === 'again') return turn.answer
  if (turn.kind === 'first') {
    if (response.destroyed) turn.ended(null)
    else recordAnswer(response, idempotency.bounds.answerBytes, turn.ended)
  }
  return null
}

/** Gives an answer again, under the request id of this call; what it said of limits is long past. */
export function giveAgain({ status, flat, body }: KeptAnswer, response: ServerResponse, requestId: string): void {
  const headers: string[] = []
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const name = flat[at] as string
    if (!passing.test(name)) headers.push(name, flat[at + 1] as string)
  }
  headers.push('x-request-id', requestId, 'idempotent-replayed', 'true', 'content-length', String(body.length))
  response.writeHead(status, headers)
  response.end(body)
}

const passing =
  /^(?:x-request-id|apim-request-id|content-length|x-ratelimit-.*|azure-openai-deployment-utilization|retry-after(?:-ms)?)$/
const speakable = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 40)

const unspeakable = (): Failure =>
  new Failure('invalid', '"Idempotency-Key" must be 1 to 255 visible ASCII characters', { target: 'idempotency-key' })
