import { Buffer } from 'node:buffer'
import type { OutgoingHttpHeaders } from 'node:http'
import { type MuxKind, mostMuxBytes, muxKinds } from '../../domain/mux-frames.ts'
import type { Response } from './request.ts'

export type MuxAnswerDeps = {
  readonly put: (kind: MuxKind, head?: string, body?: Buffer) => void
  /** Calls back, later, once the connection has taken what was put. */
  readonly whenTaken: (act: () => void) => void
  /** After its last word. */
  readonly over: () => void
}

/** Put ahead of what the connection takes: long answers go on in turns, and the other side's `pause` is heard between two. */
const mostAheadBytes = 1024 * 1024

/** An answer on a connection that carries many: short ones as one frame. */
export class MuxAnswer implements Response {
  headersSent = false
  destroyed = false
  readonly #deps: MuxAnswerDeps
  #head = ''
  #begun = false
  #paused = false
  #held: Buffer[] = []
  #heldBytes = 0
  /** Put since the connection had taken all. */
  #aheadBytes = 0
  /** All has been given. */
  #ended = false
  /** The last word has been said. */
  #over = false
  #onLeft: (() => void)[] = []

  constructor(deps: MuxAnswerDeps) {
    this.#deps = deps
  }

  /** Of this answer: what others on the connection have to say is no sign that this one is read slowly. */
  get writableLength(): number {
    return this.#heldBytes
  }

  /** Calls back if nobody waits for the answer before it is complete. */
  onLeft(listener: () => void): void {
    if (this.destroyed) listener()
    else this.#onLeft.push(listener)
  }

  /** The other side waits no more, or is gone. */
  leave(): void {
    if (this.#over) return
    this.destroyed = true
    this.#held = []
    this.#heldBytes = 0
    this.#say(muxKinds.broken)
    if (!this.#ended) for (const each of this.#onLeft) each()
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.#goOn()
  }

  writeHead(status: number, headers: OutgoingHttpHeaders): void {
    if (this.headersSent) throw new Error('the head of this answer has been sent')
    let head = `HTTP/1.1 ${status}\r\n`
    for (const name in headers) head += fieldOf(name, headers[name])
    this.#head = head
    this.headersSent = true
  }

  write(piece: Buffer | string): void {
    if (this.destroyed || this.#ended) return
    if (!this.headersSent) this.writeHead(200, {})
    this.#send(bytesOf(piece))
  }

  end(last?: Buffer | string): void {
    if (this.destroyed || this.#ended) return
    const bytes = last === undefined ? nothing : bytesOf(last)
    this.#ended = true
    if (!this.headersSent) this.writeHead(200, {})
    if (!this.#begun && this.#heldBytes === 0 && bytes.length <= mostMuxBytes) {
      this.#say(muxKinds.answer, this.#head, bytes)
      return
    }
    this.#send(bytes)
    this.#endWhenSent()
  }

  destroy(): void {
    if (!this.#ended) this.leave()
  }

  #say(last: MuxKind, head?: string, body?: Buffer): void {
    this.#over = true
    this.#deps.put(last, head, body)
    this.#deps.over()
  }

  #send(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; at += mostMuxBytes) {
      if (this.#paused || this.#aheadBytes >= mostAheadBytes) {
        const rest = bytes.subarray(at)
        this.#held.push(rest)
        this.#heldBytes += rest.length
        return
      }
      const piece = bytes.subarray(at, at + mostMuxBytes)
      if (this.#begun) this.#deps.put(muxKinds.piece, '', piece)
      else this.#deps.put(muxKinds.begin, this.#head, piece)
      this.#begun = true
      this.#aheadBytes += piece.length
      if (this.#aheadBytes >= mostAheadBytes) this.#deps.whenTaken(this.#taken)
    }
  }

  #taken = (): void => {
    this.#aheadBytes = 0
    if (!this.#paused) this.#goOn()
  }

  #goOn(): void {
    const held = this.#held
    this.#held = []
    this.#heldBytes = 0
    for (const each of held) this.#send(each)
    this.#endWhenSent()
  }

  #endWhenSent(): void {
    if (this.#ended && !this.#over && !this.#paused && this.#heldBytes === 0) this.#say(muxKinds.end)
  }
}

const nothing = Buffer.alloc(0)
const bytesOf = (text: Buffer | string): Buffer => (typeof text === 'string' ? Buffer.from(text) : text)

/** RFC 9110 §5.6.2 and §5.5: what a script says of its answer must not begin another line. */
const goodName = /^[\w!#$%&'*+.^`|~-]+$/
const badValue = /[^\t\x20-\x7e\x80-\xff]/

function fieldOf(name: string, value: OutgoingHttpHeaders[string]): string {
  if (value === undefined) return ''
  const text = String(value)
  if (!goodName.test(name) || badValue.test(text)) throw new TypeError(`the header "${name}" cannot be sent`)
  return `${name}: ${text}\r\n`
}
