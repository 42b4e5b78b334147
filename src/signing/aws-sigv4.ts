import { createHash, createHmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import type { AwsSigV4, FinalRequest, ProofHeaders } from '../domain/auth.ts'

/** What callers' own signing left behind must not be signed again; `host` is the one we connect to. */
const made = new Set(['authorization', 'x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256'])

/**
 * Signature version 4 over a request's final bytes, for any region and service. Signed are the host, the content type and every
 * `x-amz-*` header; a path that is percent-encoded is encoded once more for the canonical request, as all services but S3 want it.
 */
export async function signAws(auth: AwsSigV4, request: FinalRequest, now: number): Promise<ProofHeaders> {
  const { region, service, accessKeyId, secretAccessKey, sessionToken } = auth
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken === null ? {} : { sessionToken }) }
  const signer = new SignatureV4({ region, service, credentials, sha256: Sha256, applyChecksum: false })
  const { host, protocol } = new URL(request.origin)
  const mark = request.path.indexOf('?')
  const signed = await signer.sign(
    {
      method: request.method,
      protocol,
      hostname: host,
      path: mark === -1 ? request.path : request.path.slice(0, mark),
      query: mark === -1 ? {} : queryOf(request.path.slice(mark + 1)),
      headers: { ...signable(request.headers), host },
      body: request.body ?? new Uint8Array(0),
    },
    { signingDate: new Date(now) },
  )
  return Object.fromEntries(Object.entries(signed.headers).filter(([name]) => made.has(name)))
}

function signable(flat: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const name = flat[at] ?? ''
    if (made.has(name) || !(name === 'content-type' || name.startsWith('x-amz'))) continue
    const before = headers[name]
    headers[name] = before === undefined ? (flat[at + 1] ?? '') : `${before},${flat[at + 1] ?? ''}`
  }
  return headers
}

/** Names and values decoded: the signer encodes them anew in the one way that counts. */
function queryOf(text: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {}
  for (const [name, value] of new URLSearchParams(text.replaceAll('+', '%2B'))) {
    const before = query[name]
    query[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value]
  }
  return query
}

/** SHA-256, or HMAC of it with a key, in the form the signer asks for. */
class Sha256 {
  #hash: { update(data: Uint8Array): unknown; digest(): Uint8Array }
  readonly #key: Uint8Array | null

  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.#key = key === undefined ? null : bytesOf(key)
    this.#hash = this.#start()
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data))
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest())
  }

  reset(): void {
    this.#hash = this.#start()
  }

  #start() {
    return this.#key === null ? createHash('sha256') : createHmac('sha256', this.#key)
  }
}

const bytesOf = (data: string | ArrayBuffer | ArrayBufferView): Uint8Array =>
  typeof data === 'string'
    ? Buffer.from(data)
    : ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data)
