import { SignJWT } from 'jose'
import type { Clock } from '../domain/clock.ts'
import { Failure } from '../domain/failure.ts'
import type { NewIds } from '../domain/ids.ts'
import type { GatewaySettings } from '../domain/route.ts'
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

export type Tokens = ReturnType<typeof makeTokens>

export const makeTokens = ({ clients, settings, zoneId, clock, newIds }: TokenDeps) => {
  const key = Buffer.from(settings.tokenKey, 'base64url')

  const issueToken = async (client: Pick<OAuthClientRecord, 'clientId' | 'role'>): Promise<TokenResponse> => {
    const { clientId } = client
    const jti = newIds.uuid().replaceAll('-', '')
    const scope = [`lectern.${client.role}`]
    const now = Math.floor(clock.now() / 1000)
    const claims = { client_id: clientId, cid: clientId, azp: clientId, grant_type: clientCredentials, zid: zoneId, scope }
    const accessToken = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(clientId)
      .setIssuer(settings.issuer)
      .setIssuedAt(now)
      .setExpirationTime(now + lifetimeSeconds)
      .setJti(jti)
      .sign(key)
    return { access_token: accessToken, token_type: 'bearer', expires_in: lifetimeSeconds, scope: scope.join(' '), jti }
  }

  return {
    issueToken,
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
