import { Buffer } from 'node:buffer'
import { Failure } from '../domain/failure.ts'
import type { Rewritten } from '../wires/wire.ts'
import type { AnswerHeaders } from './headers.ts'
import { unpacked } from './packed-answer.ts'

/** Longest answer that is kept to be said in another format. */
const keepBytes = 64 * 1024 * 1024

/** An answer that can be said in the caller's format only once all of it is there. */
export class WholeAnswer {
  readonly #headers: Pick<AnswerHeaders, 'flat' | 'packed'>
  readonly #rewrite: (body: Buffer) => Rewritten
  readonly #chunks: Buffer[] = []
  #length = 0

  /** `headers`: for the caller; those about the body are replaced. */
  constructor(headers: Pick<AnswerHeaders, 'flat' | 'packed'>, rewrite: (body: Buffer) => Rewritten) {
    this.#headers = headers
    this.#rewrite = rewrite
  }

  /** Null, or why it makes no sense to go on. */
  push(chunk: Buffer): Failure | null {
    this.#length += chunk.length
    if (this.#length <= keepBytes) this.#chunks.push(chunk)
    else return new Failure('upstream_failed', `the model's answer is longer than ${keepBytes} bytes, too long to be translated`)
    return null
  }

  /** Throws `Failure('upstream_failed')` where the answer is not what its backend's format says. */
  finish(): { flat: string[]; body: Buffer } {
    const { flat: given, packed } = this.#headers
    const came = Buffer.concat(this.#chunks)
    const { body, contentType } = this.#rewrite((packed !== null && unpacked(packed, came)) || came)
    const flat: string[] = []
    for (let at = 0; at + 1 < given.length; at += 2) {
      const name = given[at] as string
      if (!name.startsWith('content-') && name !== 'etag') flat.push(name, given[at + 1] as string)
    }
    flat.push('content-type', contentType, 'content-length', String(body.length))
    return { flat, body }
  }
}
