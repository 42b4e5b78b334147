import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Clock } from '../domain/clock.ts'
import { Failure } from '../domain/failure.ts'
import type { GatewaySettings } from '../domain/route.ts'
import { digestOf } from './digest.ts'

/** Whose token it is, and until when (epoch ms). */
export type VerifiedToken = { readonly clientId: string; readonly expiresAt: number }

export type VerifyToken = (token: string) => VerifiedToken

/**
 * Checks access tokens (JWT, HS256) without waiting for anything, as the gateway must: signature, issuer, expiry.
 * Refuses with `Failure('unauthenticated')` in the words of the gateway in front of SAP AI Core, which clients know.
 */
export const makeVerifyToken = (settings: GatewaySettings, clock: Pick<Clock, 'now'>, remembered = 10_000): VerifyToken => {
  const key = Buffer.from(settings.tokenKey, 'base64url')
  if (key.length < 32) throw new Failure('invalid', `the token key must be at least 32 bytes, it is ${key.length}`)
  const known = new Map<string, VerifiedToken>()

  const check = (token: string): VerifiedToken => {
    const [header, payload, signature, more] = token.split('.')
    if (!header || !payload || !signature || more !== undefined)
      throw refused('Jwt is not in the form of Header.Payload.Signature')
    const expected = createHmac('sha256', key).update(`${header}.${payload}`).digest()
    const given = Buffer.from(signature, 'base64url')
    // The algorithm is ours to name, never the token's; a header that names another is refused.
    const genuine = given.length === expected.length && timingSafeEqual(given, expected)
    if (!genuine || !parsed(Header, header)) throw refused('Jwt verification fails')
    const claims = parsed(Claims, payload)
    if (!claims) throw refused('Jwt payload is not that of an access token of this server')
    if (claims.iss !== settings.issuer) throw refused('Jwt issuer is not configured')
    return { clientId: claims.client_id, expiresAt: claims.exp * 1000 }
  }

  return (token) => {
    const digest = digestOf(token)
    const verified = known.get(digest) ?? check(token)
    if (clock.now() > verified.expiresAt + leewayMs) {
      known.delete(digest)
      throw refused('Jwt is expired')
    }
    if (!known.has(digest)) {
      const oldest = known.size >= remembered ? known.keys().next() : undefined
      if (oldest && !oldest.done) known.delete(oldest.value)
      known.set(digest, verified)
    }
    return verified
  }
}

/** Clocks of several machines differ. */
const leewayMs = 60_000

const Header = z.object({ alg: z.literal('HS256'), crit: z.undefined().optional() })
const Claims = z.object({ client_id: z.string(), iss: z.string(), exp: z.number() })

const parsed = <S extends z.ZodType>(schema: S, part: string): z.infer<S> | undefined => {
  try {
    return schema.safeParse(JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))).data
  } catch {
    return undefined // Not JSON: the caller says what that means.
  }
}

const refused = (message: string): Failure => new Failure('unauthenticated', message)
