import { Buffer, type Buffer as Bytes, isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { Failure } from '../domain/failure.ts'
import { freeBytes } from '../domain/free-bytes.ts'
import { deeper, maxDepth } from '../wires/canonical/depth.ts'
import { CallerRequest } from './caller-request.ts'
import { findPart } from './multipart.ts'

/**
 * Reads a whole request body. 413 at once where the announced length is over the bound, else when the bytes are; a body that
 * began to come and then pauses for `idleMs` is given up.
 */
export function readBody(request: IncomingMessage, maxBytes: number, idleMs: number): Promise<Bytes> {
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > maxBytes) return Promise.reject(tooLarge(maxBytes))
  return new Promise((resolve, reject) => {
    const chunks: Bytes[] = []
    let length = 0
    /** Only bodies in several pieces need a timer: most come in one. */
    let timed = false
    const giveUp = (failure: Failure): void => {
      if (request instanceof CallerRequest) request.release()
      reject(failure)
    }
    const data = (chunk: Bytes): void => {
      length += chunk.length
      if (!timed && length !== announced) {
        timed = true
        request.setTimeout(idleMs, () => giveUp(stalled(idleMs)))
      }
      if (length <= maxBytes) chunks.push(chunk)
      else {
        chunks.length = 0
        giveUp(tooLarge(maxBytes))
      }
    }
    const end = (): void => {
      if (timed) request.setTimeout(0)
      // Who listens is listened to as long as the answer takes, and must not hold the body so long.
      const pieces = chunks.splice(0)
      resolve(pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces))
      if (pieces.length > 1) for (const each of pieces) freeBytes(each)
    }
    request.on('error', reject)
    if (request instanceof CallerRequest && request.sendTo({ data, end })) return
    request.on('data', data)
    request.on('end', end)
  })
}

export const tooLarge = (maxBytes: number): Failure =>
  new Failure('too_large', `the request body is larger than ${maxBytes} bytes, which is the limit here`)

const stalled = (idleMs: number): Failure =>
  new Failure('invalid', `the request body stopped coming before its end: nothing more of it came for ${idleMs} ms`, {
    target: 'body',
    code: 'slow_body',
  })

export type BodyKind = 'json' | 'maybe-json' | 'multipart' | 'other'

/** What a content type lets us expect. Form data may be JSON: it is what `curl -d` says of everything. */
export function kindOf(contentType: string | undefined): BodyKind {
  if (contentType === undefined || contentType === '') return 'maybe-json'
  const type = (contentType.split(';', 1)[0] ?? '').trim().toLowerCase()
  if (type === 'application/json' || type.endsWith('+json')) return 'json'
  if (type.startsWith('multipart/')) return 'multipart'
  return type === 'application/x-www-form-urlencoded' || type.startsWith('text/') ? 'maybe-json' : 'other'
}

/** Whether a body that does not say so is meant as JSON. */
export const looksLikeJson = (bytes: Bytes): boolean => {
  for (const byte of bytes.subarray(0, 256)) {
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) continue
    return byte === 0x7b || byte === 0x5b
  }
  return false
}

/** The JSON object of a body; 400 says what is wrong with it. */
export function parseObject(bytes: Bytes): Readonly<Record<string, unknown>> {
  if (!isUtf8(bytes)) throw new Failure('invalid', 'the request body is not valid UTF-8; JSON must be', { target: 'body' })
  let value: unknown
  try {
    value = JSON.parse(bytes.toString())
  } catch (error) {
    const trouble = error instanceof Error ? error.message : 'unreadable'
    throw new Failure('invalid', `the request body is not valid JSON: ${trouble}`, { target: 'body' })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const found = value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`
    throw new Failure('invalid', `the request body is ${found}; it must be a JSON object`, { target: 'body' })
  }
  if (deeper(value, maxDepth)) {
    throw new Failure('invalid', `the request body nests objects and arrays deeper than ${maxDepth} levels`, { target: 'body' })
  }
  return value as Record<string, unknown>
}

/** The model that a body names, where it does: a string in JSON, a part in multipart. */
export function modelIn(
  json: Readonly<Record<string, unknown>> | null,
  multipart: Bytes | null,
  contentType: string | undefined,
): string | null {
  if (json) {
    const model = json['model']
    if (model === undefined || model === null) return null
    if (typeof model === 'string') return model
    throw new Failure(
      'invalid',
      `"model" is ${Array.isArray(model) ? 'an array' : `a ${typeof model}`}; it must be a string: the name of a deployment`,
      {
        target: 'model',
      },
    )
  }
  return multipart ? (findPart(multipart, contentType ?? '', 'model')?.value ?? null) : null
}
