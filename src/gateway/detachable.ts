import type { OutgoingHttpHeaders } from 'node:http'

/** What an exchange does with the caller's connection. */
export type Answered = {
  readonly writableLength: number
  writeHead(status: number, headers?: string[] | OutgoingHttpHeaders): unknown
  write(chunk: Uint8Array | string, written?: () => void): boolean
  end(last?: Uint8Array | string): unknown
  flushHeaders(): void
  once(event: string, listener: (...args: unknown[]) => void): unknown
  off(event: string, listener: (...args: unknown[]) => void): unknown
  destroy(error?: Error): unknown
  readonly setTimeout: (ms: number, over?: () => void) => unknown
}

/** A response that goes on taking an answer when its caller has left. */
export type Detachable = Answered & {
  /** From now on bytes are counted and thrown away; `tooMany` is called once, past `mostBytes` of them. */
  detach(mostBytes: number, tooMany: () => void): void
}

/** Stands before the caller's response: the exchange behind it need not know that somebody left. */
export const detachable = (response: Answered): Detachable => new DetachableResponse(response)

/** A class because of its getter: see "What a call makes dies with it" in `IDIOMS.md`. */
class DetachableResponse implements Detachable {
  readonly #response: Answered
  readonly #waiting = new Set<(...args: unknown[]) => void>()
  #left: { bytes: number; readonly tooMany: () => void } | null = null

  constructor(response: Answered) {
    this.#response = response
  }

  get writableLength(): number {
    return this.#left ? 0 : this.#response.writableLength
  }

  detach(mostBytes: number, tooMany: () => void): void {
    this.#left = { bytes: mostBytes, tooMany }
    // Who waited for the caller to read waits for nobody now.
    const resumed = [...this.#waiting]
    this.#waiting.clear()
    for (const resume of resumed) resume()
  }

  writeHead(...args: unknown[]): unknown {
    if (!this.#left) Reflect.apply(this.#response.writeHead, this.#response, args)
    return this.#response
  }

  write(chunk: unknown, ...rest: unknown[]): boolean {
    if (!this.#left) return Reflect.apply(this.#response.write, this.#response, [chunk, ...rest])
    this.#drop(this.#left, chunk)
    return true
  }

  end(...args: unknown[]): unknown {
    if (!this.#left) Reflect.apply(this.#response.end, this.#response, args)
    return this.#response
  }

  flushHeaders(): void {
    if (!this.#left) this.#response.flushHeaders()
  }

  once(event: string, listener: (...args: unknown[]) => void): unknown {
    if (event === 'drain') this.#waiting.add(listener)
    return this.#response.once(event, listener)
  }

  off(event: string, listener: (...args: unknown[]) => void): unknown {
    if (event === 'drain') this.#waiting.delete(listener)
    return this.#response.off(event, listener)
  }

  destroy(error?: Error): unknown {
    if (!this.#left) this.#response.destroy(error)
    return this.#response
  }

  readonly setTimeout = (ms: number, act?: () => void): unknown => {
    if (!this.#left) this.#response.setTimeout(ms, act)
    return this.#response
  }

  #drop(left: { bytes: number; readonly tooMany: () => void }, chunk: unknown): void {
    if (!(chunk instanceof Uint8Array || typeof chunk === 'string')) return
    const before = left.bytes
    left.bytes -= chunk.length
    if (before >= 0 && left.bytes < 0) left.tooMany()
  }
}

/** Whose caller does not fetch the last bytes is cut. */
export function boundFlush(response: Answered, flushMs: number): void {
  if (response.writableLength > 0) response.setTimeout(flushMs, () => response.destroy())
}
