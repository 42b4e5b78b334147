import { type Clock, toTimestamp } from '../domain/clock.ts'
import { Failure } from '../domain/failure.ts'
import type { Principal } from '../domain/principal.ts'
import type { CredentialEntry } from '../domain/route.ts'
import { looksLikeApiKey, parseApiKeyText } from './api-key-text.ts'
import { apiKeyEntryId, isKeyEntryId } from './api-keys.ts'
import { digestOf, nobodysDigest, sameDigest } from './digest.ts'
import { oauthClientEntryId } from './oauth-clients.ts'
import { isSessionId, sessionEntryId } from './sessions.ts'
import type { VerifyToken } from './verify-token.ts'

/** Names in lower case, as Node gives them. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

type Deps<Found> = {
  /** By entry id: `key:<publicId>`, `client:<clientId>` or `session:<id>`. */
  readonly find: (id: string) => Found
  readonly verifyToken: VerifyToken
  readonly clock: Pick<Clock, 'now'>
}

/**
 * Who is calling, from the headers alone: an API key or an access token in `authorization`, `api-key`, `x-api-key` or `x-goog-api-key`
 * (the first of these that is there counts). Synchronous, for the gateway. Refuses with `Failure('unauthenticated')`.
 * `connection`: whose calls these are, where it may carry several.
 */
export const makeIdentify = ({ find, verifyToken, clock }: Deps<CredentialEntry | undefined>) => {
  /**
   * A connection carries the same key from call to call: it is taken apart and digested once, which is half of the work. Whether
   * the key is good is looked up each time. It is kept no longer than the connection, nor given to another.
   */
  const last = new WeakMap<object, { readonly credential: string; readonly claim: Claim }>()
  const claimOn = (headers: RequestHeaders, connection: object): Claim => {
    const said = credentialIn(headers)
    const before = last.get(connection)
    if (before?.credential === said.credential) return before.claim
    const claim = claimOf(said, verifyToken)
    // A token's claim is good for as long as its signature and its hour say, which is looked at each time.
    if (claim.kind === 'apiKey') last.set(connection, { credential: said.credential, claim })
    return claim
  }
  return (headers: RequestHeaders, connection?: object): Principal => {
    const claim = connection ? claimOn(headers, connection) : claimOf(credentialIn(headers), verifyToken)
    return accept(claim, find(claim.entryId) ?? null, clock.now())
  }
}

/** The same, where credentials are looked up in the store. */
export const makeIdentifyStored =
  ({ find, verifyToken, clock }: Deps<Promise<CredentialEntry | null>>) =>
  async (headers: RequestHeaders): Promise<Principal> => {
    const claim = claimOf(credentialIn(headers), verifyToken)
    return accept(claim, await find(claim.entryId), clock.now())
  }

/** What the caller says to be; a token's signature and expiry are checked already. */
type Claim =
  | { readonly kind: 'apiKey'; readonly entryId: string; readonly publicId: string; readonly digest: string }
  | { readonly kind: 'token'; readonly entryId: string; readonly expiresAt: number }

const claimOf = ({ header, credential }: Said, verifyToken: VerifyToken): Claim => {
  if (looksLikeApiKey(credential)) {
    const text = parseApiKeyText(credential)
    if (!text)
      throw refused(`the API key in "${header}" is incomplete or altered: it must be "lk_", 12 characters, "_", 43 characters`)
    return { kind: 'apiKey', entryId: apiKeyEntryId(text.publicId), publicId: text.publicId, digest: digestOf(text.key) }
  }
  if (!credential.includes('.')) {
    throw refused(
      `the credential in "${header}" is neither an API key of this server ("lk_…") nor an access token from /oauth/token`,
    )
  }
  const { clientId, expiresAt } = verifyToken(credential)
  return { kind: 'token', entryId: entryIdOf(clientId), expiresAt }
}

/** Of the client that a token names: a session, a key for which a page calls, or an OAuth client. */
const entryIdOf = (clientId: string): string => {
  if (isSessionId(clientId)) return sessionEntryId(clientId)
  return isKeyEntryId(clientId) ? clientId : oauthClientEntryId(clientId)
}

type Said = { readonly header: string; readonly credential: string }

const credentialIn = (headers: RequestHeaders): Said => {
  for (const header of ['authorization', 'api-key', 'x-api-key', 'x-goog-api-key']) {
    const value = headers[header]
    if (value === undefined) continue
    const text = typeof value === 'string' ? value.trim() : value.length === 1 ? (value[0]?.trim() ?? '') : ''
    const credential = header === 'authorization' ? scheme.exec(text)?.[1] : text
    if (credential) return { header, credential }
    throw refused(
      header === 'authorization'
        ? '"authorization" must be "Bearer <API key or access token>" or "ApiKey <API key>"'
        : `"${header}" must hold one API key or access token`,
    )
  }
  throw refused('no credential: send an API key or an access token as "authorization: Bearer …", "api-key" or "x-api-key"')
}

const scheme = /^(?:bearer|apikey) +(\S+)$/i

const accept = (claim: Claim, entry: CredentialEntry | null, now: number): Principal => {
  if (claim.kind === 'token') {
    if (!entry) throw refused(claim.entryId.startsWith(sessionEntryId('')) ? sessionOver : clientUnknown)
    return { ...entry.principal, expiresAt: claim.expiresAt }
  }
  // Compared even where nothing was found, so that time does not tell which public ids exist.
  const genuine = sameDigest(claim.digest, entry?.hash ?? nobodysDigest)
  if (!entry || !genuine) throw refused(`API key ${claim.publicId} is unknown or was revoked`)
  if (entry.off) throw switchedOff(entry.principal)
  const { expiresAt } = entry.principal
  if (expiresAt !== null && expiresAt <= now) throw refused(`API key ${claim.publicId} expired at ${toTimestamp(expiresAt)}`)
  return entry.principal
}

const clientUnknown = 'the OAuth client of this access token is unknown or was revoked'
const sessionOver = 'the session of this access token has ended: sign in again at /console/'

const switchedOff = ({ name, resourceGroups }: Principal): Failure =>
  new Failure('forbidden', `${name} of resource group ${[resourceGroups].flat().join(', ')} is switched off there, as both are`, {
    code: 'AuthenticationTypeDisabled',
  })

const refused = (message: string): Failure => new Failure('unauthenticated', message)
