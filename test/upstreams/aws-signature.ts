import { createHash, createHmac } from 'node:crypto'
import type { Got } from './listen.ts'

export type AwsKeys = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }

/**
 * What a service of AWS says to a request: null where it is signed rightly, else the error type and message. Written from AWS's own
 * description of signature version 4, not with the library that signs.
 */
export function awsRefusal(got: Got, keys: AwsKeys, region: string, service: string, now: number): [string, string] | null {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      got.headers.authorization ?? '',
    )
  if (!parts) return ['MissingAuthenticationTokenException', 'Missing Authentication Token']
  const [, keyId, day = '', inRegion = '', inService = '', signedHeaders = '', signature] = parts
  if (keyId !== keys.accessKeyId) return ['UnrecognizedClientException', 'The security token included in the request is invalid.']
  if (got.headers['x-amz-security-token'] !== keys.sessionToken) return ['ExpiredTokenException', 'The security token is expired']
  if (inRegion !== region || inService !== service)
    return ['InvalidSignatureException', `Credential should be scoped to ${region}`]
  const stamp = String(got.headers['x-amz-date'])
  const at = Date.parse(stamp.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z'))
  if (!(Math.abs(at - now) < 5 * 60_000)) return ['InvalidSignatureException', `Signature expired: ${stamp}`]
  const names = signedHeaders.split(';')
  const mustSign = ['host', 'content-type', ...Object.keys(got.headers).filter((name) => name.startsWith('x-amz-'))]
  for (const name of mustSign) {
    if (got.headers[name] !== undefined && !names.includes(name)) return ['InvalidSignatureException', `${name} is not signed`]
  }
  const bodyHash = hash(got.body)
  const said = got.headers['x-amz-content-sha256']
  if (said !== undefined && said !== bodyHash) return ['InvalidSignatureException', 'the body is not the one that was signed']
  const [path = '', query = ''] = got.url.split('?')
  const canonical = [
    got.method,
    path.split('/').map(encode).join('/'),
    query
      .split('&')
      .filter(Boolean)
      .map((pair) => {
        const [name = '', value = ''] = pair.split('=').map((each) => encode(decodeURIComponent(each)))
        return `${name}=${value}`
      })
      .sort()
      .join('&'),
    ...names.map((name) => `${name}:${String(got.headers[name]).trim().replace(/ +/g, ' ')}`),
    '',
    signedHeaders,
    bodyHash,
  ].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const text = `AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${hash(canonical)}`
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    (before, part) => hmac(before, part),
    `AWS4${keys.secretAccessKey}`,
  )
  const right = hmac(key, text).toString('hex')
  if (right !== signature) return ['InvalidSignatureException', 'The request signature we calculated does not match']
  return null
}

const hash = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
/** RFC 3986: unreserved characters stay. What came percent-encoded is encoded again. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
