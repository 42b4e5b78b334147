import { randomBytes } from 'node:crypto'
import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { FakeClock } from '../../test/fake-clock.ts'
import { anApiKey, anOAuthClient } from '../../test/samples.ts'
import type { CredentialEntry } from '../domain/route.ts'
import { makeApiKeyText } from './api-key-text.ts'
import { apiKeyEntry, apiKeyEntryId } from './api-keys.ts'
import { digestOf } from './digest.ts'
import { makeIdentify, makeIdentifyStored, type RequestHeaders } from './identify.ts'
import { oauthClientEntry } from './oauth-clients.ts'
import { makeVerifyToken } from './verify-token.ts'

const clock = new FakeClock()
const settings = { tokenKey: randomBytes(32).toString('base64url'), issuer: 'lectern' }
const token = (clientId: string, seconds: number) =>
  new SignJWT({ client_id: clientId, iss: 'lectern', exp: clock.now() / 1000 + seconds })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(Buffer.from(settings.tokenKey, 'base64url'))

const [live, expired, revoked] = [makeApiKeyText(randomBytes), makeApiKeyText(randomBytes), makeApiKeyText(randomBytes)]
const keyEntry = ({ publicId, key }: typeof live, expiresAt: number | null) =>
  apiKeyEntry(anApiKey(publicId, { hash: digestOf(key), expiresAt, role: 'operator', resourceGroups: ['team-a'] }))
const entries = new Map<string, CredentialEntry>(
  [keyEntry(live, clock.now() + 1), keyEntry(expired, clock.now()), oauthClientEntry(anOAuthClient('sb-1'))].map((each) => [
    each.id,
    each,
  ]),
)

const verifyToken = makeVerifyToken(settings, clock)
const identify = makeIdentify({ find: (id) => entries.get(id), verifyToken, clock })
const identifyStored = makeIdentifyStored({ find: async (id) => entries.get(id) ?? null, verifyToken, clock })

const goodToken = await token('sb-1', 100)
const expiredToken = await token('sb-1', -61)
const strangersToken = await token('sb-2', 100)
const altered = live.key.slice(0, -1) + (live.key.endsWith('a') ? 'b' : 'a')

describe('identify', () => {
  it.each<{ name: string; headers: RequestHeaders }>([
    { name: 'as Bearer', headers: { authorization: `Bearer ${live.key}` } },
    { name: 'as bearer, with spaces', headers: { authorization: `bearer   ${live.key} ` } },
    { name: 'as ApiKey', headers: { authorization: `ApiKey ${live.key}` } },
    { name: 'as api-key', headers: { 'api-key': live.key } },
    { name: 'as x-api-key', headers: { 'x-api-key': [live.key] } },
    { name: 'as x-goog-api-key', headers: { 'x-goog-api-key': live.key } },
    { name: 'with authorization before all others', headers: { authorization: `Bearer ${live.key}`, 'api-key': 'garbage' } },
  ])('knows an API key $name', async ({ headers }) => {
    const expected = { kind: 'apiKey', id: live.publicId, role: 'operator', resourceGroups: ['team-a'] }
    expect(identify(headers)).toMatchObject(expected)
    expect(await identifyStored(headers)).toMatchObject(expected)
  })

  it('looks anew at every call of a connection, whatever the one before it said', () => {
    const connection = {}
    const as = (key: string) => identify({ 'api-key': key }, connection)
    const [id, entry] = [apiKeyEntryId(live.publicId), entries.get(apiKeyEntryId(live.publicId))]
    if (!entry) throw new Error('no entry')
    for (let calls = 0; calls < 2; calls += 1) {
      expect(as(live.key)).toMatchObject({ id: live.publicId })
      expect(as(live.key)).toMatchObject({ id: live.publicId })
      expect(as(goodToken)).toMatchObject({ id: 'sb-1' })
      expect(() => as(altered)).toThrow(/unknown or was revoked/)
      expect(() => as(expired.key)).toThrow(/expired/)
      expect(() => as('garbage')).toThrow(/neither an API key/)
    }
    expect(as(live.key)).toMatchObject({ id: live.publicId })
    entries.delete(id)
    expect(() => as(live.key)).toThrow(/unknown or was revoked/)
    entries.set(id, entry)
    expect(as(live.key)).toMatchObject({ id: live.publicId })
  })

  it.each(['authorization', 'api-key', 'x-api-key'])('knows an access token in %s', async (header) => {
    const headers = { [header]: header === 'authorization' ? `Bearer ${goodToken}` : goodToken }
    const expected = { kind: 'oauthClient', id: 'sb-1', resourceGroups: ['default'], expiresAt: clock.now() + 100_000 }
    expect(identify(headers)).toMatchObject(expected)
    expect(await identifyStored(headers)).toMatchObject(expected)
  })

  it.each<{ name: string; headers: RequestHeaders; message: string | RegExp }>([
    { name: 'nothing', headers: { host: 'x' }, message: /^no credential: send an API key or an access token/ },
    {
      name: 'an empty header',
      headers: { authorization: '' },
      message: '"authorization" must be "Bearer <API key or access token>" or "ApiKey <API key>"',
    },
    { name: 'a scheme alone', headers: { authorization: 'Bearer ' }, message: /^"authorization" must be/ },
    { name: 'another scheme', headers: { authorization: `Basic ${live.key}` }, message: /^"authorization" must be/ },
    { name: 'no scheme', headers: { authorization: live.key }, message: /^"authorization" must be/ },
    {
      name: 'two keys',
      headers: { 'api-key': [live.key, live.key] },
      message: '"api-key" must hold one API key or access token',
    },
    {
      name: 'garbage',
      headers: { 'x-api-key': 'sk-garbage' },
      message: /^the credential in "x-api-key" is neither an API key .* nor an access token/,
    },
    {
      name: 'a cut key',
      headers: { authorization: `Bearer ${live.key.slice(0, -1)}` },
      message: /^the API key in "authorization" is incomplete or altered/,
    },
    { name: 'an altered key', headers: { 'api-key': altered }, message: `API key ${live.publicId} is unknown or was revoked` },
    {
      name: 'an unknown or revoked key',
      headers: { 'api-key': revoked.key },
      message: `API key ${revoked.publicId} is unknown or was revoked`,
    },
    {
      name: 'an expired key',
      headers: { 'api-key': expired.key },
      message: `API key ${expired.publicId} expired at 2026-11-20T00:00:00Z`,
    },
    { name: 'an expired token', headers: { authorization: `Bearer ${expiredToken}` }, message: 'Jwt is expired' },
    { name: 'a forged token', headers: { authorization: `Bearer ${goodToken}AAAA` }, message: 'Jwt verification fails' },
    {
      name: 'a token of an unknown client',
      headers: { authorization: `Bearer ${strangersToken}` },
      message: 'the OAuth client of this access token is unknown or was revoked',
    },
  ])('refuses $name', async ({ headers, message }) => {
    const refusal = {
      name: 'Failure',
      code: 'unauthenticated',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    }
    expect(() => identify(headers)).toThrow(expect.objectContaining(refusal))
    await expect(identifyStored(headers)).rejects.toMatchObject(refusal)
  })

  it('never says a secret', () => {
    for (const secret of [altered, expired.key, live.key.slice(0, -1), 'sk-garbage-1']) {
      try {
        identify({ authorization: `Bearer ${secret}` })
        expect.unreachable()
      } catch (refusal) {
        expect(String(refusal)).not.toContain(secret.slice(16) || secret)
      }
    }
  })

  it('tells an expired key from an altered one only to its owner', () => {
    const alteredExpired = expired.key.slice(0, -1) + (expired.key.endsWith('a') ? 'b' : 'a')
    expect(() => identify({ 'api-key': alteredExpired })).toThrow(`API key ${expired.publicId} is unknown or was revoked`)
  })

  it('is quick enough for the hot path', () => {
    const calls = 5000
    const start = process.cpuUsage()
    for (let call = 0; call < calls; call++) {
      identify({ authorization: `Bearer ${live.key}` })
      identify({ authorization: `Bearer ${goodToken}` })
    }
    // About 3 µs each on an idle core; the bound only catches a mistake of another order.
    expect(process.cpuUsage(start).user / (2 * calls)).toBeLessThan(100)
  })
})
