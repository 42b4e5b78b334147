import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { decodeJwt, jwtVerify, SignJWT, UnsecuredJWT } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../../test/fake-clock.ts'
import type { OAuthClientRecord } from './oauth-clients.ts'
import { makeTokens } from './tokens.ts'
import { makeVerifyToken } from './verify-token.ts'

const settings = { tokenKey: randomBytes(32).toString('base64url'), issuer: 'http://127.0.0.1:8080/oauth/token' }
const keyBytes = Buffer.from(settings.tokenKey, 'base64url')
const clientId = 'sb-1!b1|lectern!b1'
const record: OAuthClientRecord = { clientId, name: 'sap', role: 'admin', resourceGroups: '*', revokedAt: null, createdAt: 1 }

let clock: FakeClock
let tokens: ReturnType<typeof makeTokens>
let verify: ReturnType<typeof makeVerifyToken>

beforeEach(() => {
  clock = new FakeClock()
  const clients = { verify: async (id: string, secret: string) => (id === clientId && secret === 's3cret' ? record : null) }
  tokens = makeTokens({ clients, settings, zoneId: 'zone-1', clock, newIds: { uuid: randomUUID } })
  verify = makeVerifyToken(settings, clock)
})

describe('the token grant', () => {
  const good = { grantType: 'client_credentials', clientId, clientSecret: 's3cret' }

  it('answers as XSUAA does', async () => {
    const answer = await tokens.tokenGrant(good)
    const expected = {
      token_type: 'bearer',
      expires_in: 43_199,
      scope: 'lectern.admin',
      jti: expect.stringMatching(/^[0-9a-f]{32}$/),
    }
    expect(answer).toEqual({ ...expected, access_token: expect.any(String) })
    const now = clock.now() / 1000
    expect(decodeJwt(answer.access_token)).toMatchObject({
      sub: clientId,
      client_id: clientId,
      iss: settings.issuer,
      iat: now,
      exp: now + 43_199,
      jti: answer.jti,
      zid: 'zone-1',
      scope: ['lectern.admin'],
    })
    const options = { issuer: settings.issuer, currentDate: new Date(clock.now()), algorithms: ['HS256'] }
    await expect(jwtVerify(answer.access_token, keyBytes, options)).resolves.toMatchObject({
      protectedHeader: { alg: 'HS256', typ: 'JWT' },
    })
  })

  it.each([
    { name: 'another secret', request: { ...good, clientSecret: 'x' } },
    { name: 'an unknown client', request: { ...good, clientId: 'x' } },
    { name: 'no client', request: { ...good, clientId: undefined } },
    { name: 'no secret', request: { ...good, clientSecret: undefined } },
  ])('refuses $name', async ({ request }) => {
    await expect(tokens.tokenGrant(request)).rejects.toMatchObject({ code: 'unauthenticated', message: 'Bad credentials' })
  })

  it.each([
    { grantType: undefined, code: 'invalid_request' },
    { grantType: 'password', code: 'unsupported_grant_type' },
  ])('refuses grant type $grantType', async ({ grantType, code }) => {
    const refusal = {
      code: 'invalid',
      message: 'grant_type must be "client_credentials"',
      details: { target: 'grant_type', code },
    }
    await expect(tokens.tokenGrant({ ...good, grantType })).rejects.toMatchObject(refusal)
  })
})

describe('a token', () => {
  const claims = () => ({ client_id: clientId, iss: settings.issuer, exp: clock.now() / 1000 + 100 })
  const sign = (payload: Record<string, unknown>, key: Uint8Array = keyBytes, alg = 'HS256') =>
    new SignJWT(payload).setProtectedHeader({ alg }).sign(key)
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const raw = (header: unknown) => {
    const signed = `${encoded(header)}.${encoded(claims())}`
    return `${signed}.${createHmac('sha256', keyBytes).update(signed).digest('base64url')}`
  }
  const swapped = (token: string, part: number, value: unknown) => {
    return token.split('.').with(part, encoded(value)).join('.')
  }

  it('says whose it is, again and again', async () => {
    const { access_token } = await tokens.issueToken(record)
    const expected = { clientId, expiresAt: clock.now() + 43_199_000 }
    for (let time = 0; time < 3; time++) expect(verify(access_token)).toEqual(expected)
  })

  it('expires, also where it was verified before, with a minute of leeway', async () => {
    const { access_token } = await tokens.issueToken(record)
    verify(access_token)
    await clock.advance(43_199_000 + 60_000)
    expect(verify(access_token)).toMatchObject({ clientId })
    await clock.advance(1)
    const expired = expect.objectContaining({ code: 'unauthenticated', message: 'Jwt is expired' })
    expect(() => verify(access_token)).toThrow(expired)
    expect(() => makeVerifyToken(settings, clock)(access_token)).toThrow(expired)
  })

  it.each<{ name: string; make: () => Promise<string> | string; message: string }>([
    { name: 'signed by another key', make: () => sign(claims(), randomBytes(32)), message: 'Jwt verification fails' },
    {
      name: 'signed by another algorithm',
      make: () => sign(claims(), randomBytes(64), 'HS512'),
      message: 'Jwt verification fails',
    },
    {
      name: 'rightly signed, but in the name of another algorithm',
      make: () => raw({ alg: 'none' }),
      message: 'Jwt verification fails',
    },
    {
      name: 'with demands that we do not know',
      make: () => raw({ alg: 'HS256', crit: ['b64'] }),
      message: 'Jwt verification fails',
    },
    {
      name: 'without signature',
      make: () => new UnsecuredJWT(claims()).encode(),
      message: 'Jwt is not in the form of Header.Payload.Signature',
    },
    {
      name: 'of another issuer',
      make: () => sign({ ...claims(), iss: 'http://other' }),
      message: 'Jwt issuer is not configured',
    },
    {
      name: 'without issuer',
      make: () => sign({ client_id: clientId, exp: 9e9 }),
      message: 'Jwt payload is not that of an access token of this server',
    },
    {
      name: 'without expiry',
      make: () => sign({ client_id: clientId, iss: settings.issuer }),
      message: 'Jwt payload is not that of an access token of this server',
    },
    {
      name: 'with another payload',
      make: async () => swapped(await sign(claims()), 1, { ...claims(), client_id: 'root' }),
      message: 'Jwt verification fails',
    },
    {
      name: 'that says alg none',
      make: async () => swapped(await sign(claims()), 0, { alg: 'none' }),
      message: 'Jwt verification fails',
    },
    { name: 'with a cut signature', make: async () => (await sign(claims())).slice(0, -4), message: 'Jwt verification fails' },
    {
      name: 'of four parts',
      make: async () => `${await sign(claims())}.x`,
      message: 'Jwt is not in the form of Header.Payload.Signature',
    },
    { name: 'of dots', make: () => '..', message: 'Jwt is not in the form of Header.Payload.Signature' },
  ])('$name is refused', async ({ make, message }) => {
    const token = await make()
    expect(() => verify(token)).toThrow(expect.objectContaining({ code: 'unauthenticated', message }))
    expect(() => verify(token)).toThrow(message)
  })

  it('is remembered among a bounded number only', async () => {
    const few = makeVerifyToken(settings, clock, 2)
    const made = await Promise.all([1, 2, 3, 4].map((index) => sign({ ...claims(), client_id: `c${index}` })))
    for (const token of [...made, ...made]) expect(few(token).clientId).toMatch(/^c\d$/)
  })

  it('needs a key to be verified with', () => {
    expect(() => makeVerifyToken({ ...settings, tokenKey: '' }, clock)).toThrow(
      'the token key must be at least 32 bytes, it is 0',
    )
  })
})
