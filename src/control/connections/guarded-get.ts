import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import { Failure } from '../../domain/failure.ts'
import { isPublicAddress, makeGuardedLookup } from '../../outbound/guard.ts'

export type GetOptions = {
  readonly method?: 'GET' | 'HEAD'
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  /** Reach private addresses too: for an address that the administrator, not a user, set. */
  readonly trusted?: boolean
}

/** One request on a connection of its own, redirects not followed; answers as soon as the head is there. */
export type Get = (url: URL, options: GetOptions) => Promise<IncomingMessage>

const guardedLookup = makeGuardedLookup()

export const makeGet =
  ({ allowPrivate }: { readonly allowPrivate: boolean }): Get =>
  (url, { method = 'GET', headers, signal, trusted = false }) => {
    const guarded = !allowPrivate && !trusted
    // A literal address is never looked up, so the lookup cannot refuse it.
    const address = literalAddress(url)
    if (guarded && address && !isPublicAddress(address)) return Promise.reject(privateAddress(url))
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    return new Promise((resolve, reject) => {
      const options = { method, headers, signal, agent: false as const, ...(guarded ? { lookup: guardedLookup } : {}) }
      send(url, options, resolve).on('error', reject).end()
    })
  }

/** The IP address that a URL spells out, without brackets; null where it holds a name. */
export const literalAddress = (url: URL): string | null => {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return isIP(host) ? host : null
}

export const privateAddress = (url: URL): Failure =>
  new Failure(
    'invalid',
    `${url.host} is, or resolves to, a private address; only public ones are allowed here. An administrator allows private ones with --allow-private yes`,
    { code: 'private_address' },
  )
