import { Buffer } from 'node:buffer'

const lineFeed = 0x0a
const carriageReturn = 0x0d
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])
const data = Buffer.from('data')
const newLine = Buffer.from('\n')

/**
 * An incremental reader of server-sent events over raw bytes: LF, CRLF and CR line ends, comments, other fields, data over
 * several lines, a byte order mark, and cuts at any byte. It copies only what a cut separates.
 */
export class SseReader {
  readonly #onEvent: (data: Buffer | null, end: number) => void
  readonly #limit: number
  /** Line bytes from earlier chunks; their line end has not come yet. */
  #partial: Buffer[] = []
  #partialLength = 0
  #lines: Buffer[] = []
  #dataLength = 0
  #tooLong = false
  #afterReturn = false
  #firstLine = true
  #open = false

  /**
   * `onEvent` gets an event's data (lines joined by LF; null when it has none or is longer than `limit` bytes) and the place in
   * the present chunk just behind the event's blank line. The data may share memory with the chunk: use it at once.
   */
  constructor(onEvent: (data: Buffer | null, end: number) => void, limit = 1024 * 1024) {
    this.#onEvent = onEvent
    this.#limit = limit
  }

  /** Whether bytes of an event have come whose blank line has not. */
  get midEvent(): boolean {
    return this.#open
  }

  /** Whether a line feed that comes first in the next chunk still belongs to the last line end. */
  get afterReturn(): boolean {
    return this.#afterReturn
  }

  push(chunk: Buffer): void {
    let at = 0
    if (this.#afterReturn && chunk.length > 0) {
      if (chunk[0] === lineFeed) at = 1
      this.#afterReturn = false
    }
    let feed = chunk.indexOf(lineFeed, at)
    let turn = chunk.indexOf(carriageReturn, at)
    while (feed !== -1 || turn !== -1) {
      const end = feed === -1 || (turn !== -1 && turn < feed) ? turn : feed
      let next = end + 1
      if (end === turn) {
        if (next === chunk.length) this.#afterReturn = true
        else if (chunk[next] === lineFeed) next += 1
      }
      this.#line(chunk.subarray(at, end), next)
      at = next
      if (feed !== -1 && feed < at) feed = chunk.indexOf(lineFeed, at)
      if (turn !== -1 && turn < at) turn = chunk.indexOf(carriageReturn, at)
    }
    if (at < chunk.length) {
      this.#open = true
      if (this.#partialLength < this.#limit) this.#partial.push(chunk.subarray(at))
      else this.#tooLong = true
      this.#partialLength += chunk.length - at
    }
  }

  /** Takes an event without its blank line at the end of the stream for a whole one: servers that die early still count. */
  end(): void {
    if (this.#partialLength > 0) this.#line(Buffer.alloc(0), 0)
    if (this.#open) this.#line(Buffer.alloc(0), 0)
  }

  #line(rest: Buffer, next: number): void {
    let line = rest
    if (this.#partialLength > 0) {
      line = Buffer.concat([...this.#partial, rest])
      this.#partial = []
      this.#partialLength = 0
    }
    if (this.#firstLine) {
      this.#firstLine = false
      if (line.subarray(0, 3).equals(byteOrderMark)) line = line.subarray(3)
    }
    if (line.length === 0) {
      const lines = this.#lines
      const whole = this.#tooLong || lines.length === 0 ? null : lines.length === 1 && lines[0] ? lines[0] : Buffer.concat(lines)
      this.#lines = []
      this.#dataLength = 0
      this.#tooLong = false
      this.#open = false
      this.#onEvent(whole, next)
      return
    }
    this.#open = true
    this.#field(line)
  }

  #field(line: Buffer): void {
    if (line[0] !== data[0] || line.compare(data, 0, 4, 0, Math.min(4, line.length)) !== 0) return
    if (line.length > 4 && line[4] !== 0x3a) return
    const value = line.subarray(line[5] === 0x20 ? 6 : 5)
    this.#dataLength += value.length
    if (this.#dataLength > this.#limit) this.#tooLong = true
    if (this.#tooLong) this.#lines = []
    else if (this.#lines.length > 0) this.#lines.push(newLine, value)
    else this.#lines.push(value)
  }
}
