import { createHash, createHmac } from 'node:crypto'
import { toTimestamp } from '../../domain/clock.ts'

/** An S3 object store as a secret describes it. */
export type ObjectStore = {
  /** `https://s3.eu-central-1.amazonaws.com`, or a store of one's own. */
  readonly endpoint: URL
  readonly region: string
  /** null: asked without a signature. */
  readonly keys: { readonly id: string; readonly secret: string; readonly session: string | null } | null
}

export type ObjectRequest = {
  readonly bucket: string
  /** '' asks the bucket itself. */
  readonly key: string
  readonly query: Readonly<Record<string, string>>
  readonly seconds: number
  readonly now: number
}

/** The address of a GET that is proved by its query alone (AWS Signature Version 4), buckets in the path. */
export function presign({ endpoint, region, keys }: ObjectStore, { bucket, key, query, seconds, now }: ObjectRequest): URL {
  const path = `${endpoint.pathname.replace(/\/+$/, '')}/${bucket}${key === '' ? '' : `/${key.split('/').map(encode).join('/')}`}`
  const at = toTimestamp(now).replaceAll(/[-:]/g, '')
  const scope = `${at.slice(0, 8)}/${region}/s3/aws4_request`
  const proof: Record<string, string> = keys
    ? {
        'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
        'X-Amz-Credential': `${keys.id}/${scope}`,
        'X-Amz-Date': at,
        'X-Amz-Expires': String(seconds),
        'X-Amz-SignedHeaders': 'host',
        ...(keys.session ? { 'X-Amz-Security-Token': keys.session } : {}),
      }
    : {}
  const search = Object.entries({ ...query, ...proof })
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
  const url = new URL(`${endpoint.origin}${path}`)
  if (!keys) {
    url.search = search
    return url
  }
  const request = ['GET', path, search, `host:${url.host}\n`, 'host', 'UNSIGNED-PAYLOAD'].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', at, scope, createHash('sha256').update(request).digest('hex')].join('\n')
  const key4 = [at.slice(0, 8), region, 's3', 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${keys.secret}`,
  )
  url.search = `${search}&X-Amz-Signature=${createHmac('sha256', key4).update(toSign).digest('hex')}`
  return url
}

/** RFC 3986, stricter than `encodeURIComponent`. */
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
