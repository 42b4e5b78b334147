import { SignJWT } from 'jose'
import type { Clock } from '../domain/clock.ts'
import { Failure } from '../domain/failure.ts'
import type { NewIds } from '../domain/ids.ts'
import type { Person, SignedIn } from '../domain/person.ts'
import type { Role } from '../domain/principal.ts'
import type { GatewaySettings } from '../domain/route.ts'
import { apiKeyEntryId } from './api-keys.ts'
import type { OAuthClientRecord, OAuthClients } from './oauth-clients.ts'

/** What `/oauth/token` answers, as XSUAA does. */
export type TokenResponse = {
  readonly access_token: string
  readonly token_type: 'bearer'
  /** Seconds. */
  readonly expires_in: number
  readonly scope: string
  readonly jti: string
}

export type TokenRequest = {
  readonly grantType: string | undefined
  readonly clientId: string | undefined
  readonly clientSecret: string | undefined
}

export type TokenDeps = {
  readonly clients: Pick<OAuthClients, 'verify'>
  readonly settings: GatewaySettings
  /** Id of the installation: the identity zone of its service keys. */
  readonly zoneId: string
  readonly clock: Clock
  readonly newIds: Pick<NewIds, 'uuid'>
}

/** Twelve hours, as XSUAA: clients that refresh an hour early would ask on every call for shorter ones. */
const lifetimeSeconds = 43_199

/** A page that is open asks for the next one by itself. */
const sessionTokenSeconds = 900

export type Tokens = ReturnType<typeof makeTokens>

export const makeTokens = ({ clients, settings, zoneId, clock, newIds }: TokenDeps) => {
  const key = Buffer.from(settings.tokenKey, 'base64url')

  const issue = async (
    clientId: string,
    role: Role,
    grantType: string,
    expiresIn: number,
    subject = clientId,
  ): Promise<TokenResponse> => {
    const jti = newIds.uuid().replaceAll('-', '')
    const scope = [`lectern.${role}`]
    const now = Math.floor(clock.now() / 1000)
    const claims = { client_id: clientId, cid: clientId, azp: clientId, grant_type: grantType, zid: zoneId, scope }
    const accessToken = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(subject)
      .setIssuer(settings.issuer)
      .setIssuedAt(now)
      .setExpirationTime(now + expiresIn)
      .setJti(jti)
      .sign(key)
    return { access_token: accessToken, token_type: 'bearer', expires_in: expiresIn, scope: scope.join(' '), jti }
  }

  const issueToken = ({ clientId, role }: Pick<OAuthClientRecord, 'clientId' | 'role'>): Promise<TokenResponse> =>
    issue(clientId, role, clientCredentials, lifetimeSeconds)

  return {
    issueToken,

    /** What the console calls with; worth nothing once the session has ended. */
    issueSessionToken: async (
      session: Pick<SignedIn, 'id' | 'expiresAt'>,
      person: Pick<Person, 'id' | 'role'>,
    ): Promise<{ readonly token: string; readonly expiresAt: number }> => {
      const now = Math.floor(clock.now() / 1000)
      const expiresIn = Math.max(1, Math.min(sessionTokenSeconds, Math.floor(session.expiresAt / 1000) - now))
      const { access_token: token } = await issue(session.id, person.role, 'session', expiresIn, person.id)
      return { token, expiresAt: (now + expiresIn) * 1000 }
    },

    /** For a page that everybody may open: as the key, which nobody has to see for it. Worth nothing once the key is revoked. */
    issueKeyToken: async (publicId: string): Promise<{ readonly token: string; readonly expiresAt: number }> => {
      const now = Math.floor(clock.now() / 1000)
      const { access_token: token } = await issue(apiKeyEntryId(publicId), 'consumer', 'page', sessionTokenSeconds)
      return { token, expiresAt: (now + sessionTokenSeconds) * 1000 }
    },

    /** The client credentials grant. `code` of a refusal is OAuth's own (RFC 6749 §5.2), for the dialect to render. */
    tokenGrant: async ({ grantType, clientId, clientSecret }: TokenRequest): Promise<TokenResponse> => {
      if (grantType !== clientCredentials) {
        const code = grantType === undefined ? 'invalid_request' : 'unsupported_grant_type'
        throw new Failure('invalid', `grant_type must be "${clientCredentials}"`, { target: 'grant_type', code })
      }
      const client = await clients.verify(clientId ?? '', clientSecret ?? '')
      if (!client) throw new Failure('unauthenticated', 'Bad credentials', { code: 'unauthorized' })
      return issueToken(client)
    },
  }
}

const clientCredentials = 'client_credentials'
