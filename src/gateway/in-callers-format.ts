import { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { Failure } from '../domain/failure.ts'
import type { Route, Target } from '../domain/route.ts'
import { exactly } from '../wires/canonical/exact-json.ts'
import { wires } from '../wires/index.ts'
import { translatingWire } from '../wires/translating-wire.ts'
import { chatFormatAt, translationBetween } from '../wires/translation.ts'
import type { Wire } from '../wires/wire.ts'
import type { Call } from './call.ts'
import type { CallBody } from './request.ts'

/** A call in its backend's words, and the wire that says the answer in the caller's. */
export type Spoken = {
  readonly wire: Wire
  readonly below: string
  readonly query: string
  readonly body: CallBody
  /** Flat name, value list: another API's headers mean nothing to the backend. */
  readonly rawHeaders: readonly string[]
}

type Asked = { readonly request: IncomingMessage; readonly body: CallBody; readonly below: string }

/**
 * For a caller who speaks another chat API than the deployment's backend; null wherever the caller's own bytes will do.
 * Throws `Failure('invalid')` at what cannot be carried.
 */
export function inCallersFormat(route: Route, target: Target, call: Call, asked: Asked, now: number): Spoken | null {
  const below = asked.below.endsWith('/') ? asked.below.slice(0, -1) : asked.below
  const caller = asked.request.method === 'POST' ? chatFormatAt(below) : null
  if (caller === null || caller === route.wire) return null
  const wire = wires.get(route.wire)
  if (wire?.answersInstead) {
    throw new Failure('invalid', `deployment "${route.name}" is no chat model: it answers ${wire.answersInstead}`, {
      target: 'model',
    })
  }
  const translation = wire && translationBetween(caller, route.wire, route.capabilities)
  if (!translation) return null
  const { body, request } = asked
  if (body.kind !== 'json') {
    throw new Failure('invalid', 'the request body is no JSON object, which this API needs', { target: 'body' })
  }
  const said = body.json['model']
  const facts = { requestId: call.requestId, model: typeof said === 'string' ? said : route.name, at: now }
  const model = target.model ?? route.modelName ?? route.name
  const translated = translation({
    below,
    accept: request.headers.accept ?? '',
    json: exactly(body.json, body.bytes),
    model,
    facts,
  })
  return {
    wire: translatingWire(wire, translated),
    below: translated.below,
    query: translated.query,
    body: { kind: 'json', bytes: Buffer.from(JSON.stringify(translated.json)), json: translated.json, said: true },
    rawHeaders: kept(request.rawHeaders),
  }
}

const carried = new Set(['user-agent', 'traceparent', 'tracestate', 'baggage', 'idempotency-key'])

function kept(raw: readonly string[]): string[] {
  const headers = ['content-type', 'application/json', 'accept', '*/*']
  for (let at = 0; at + 1 < raw.length; at += 2) {
    if (carried.has((raw[at] as string).toLowerCase())) headers.push(raw[at] as string, raw[at + 1] as string)
  }
  return headers
}
