import { Buffer } from 'node:buffer'
import type { OutgoingHttpHeaders } from 'node:http2'
import { bytes, integer, many, message, nested, one, text } from '../../wires/oip-v2/grpc/proto-message.ts'
import type { InnerAnswer } from './dialect.ts'

/** https://grpc.io/docs/guides/status-codes/ */
export const grpcCodes = {
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const
export type GrpcCode = keyof typeof grpcCodes

/** A call that ends with a status other than OK. `metadata`: what else its trailers say. */
export class GrpcError extends Error {
  readonly code: GrpcCode
  readonly retryAfterMs: number | null
  readonly metadata: ReadonlyMap<string, string>

  constructor(
    code: GrpcCode,
    message: string,
    { retryAfterMs = null, metadata = none }: { retryAfterMs?: number | null; metadata?: ReadonlyMap<string, string> } = {},
  ) {
    super(message)
    this.code = code
    this.retryAfterMs = retryAfterMs
    this.metadata = metadata
  }
}

const none: ReadonlyMap<string, string> = new Map()

/** What an HTTP refusal is called here; its words stay. */
const byStatus: Readonly<Record<number, GrpcCode>> = {
  400: 'invalidArgument',
  401: 'unauthenticated',
  403: 'permissionDenied',
  404: 'notFound',
  408: 'deadlineExceeded',
  409: 'alreadyExists',
  410: 'failedPrecondition',
  412: 'failedPrecondition',
  413: 'resourceExhausted',
  415: 'invalidArgument',
  422: 'invalidArgument',
  423: 'failedPrecondition',
  429: 'resourceExhausted',
  431: 'resourceExhausted',
  501: 'unimplemented',
  // Clients call again by themselves on UNAVAILABLE; this call may have been worked on.
  502: 'internal',
  503: 'unavailable',
  504: 'deadlineExceeded',
}

export function errorOf(answer: InnerAnswer): GrpcError {
  const code = byStatus[answer.status] ?? (answer.status >= 400 && answer.status < 500 ? 'invalidArgument' : 'internal')
  const said = answer.headers.get('retry-after-ms') ?? null
  const seconds = answer.headers.get('retry-after')
  const ms = said !== null ? Number(said) : seconds === undefined ? Number.NaN : Number(seconds) * 1000
  // What is too large once is so again.
  const retryAfterMs = Number.isFinite(ms) && answer.status !== 413 ? ms : null
  return new GrpcError(code, wordsIn(answer.body) || `the model server answered ${answer.status}`, {
    retryAfterMs,
    metadata: metadataOf(answer.headers),
  })
}

/** `{"error": "…"}`, `{"error": {"message": "…"}}`, or the text as it is. */
function wordsIn(body: Buffer): string {
  const text = body.toString('utf8', 0, 16_384)
  try {
    const { error, detail } = JSON.parse(text) as { error?: string | { message?: string }; detail?: unknown }
    if (typeof error === 'string') return error
    if (typeof error?.message === 'string') return error.message
    return typeof detail === 'string' ? detail : text
  } catch {
    return text
  }
}

/** Of an HTTP answer's headers, those that are not about HTTP. */
export function metadataOf(headers: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>()
  for (const [name, value] of headers) if (!isAboutHttp(name) && speakable.test(value)) metadata.set(name, value)
  return metadata
}

/** The same few names come with every answer. */
const knownNames = new Map<string, boolean>()
function isAboutHttp(name: string): boolean {
  const known = knownNames.get(name)
  if (known !== undefined) return known
  const verdict = aboutHttp.test(name)
  if (knownNames.size < 1000) knownNames.set(name, verdict)
  return verdict
}

const aboutHttp =
  /^(?:content-.*|transfer-encoding|connection|keep-alive|date|inference-header-content-length|grpc-.*|.*-bin|www-authenticate|trailer|upgrade|vary|cache-control|x-accel-buffering)$/
const speakable = /^[\x20-\x7e]*$/

const RetryInfo = message({ retryDelay: one(1, nested(message({ seconds: one(1, integer), nanos: one(2, integer) }))) })
const Status = message({
  code: one(1, integer),
  message: one(2, text),
  details: many(3, nested(message({ typeUrl: one(1, text), value: one(2, bytes) }))),
})

/** Longer ones would not fit into what clients read of headers. */
const longestMessage = 2_000

export function trailersOf(error: GrpcError): OutgoingHttpHeaders {
  const { code, retryAfterMs, metadata } = error
  const words = error.message.length > longestMessage ? `${error.message.slice(0, longestMessage)}…` : error.message
  const status = { 'grpc-status': String(grpcCodes[code]), 'grpc-message': percentEncoded(words) }
  if (retryAfterMs === null) return { ...Object.fromEntries(metadata), ...status }
  const delay = { seconds: Math.floor(retryAfterMs / 1000), nanos: Math.round((retryAfterMs % 1000) * 1e6) }
  const retry = Buffer.concat(RetryInfo.encode({ retryDelay: delay }))
  const details = [{ typeUrl: 'type.googleapis.com/google.rpc.RetryInfo', value: retry }]
  const rich = Buffer.concat(Status.encode({ code: grpcCodes[code], message: words, details }))
  return {
    ...Object.fromEntries(metadata),
    ...status,
    'grpc-retry-pushback-ms': String(Math.ceil(retryAfterMs)),
    'grpc-status-details-bin': rich.toString('base64').replace(/=+$/, ''),
  }
}

/** UTF-8, with all but visible ASCII and space as %XX. */
const percentEncoded = (words: string): string =>
  Array.from(Buffer.from(words), (byte) =>
    byte >= 0x20 && byte <= 0x7e && byte !== 0x25
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('')
