import { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { Failure } from '../domain/failure.ts'
import type { RouteRules } from '../domain/parameter-rules.ts'
import type { PathRule } from '../domain/placement.ts'
import type { Target } from '../domain/route.ts'
import { setMembers } from '../wires/openai/splice.ts'
import type { Wire } from '../wires/wire.ts'
import { kindOf, looksLikeJson, parseObject, readBody, tooLarge } from './body.ts'
import { CallerRequest } from './caller-request.ts'
import { setPart } from './multipart.ts'
import { PassingBody } from './upstream/body-pump.ts'

/** A request's body as far as a call needs to know it. */
export type CallBody =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'json'
      readonly bytes: Buffer
      readonly json: Readonly<Record<string, unknown>>
      readonly said: boolean
      /** Rules that it was found to heed. */
      readonly heeded?: RouteRules
      /** What the caller sent, where this is made of it. */
      readonly of?: CallBody
    }
  | { readonly kind: 'multipart'; readonly bytes: Buffer; readonly contentType: string }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  /** Too long to keep for nothing: goes on while it arrives. */
  | { readonly kind: 'stream'; readonly length: number }

/** What goes to a target. */
export type Outgoing = {
  readonly body: Buffer | PassingBody | CallerRequest | null
  readonly hideUsage: boolean
  /** Where it differs from what the caller said. */
  readonly contentType: string | null
  /** Only where the body does not tell it. */
  readonly contentLength: number | null
}

/** Bodies that nobody has to read are kept (and can be sent again) up to this size. */
const keepBytes = 256 * 1024

/** `idleMs`: longest pause in a body that has to be read. `mustRead`: whether the model's name or the wire's fields are needed from a JSON or multipart body. */
export async function readCall(
  request: IncomingMessage,
  mustRead: boolean,
  { maxBytes, idleMs }: { readonly maxBytes: number; readonly idleMs: number },
): Promise<CallBody> {
  const { headers } = request
  const chunked = headers['transfer-encoding'] !== undefined
  const length = Number(headers['content-length'] ?? 0)
  if (!chunked && length === 0) return { kind: 'none' }
  if (length > maxBytes) throw tooLarge(maxBytes)
  const kind = mustRead ? kindOf(headers['content-type']) : 'other'
  if (kind === 'other' && !chunked && length > keepBytes) return { kind: 'stream', length }
  if (kind !== 'other' && headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity') {
    throw new Failure(
      'unsupported',
      `content-encoding "${headers['content-encoding']}" is not understood here; send the body unencoded`,
      {
        target: 'content-encoding',
      },
    )
  }
  const bytes = await readBody(request, maxBytes, idleMs)
  if (bytes.length === 0) return { kind: 'none' }
  if (kind === 'json' || (kind === 'maybe-json' && looksLikeJson(bytes))) {
    return { kind: 'json', bytes, json: parseObject(bytes), said: kind === 'json' }
  }
  if (kind === 'multipart') return { kind: 'multipart', bytes, contentType: headers['content-type'] ?? '' }
  return { kind: 'bytes', bytes }
}

/** Bytes, as far as they are known before they have arrived. */
export const lengthOf = (body: CallBody): number =>
  body.kind === 'none' ? 0 : body.kind === 'stream' ? body.length : body.bytes.length

/** Takes what it holds out of memory: nobody may ask for it any more. */
export function letGo(body: CallBody): void {
  if (body.kind !== 'json') return
  const held: { bytes: Buffer; json: object } = body
  held.bytes = nothing
  held.json = noMembers
  if (body.of) letGo(body.of)
}
const nothing = Buffer.alloc(0)
const noMembers = Object.freeze({})

/** Whether a JSON body says that its answer is to be a stream. */
export const asksForStream = (body: CallBody): boolean => body.kind === 'json' && body.json['stream'] === true

/** The body for one target: the caller's own bytes wherever they will do. `members`: what JSON gets besides (`PathRule`). */
export function outgoing(
  request: IncomingMessage,
  call: CallBody,
  wire: Wire | undefined,
  below: string,
  target: Target,
  members: PathRule['members'] = undefined,
): Outgoing {
  const as = (body: Outgoing['body'], more: Partial<Outgoing> = {}): Outgoing => ({
    body,
    hideUsage: false,
    contentType: null,
    contentLength: null,
    ...more,
  })
  switch (call.kind) {
    case 'none':
      return as(null)
    case 'bytes':
      return as(call.bytes)
    case 'stream':
      // Of other kinds through a pipe of our own: a body whose request fails is destroyed, and that would cut the caller's connection.
      return as(request instanceof CallerRequest ? request : request.pipe(new PassingBody()), { contentLength: call.length })
    case 'multipart':
      return as(wire && target.model !== null ? setPart(call.bytes, call.contentType, 'model', target.model) : call.bytes)
    case 'json': {
      const contentType = call.said ? null : 'application/json'
      const { bytes, hideUsage } = wire ? wire.prepare(below, call, target.model) : { bytes: call.bytes, hideUsage: false }
      return as(members ? setMembers(bytes, new Map(Object.entries(members))) : bytes, { hideUsage, contentType })
    }
  }
}
