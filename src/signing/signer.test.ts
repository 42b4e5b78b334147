import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { FakeClock } from '../../test/fake-clock.ts'
import { entraApplication, startTokenEndpoint, type TokenEndpoint } from '../../test/upstreams/tokens.ts'
import type { TokenAuth } from '../domain/auth.ts'
import { makeSigner } from './signer.ts'

const clock = new FakeClock()
let endpoint: TokenEndpoint
let auth: TokenAuth
const request = { method: 'POST', origin: 'http://x', path: '/', headers: [], body: null }

beforeAll(async () => {
  endpoint = await startTokenEndpoint(() => clock.now())
})
beforeEach(() => {
  endpoint.failure = null
  endpoint.received.length = 0
  const scope = 'https://cognitiveservices.azure.com/.default'
  auth = { kind: 'entra-client-credentials', ...entraApplication, authority: `${endpoint.address}/entra`, scope }
})
afterAll(() => endpoint[Symbol.asyncDispose]())

it('answers at once while a token is at hand', async () => {
  const signer = makeSigner(clock)
  const first = signer.sign(auth, request, false)
  expect(first).toBeInstanceOf(Promise)
  expect(signer.sign({ ...auth }, request, false)).toBeInstanceOf(Promise)
  const proof = await first
  expect(signer.sign({ ...auth }, request, false)).toEqual(proof)
  expect(endpoint.received).toHaveLength(1)
})

it('asks anew once a token was refused', async () => {
  const signer = makeSigner(clock)
  const first = await signer.sign(auth, request, false)
  signer.refused(auth)
  expect(await signer.sign(auth, request, false)).not.toEqual(first)
})

it('never asks a private address where the one who gave it may not', async () => {
  await expect(makeSigner(clock).sign(auth, request, true)).rejects.toMatchObject({
    code: 'upstream_failed',
    message: expect.stringContaining('only public addresses are allowed'),
  })
  expect(endpoint.received).toEqual([])
})

it.each([
  ['a redirect', { status: 302, body: {} }, 'HTTP 302', 'token_endpoint'],
  ['no token', { status: 200, body: { token_type: 'Bearer' } }, 'holds no access token', 'token_endpoint'],
  ['a limit', { status: 429, body: {} }, 'HTTP 429', 'token_endpoint'],
  ['trouble of its own', { status: 500, body: {} }, 'HTTP 500', 'token_endpoint'],
  [
    'a refusal',
    { status: 401, body: { error: 'invalid_client', error_description: 'no such app' } },
    'invalid_client, no such app',
    'upstream_auth',
  ],
  ['an answer without end', { status: 200, body: 'x'.repeat(100_000) }, 'longer than 65536 bytes', 'token_endpoint'],
])('says what came in place of a token: %s', async (_, failure, words, code) => {
  endpoint.failure = failure
  await expect(makeSigner(clock).sign(auth, request, false)).rejects.toMatchObject({
    code: 'upstream_failed',
    message: expect.stringContaining(words),
    details: { code },
  })
})
