import type { IncomingMessage } from 'node:http'
import type { Clock } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import type { Get } from '../connections/guarded-get.ts'
import { within } from '../connections/within.ts'
import { isPassing, refusalWords } from './remote-words.ts'
import type { Source } from './source.ts'

/** The model hub that `hf://` stands for. */
export type Hub = { readonly endpoint: string; readonly token: string | null }

/** What we have of the file already, and how to tell whether the rest still belongs to it. */
export type Have = { readonly bytes: number; readonly etag: string | null }

export type RemoteFile = {
  /** Offset of the first byte that comes: 0, or as much as we had. */
  readonly offset: number
  /** Size of the whole file; null where the server does not say. */
  readonly total: number | null
  /** Strong validator of the server that holds the bytes. */
  readonly etag: string | null
  /** SHA-256 that the hub vouches for. */
  readonly sha256: string | null
  readonly body: AsyncIterable<Buffer> & { destroy(): void }
}

/** Thrown where trying again later may well work. */
export class PassingTrouble extends Error {}

const headBoundMs = 30_000
const maxRedirects = 5
const Sha256 = /^[0-9a-f]{64}$/

/** Asks for the file from where we stopped; follows redirects hop by hop, each through the guard. Throws `Failure` with the server's reason. */
export const makeOpenRemote = (deps: { readonly clock: Clock; readonly get: Get; readonly hub: Hub }) => {
  const hubOrigin = new URL(deps.hub.endpoint).origin

  return async (source: Exclude<Source, { kind: 'local' }>, have: Have, signal: AbortSignal): Promise<RemoteFile> => {
    let url = source.kind === 'hub' ? hubUrl(deps.hub.endpoint, source) : source.url
    let linked: { sha256: string | null; size: number | null } = { sha256: null, size: null }
    for (let hop = 0; hop <= maxRedirects; hop++) {
      const response = await head(url, have, tokenFor(source), signal)
      if (url.origin === hubOrigin)
        linked = { sha256: linked.sha256 ?? linkedSha256(response), size: linked.size ?? linkedSize(response) }
      const location = redirect(response)
      if (!location) return accept(source, url, have, response, linked)
      response.destroy()
      url = follow(url, location)
    }
    throw new Failure('upstream_failed', `${source.shown}: more than ${maxRedirects} redirects`)
  }

  function tokenFor(source: Source): string | null {
    return (source.kind === 'hub' ? source.token : undefined) ?? deps.hub.token
  }

  function head(url: URL, have: Have, token: string | null, signal: AbortSignal): Promise<IncomingMessage> {
    const atHub = url.origin === hubOrigin
    const headers = {
      accept: '*/*',
      'accept-encoding': 'identity',
      'user-agent': 'lectern',
      ...(atHub && token ? { authorization: `Bearer ${token}` } : {}),
      ...(have.bytes > 0 && have.etag ? { range: `bytes=${have.bytes}-`, 'if-range': have.etag } : {}),
    }
    return within(deps.clock, headBoundMs, `${url.host} did not answer within ${headBoundMs / 1000} s`, signal, (bounded) =>
      deps.get(url, { headers, signal: bounded, trusted: atHub }),
    )
  }
}

const hubUrl = (endpoint: string, source: Extract<Source, { kind: 'hub' }>): URL => {
  const path = source.path.split('/').map(encodeURIComponent).join('/')
  return new URL(`${endpoint.replace(/\/+$/, '')}/${source.repository}/resolve/${encodeURIComponent(source.revision)}/${path}`)
}

function accept(
  source: Source,
  url: URL,
  have: Have,
  response: IncomingMessage,
  linked: { readonly sha256: string | null; readonly size: number | null },
): RemoteFile {
  const status = response.statusCode ?? 0
  const etag = strongEtag(response)
  const complete = status === 416 && contentRange(response).total === have.bytes
  if (status !== 200 && status !== 206 && !complete) {
    response.destroy()
    if (status === 416) return { offset: 0, total: null, etag: null, sha256: linked.sha256, body: nothing }
    const words = refusalWords(source, url, status, response.headers)
    throw isPassing(status) ? new PassingTrouble(words) : new Failure('upstream_failed', words)
  }
  if (response.headers['content-encoding'] && response.headers['content-encoding'] !== 'identity') {
    response.destroy()
    throw new Failure('upstream_failed', `${url.host} insists on encoding the file (${response.headers['content-encoding']})`)
  }
  if (status === 200) {
    return { offset: 0, total: linked.size ?? length(response), etag, sha256: linked.sha256, body: response }
  }
  const range = contentRange(response)
  if (!complete && range.start !== have.bytes) {
    response.destroy()
    throw new Failure('upstream_failed', `${url.host} sent another part of the file than the one asked for`)
  }
  return {
    offset: have.bytes,
    total: range.total ?? linked.size,
    etag,
    sha256: linked.sha256,
    body: complete ? nothing : response,
  }
}

const nothing: RemoteFile['body'] = {
  destroy: () => {},
  async *[Symbol.asyncIterator]() {},
}

const redirect = (response: IncomingMessage): string | undefined =>
  [301, 302, 303, 307, 308].includes(response.statusCode ?? 0) ? response.headers.location : undefined

function follow(from: URL, location: string): URL {
  const to = URL.parse(location, from)
  if (!to || !/^https?:$/.test(to.protocol))
    throw new Failure('upstream_failed', `${from.host} redirects to an address that is not http or https`)
  if (from.protocol === 'https:' && to.protocol === 'http:')
    throw new Failure('upstream_failed', `${from.host} redirects to unencrypted http; not followed`)
  return to
}

const headerOf = (response: IncomingMessage, name: string): string | null => {
  const value = response.headers[name]
  return typeof value === 'string' ? value : null
}

const linkedSha256 = (response: IncomingMessage): string | null => {
  const tag = (headerOf(response, 'x-linked-etag') ?? headerOf(response, 'etag') ?? '').replace(/^W\/|"/g, '')
  return Sha256.test(tag) ? tag : null
}

const linkedSize = (response: IncomingMessage): number | null => wholeNumber(headerOf(response, 'x-linked-size'))
const length = (response: IncomingMessage): number | null => wholeNumber(headerOf(response, 'content-length'))
const wholeNumber = (text: string | null | undefined): number | null => (text && /^\d{1,15}$/.test(text) ? Number(text) : null)

const strongEtag = (response: IncomingMessage): string | null => {
  const tag = headerOf(response, 'etag')
  return tag?.startsWith('"') ? tag : null
}

const contentRange = (response: IncomingMessage) => {
  const match = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(headerOf(response, 'content-range') ?? '')
  return { start: wholeNumber(match?.[1]), total: wholeNumber(match?.[2]) }
}
