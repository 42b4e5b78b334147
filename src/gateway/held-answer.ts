import { Buffer } from 'node:buffer'
import type { Answered } from './detachable.ts'

/** An answer that was held back. */
export type HeldBack = { readonly status: number; readonly headers: readonly string[]; readonly body: Buffer }

/**
 * Stands before the caller's response: answers with a status that somebody wants to look at first are kept, all others go through as
 * they come. One too long to keep goes through, too. A class because of its getter (`IDIOMS.md`).
 */
export class HeldAnswer implements Answered {
  readonly #response: Answered
  readonly #holds: (status: number) => boolean
  /** What is kept; null: nothing came, or it goes through. */
  #head: Pick<HeldBack, 'status' | 'headers'> | null = null
  #chunks: Buffer[] = []
  #bytes = 0
  #passes = false

  constructor(response: Answered, holds: (status: number) => boolean) {
    this.#response = response
    this.#holds = holds
  }

  /** Whether it went to the caller. */
  passed(): boolean {
    return this.#passes
  }

  /** Null: nothing was held back. */
  heldBack(): HeldBack | null {
    return this.#head && { ...this.#head, body: Buffer.concat(this.#chunks) }
  }

  get writableLength(): number {
    return this.#passes ? this.#response.writableLength : 0
  }

  writeHead(status: number, headers: string[]): unknown {
    if (this.#holds(status)) {
      this.#head = { status, headers }
      return this
    }
    this.#passes = true
    return this.#response.writeHead(status, headers)
  }

  write(chunk: Uint8Array | string, ...written: (() => void)[]): boolean {
    if (this.#passes) return Reflect.apply(this.#response.write, this.#response, [chunk, ...written])
    this.#keep(chunk)
    for (const done of written) done()
    return true
  }

  end(last?: Uint8Array | string): unknown {
    if (this.#passes) return Reflect.apply(this.#response.end, this.#response, last === undefined ? [] : [last])
    if (last !== undefined) this.#keep(last)
    return this.#passes ? this.#response.end() : this
  }

  flushHeaders(): void {
    if (this.#passes) this.#response.flushHeaders()
  }

  once(event: string, listener: (...args: unknown[]) => void): unknown {
    return this.#response.once(event, listener)
  }

  off(event: string, listener: (...args: unknown[]) => void): unknown {
    return this.#response.off(event, listener)
  }

  destroy(error?: Error): unknown {
    return this.#passes ? this.#response.destroy(error) : this
  }

  readonly setTimeout = (ms: number, over?: () => void): unknown => (this.#passes ? this.#response.setTimeout(ms, over) : this)

  #keep(chunk: Uint8Array | string): void {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
    this.#chunks.push(bytes)
    this.#bytes += bytes.length
    if (this.#bytes <= mostBytes || !this.#head) return
    const { status, headers } = this.#head
    this.#passes = true
    this.#head = null
    this.#response.writeHead(status, [...headers])
    for (const each of this.#chunks) this.#response.write(each)
    this.#chunks = []
  }
}

/** Errors are short. */
const mostBytes = 256 * 1024
