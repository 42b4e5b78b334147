import { readFile } from 'node:fs/promises'
import type { Configuration, ServerMetadata } from 'openid-client'
import { z } from 'zod'
import type { Clock } from '../domain/clock.ts'
import { Failure } from '../domain/failure.ts'
import type { OidcSettings } from '../domain/oidc-settings.ts'
import type { Box } from './box.ts'
import type { Claims } from './oidc-grant.ts'

/** Who came back from the provider. */
export type OidcAnswer = {
  /** Issuer, a blank, and the subject there. */
  readonly subject: string
  /** Of the ID token and of userinfo together. */
  readonly claims: Claims
  /** Where in the console they wanted to. */
  readonly to: string
}

export type OidcDeps = { readonly box: Pick<Box, 'seal' | 'open'>; readonly clock: Clock }

export type Oidc = ReturnType<typeof makeOidc>

/** How long somebody may take at the provider. */
const tripMs = 15 * 60_000
/** How long what the provider says of itself is believed. */
const discoveredMs = 3_600_000
const timeoutSeconds = 10

/**
 * Sign-in by OpenID Connect: code flow with PKCE, state and nonce. The provider is asked first when somebody signs in, so one that is
 * away stops no start. `Failure('unavailable')` where it cannot be reached; its library is loaded when it is first needed.
 */
export const makeOidc = (settings: OidcSettings, { box, clock }: OidcDeps) => {
  const { issuer, clientId, label } = settings
  let discovered: { readonly server: ServerMetadata; readonly until: number } | null = null

  const configure = async (): Promise<{ library: Library; configuration: Configuration }> => {
    const library = await import('openid-client')
    const secret = await secretOf(settings)
    const proof = secret === null ? library.None() : undefined
    const insecure = issuer.startsWith('http:') ? [library.allowInsecureRequests] : []
    const metadata = secret === null ? {} : { client_secret: secret }
    if (!discovered || discovered.until <= clock.now()) {
      const found = await library.discovery(new URL(issuer), clientId, metadata, proof, {
        timeout: timeoutSeconds,
        execute: insecure,
      })
      discovered = { server: found.serverMetadata(), until: clock.now() + discoveredMs }
    }
    const configuration = new library.Configuration(discovered.server, clientId, metadata, proof)
    configuration.timeout = timeoutSeconds
    for (const each of [...insecure, library.enableNonRepudiationChecks]) each(configuration)
    return { library, configuration }
  }

  return {
    label,

    /** Where to send the browser, and what it is to keep meanwhile (sealed). */
    begin: async (redirectUri: string, to: string): Promise<{ readonly url: string; readonly kept: string }> => {
      try {
        const { library, configuration } = await configure()
        const trip: Trip = {
          ...{ state: library.randomState(), nonce: library.randomNonce(), verifier: library.randomPKCECodeVerifier() },
          ...{ redirectUri, to, until: clock.now() + tripMs },
        }
        const url = library.buildAuthorizationUrl(configuration, {
          redirect_uri: redirectUri,
          scope: settings.scopes,
          state: trip.state,
          nonce: trip.nonce,
          code_challenge: await library.calculatePKCECodeChallenge(trip.verifier),
          code_challenge_method: 'S256',
        })
        return { url: url.href, kept: box.seal(JSON.stringify(trip), context) }
      } catch (cause) {
        throw asFailure(cause, label)
      }
    },

    /** `query`: what the provider added to our address. `kept`: what the browser was given; null: it has nothing. */
    finish: async (query: URLSearchParams, kept: string | null): Promise<OidcAnswer> => {
      const trip = kept === null ? null : opened(box, kept)
      if (!trip || trip.until <= clock.now() || query.get('state') !== trip.state) throw notBegun(label)
      try {
        const { library, configuration } = await configure()
        const tokens = await library.authorizationCodeGrant(configuration, new URL(`${trip.redirectUri}?${query}`), {
          pkceCodeVerifier: trip.verifier,
          expectedState: trip.state,
          expectedNonce: trip.nonce,
          idTokenExpected: true,
        })
        const own = tokens.claims()
        if (!own) throw new Error('it holds no ID token')
        const more = configuration.serverMetadata().userinfo_endpoint
          ? await library.fetchUserInfo(configuration, tokens.access_token, own.sub)
          : {}
        return { subject: `${own.iss} ${own.sub}`, claims: { ...more, ...own }, to: trip.to }
      } catch (cause) {
        throw asFailure(cause, label)
      }
    },
  }
}

type Library = typeof import('openid-client')

const context = 'oidc sign-in'

const Trip = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  redirectUri: z.string(),
  to: z.string(),
  until: z.number(),
})
type Trip = z.infer<typeof Trip>

const opened = (box: Pick<Box, 'open'>, kept: string): Trip | null => {
  try {
    return Trip.parse(JSON.parse(box.open(kept, context)))
  } catch {
    return null // Altered, or sealed before the master key changed: as good as nothing.
  }
}

const secretOf = async ({ secret }: OidcSettings): Promise<string | null> => {
  if (secret?.kind !== 'file') return secret?.text ?? null
  try {
    return (await readFile(secret.path, 'utf8')).trim()
  } catch (cause) {
    throw new Failure('unavailable', `the file of the client secret cannot be read: ${wordsOf(cause)}`, {}, { cause })
  }
}

const notBegun = (label: string): Failure =>
  new Failure('invalid', `this sign-in with ${label} was not begun in this browser, or too long ago: begin again`, {
    target: 'state',
  })

const asFailure = (cause: unknown, label: string): Failure => {
  if (cause instanceof Failure) return cause
  const found = Refused.safeParse(cause).data
  if (found) {
    const told = (found.error_description ?? found.error).slice(0, 300)
    return new Failure('forbidden', `${label} did not sign you in: ${told}`, {}, { cause })
  }
  const reached = Reply.safeParse(cause).data
  if (reached && answered.test(reached.code))
    return new Failure('unauthenticated', `what ${label} answered does not hold: ${reached.message.slice(0, 300)}`, {}, { cause })
  return new Failure('unavailable', `${label} cannot be asked now: ${wordsOf(cause)}`, { retryAfterMs: 5_000 }, { cause })
}

/** An error in OAuth's own words, from the address or from the token endpoint. */
const Refused = z.object({ error: z.string(), error_description: z.string().optional() })
const Reply = z.object({ code: z.string(), message: z.string() })
/** The library's codes for answers that it does not believe. */
const answered = /^OAUTH_(INVALID_RESPONSE|JWT|PARSE|KEY|JSON|UNSUPPORTED)/

const wordsOf = (cause: unknown): string => {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  return inner instanceof Error ? inner.message || inner.name : String(inner)
}
