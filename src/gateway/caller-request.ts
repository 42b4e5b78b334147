import type { Buffer } from 'node:buffer'
import { IncomingMessage } from 'node:http'

/** Takes a body piece by piece as it arrives. */
export type BodySink = { readonly data: (chunk: Buffer) => void; readonly end: () => void }

/**
 * A request whose body can be had without the machinery of a stream, which costs a call more than all else that is done with
 * its body. Node's parser gives a body to `push`.
 */
export class CallerRequest extends IncomingMessage {
  #sink: BodySink | null = null

  /** From now on the body goes there; false: some of it was kept already, and has to be read as a stream. */
  sendTo(sink: BodySink): boolean {
    if (this.readableLength > 0 || this.complete) return false
    this.#sink = sink
    return true
  }

  /** What is still to come of the body can be read as a stream again. */
  release(): void {
    this.#sink = null
  }

  override push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
    const sink = this.#sink
    if (sink === null) return super.push(chunk, encoding)
    if (chunk !== null) sink.data(chunk)
    else {
      this.#sink = null
      sink.end()
    }
    return true
  }
}
