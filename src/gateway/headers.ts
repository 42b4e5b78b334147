import type { Reframed, StreamWatcher } from '../wires/wire.ts'
import { lowerName } from './upstream/field-names.ts'

/** RFC 9110 §7.6.1 and the ones older proxies use. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'proxy-authenticate',
  'proxy-authorization',
]

/** What a caller sends that a backend must not see, or that is written anew. */
const notUpstream = new Set([
  ...hopByHop,
  ...[
    'authorization',
    'api-key',
    'x-api-key',
    'x-goog-api-key',
    'x-goog-user-project',
    'ocp-apim-subscription-key',
    'cookie',
    'cookie2',
  ],
  ...['openai-organization', 'openai-project', 'ai-resource-group', 'host', 'content-length', 'accept-encoding', 'expect'],
  ...[
    'forwarded',
    'via',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-forwarded-port',
    'x-forwarded-prefix',
    'x-forwarded-server',
  ],
  // Said by us alone: it changes how an instance works.
  'lectern-control',
  // Said to us: who answers where there is no room, and what is to be kept of the call.
  'x-ms-spillover-deployment',
  ...['ai-inference-observability-persistence-mode', 'ai-inference-observability-labels', 'ai-object-store-secret-name'],
  // A caller's own signing: what is signed goes to another address, by another key.
  ...['x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256'],
  ...['x-real-ip', 'x-client-ip', 'true-client-ip', 'cf-connecting-ip', 'x-request-id', 'origin', 'referer'],
])

/** What a backend answers that is about its own connection, account or host. */
const notDownstream = new Set([
  ...hopByHop,
  ...['date', 'server', 'set-cookie', 'set-cookie2', 'openai-organization', 'openai-project', 'via', 'x-powered-by', 'alt-svc'],
  'anthropic-organization-id',
  ...[
    'strict-transport-security',
    'report-to',
    'nel',
    'server-timing',
    'cf-ray',
    'cf-cache-status',
    'x-envoy-upstream-service-time',
  ],
  ...['www-authenticate', 'x-request-id', 'access-control-allow-origin', 'access-control-allow-credentials', 'clear-site-data'],
])

/**
 * A caller's headers as they go upstream: flat name, value list. `own` (lower-case names) replaces the caller's;
 * `contentType` replaces what was said where we know better, and drops nothing when null.
 */
export function toUpstream(
  raw: readonly string[],
  own: ReadonlyMap<string, string>,
  requestId: string,
  contentType: string | null,
): string[] {
  const named = namedByConnection(raw)
  const headers: string[] = []
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = lowerName(raw[at] as string)
    if (notUpstream.has(name) || own.has(name) || named?.has(name)) continue
    if (contentType !== null && name === 'content-type') continue
    headers.push(name, raw[at + 1] as string)
  }
  if (contentType !== null && !own.has('content-type')) headers.push('content-type', contentType)
  for (const [name, value] of own) headers.push(name, value)
  // Packed bytes tell nobody what was used, and the caller did not ask us for them.
  if (!own.has('accept-encoding')) headers.push('accept-encoding', 'identity')
  headers.push('x-request-id', requestId)
  return headers
}

/** Adds what a backend wants to be told, where the caller did not say it. */
export function addMissing(sent: string[], defaults: Readonly<Record<string, string>>): void {
  for (const name in defaults) {
    let said = false
    for (let at = 0; at < sent.length; at += 2) said ||= sent[at] === name
    if (!said) sent.push(name, defaults[name] as string)
  }
}

export type AnswerHeaders = {
  /** Flat name, value list for `writeHead`. */
  readonly flat: string[]
  readonly eventStream: boolean
  /** How the body's bytes are packed; null: they are the content itself, so that usage can be read from them. */
  readonly packed: string | null
  /** Neither length nor chunks: the end of the connection is the end of the body. */
  readonly closeDelimited: boolean
  /** Reads the stream and says what the caller gets of it, where it came in a framing of its own. */
  readonly stream: StreamWatcher | null
}

/** A backend's headers as they go to the caller. Event streams lose their length and are marked so that no proxy buffers them. */
export function toCaller(
  raw: readonly string[],
  requestId: string,
  extra: readonly string[],
  reframe: ((contentType: string) => Reframed | null) | null = null,
): AnswerHeaders {
  const flat: string[] = ['x-request-id', requestId]
  let eventStream = false
  let packed: string | null = null
  let closeDelimited = true
  let length: string | null = null
  let type = ''
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = lowerName(raw[at] as string)
    const value = raw[at + 1] as string
    if (name === 'content-length') {
      length = value
      closeDelimited = false
      continue
    }
    if (name === 'transfer-encoding') closeDelimited = false
    if (name === 'x-request-id') flat.push('x-upstream-request-id', value)
    // What we say of our own limits and names takes the place of what the backend says of its.
    if (notDownstream.has(name) || (extra.length > 0 && maybeOurs(name) && extra.includes(name))) continue
    if (name === 'content-type') {
      type = value
      eventStream = value.startsWith('text/event-stream')
    }
    if (name === 'content-encoding' && value !== 'identity') packed = packed === null ? value : `${packed}, ${value}`
    flat.push(name, value)
  }
  const reframed = packed === null && reframe ? reframe(type) : null
  if (reframed) {
    eventStream = true
    flat[flat.indexOf('content-type') + 1] = reframed.contentType
  }
  if (eventStream) markAsStream(flat)
  else if (length !== null) flat.push('content-length', length)
  flat.push(...extra)
  return { flat, eventStream, packed, closeDelimited, stream: reframed?.stream ?? null }
}

const maybeOurs = (name: string): boolean => name.startsWith('x-ratelimit-') || name.startsWith('x-ms-') || name.startsWith('a')

/** Gives a header that is there another value. */
export function replace(headers: string[], name: string, value: string): void {
  for (let at = 0; at + 1 < headers.length; at += 2) if (headers[at] === name) headers[at + 1] = value
}

function markAsStream(flat: string[]): void {
  for (let at = flat.length - 2; at >= 0; at -= 2) {
    if (flat[at] === 'cache-control' || flat[at] === 'x-accel-buffering') flat.splice(at, 2)
  }
  flat.push('cache-control', 'no-cache', 'x-accel-buffering', 'no')
}

/** `connection: x-a, x-b` makes those hop-by-hop too; the usual values name no header. */
function namedByConnection(raw: readonly string[]): Set<string> | null {
  let named: Set<string> | null = null
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] as string
    if (name.length !== 10 || name.toLowerCase() !== 'connection') continue
    const value = (raw[at + 1] as string).toLowerCase()
    if (value === 'keep-alive' || value === 'close') continue
    named ??= new Set()
    for (const each of value.split(',')) named.add(each.trim())
  }
  return named
}
