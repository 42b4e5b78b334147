import { describe, expect, it } from 'vitest'
import { awsRefusal } from '../../test/upstreams/aws-signature.ts'
import type { FinalRequest } from '../domain/auth.ts'
import { signAws } from './aws-sigv4.ts'

const keys = {
  kind: 'aws-sigv4' as const,
  region: 'us-east-1',
  service: 'service',
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: null,
}
const now = Date.UTC(2015, 7, 30, 12, 36)
const request = (more: Partial<FinalRequest> = {}): FinalRequest => ({
  method: 'GET',
  origin: 'https://example.amazonaws.com',
  path: '/',
  headers: [],
  body: null,
  ...more,
})
const form = ['content-type', 'application/x-www-form-urlencoded']
const sessionToken =
  'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=='

describe("AWS's own test vectors", () => {
  it.each([
    ['get-vanilla', request(), 'host;x-amz-date', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    [
      'get-vanilla-query-order-key-case',
      request({ path: '/?Param2=value2&Param1=value1' }),
      'host;x-amz-date',
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    [
      'get-unreserved',
      request({ path: '/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz' }),
      'host;x-amz-date',
      '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f',
    ],
    [
      'post-vanilla',
      request({ method: 'POST' }),
      'host;x-amz-date',
      '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
    ],
    [
      'post-x-www-form-urlencoded',
      request({ method: 'POST', headers: form, body: Buffer.from('Param1=value1') }),
      'content-type;host;x-amz-date',
      'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
    ],
  ])('%s', async (_, given, signedHeaders, signature) => {
    expect(await signAws(keys, given, now)).toEqual({
      'x-amz-date': '20150830T123600Z',
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${signedHeaders}, Signature=${signature}`,
    })
  })

  it('post-sts-header-before: temporary credentials', async () => {
    const proof = await signAws({ ...keys, sessionToken }, request({ method: 'POST' }), now)
    expect(proof['x-amz-security-token']).toBe(sessionToken)
    expect(proof['authorization']).toContain('Signature=85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead')
  })
})

describe('what a service accepts', () => {
  const body = Buffer.from('{"messages":[{"content":"ü \u{1F600}"}]}')
  const sent = request({
    method: 'POST',
    origin: 'http://127.0.0.1:4566',
    path: `/model/${encodeURIComponent('arn:aws:bedrock:us-east-1:1:application-inference-profile/a b')}/converse?b=%2F&a=1&a=%20`,
    headers: ['content-type', 'application/json', 'x-amz-user-agent', 'x', 'accept', '*/*'],
    body,
  })
  const refusalOf = async (changed: Partial<FinalRequest> = {}, at = now) => {
    const proof = await signAws(keys, sent, now)
    const arrived = { ...sent, ...changed }
    const headers = { host: '127.0.0.1:4566', 'content-type': 'application/json', 'x-amz-user-agent': 'x', ...proof }
    const got = { method: arrived.method, url: arrived.path, headers, body: Buffer.from(arrived.body ?? ''), cut: false }
    const { accessKeyId, secretAccessKey } = keys
    return awsRefusal(got, { accessKeyId, secretAccessKey }, 'us-east-1', 'service', at)
  }

  it('is what was signed, ids with colons and slashes too', async () => expect(await refusalOf()).toBeNull())

  it.each<[string, Partial<FinalRequest>]>([
    ['another body', { body: Buffer.from('{}') }],
    ['another path', { path: '/model/other/converse' }],
    ['another method', { method: 'PUT' }],
  ])('is not %s', async (_, changed) =>
    expect(await refusalOf(changed)).toEqual(['InvalidSignatureException', expect.any(String)]),
  )

  it('is not an old signature', async () =>
    expect(await refusalOf({}, now + 3_600_000)).toEqual(['InvalidSignatureException', expect.stringContaining('expired')]))
})
