import { Buffer } from 'node:buffer'
import { type AnswerHead, malformed, maxHeadBytes, parseFields, parseHead, refuseForbidden } from './answer-head.ts'
import { isToken } from './field-names.ts'
import { LineError } from './handler.ts'

/** What a parser tells, in order: interim heads are left out. `false` stops it until `resume`. */
export type AnswerSink = {
  head(head: AnswerHead): boolean
  data(chunk: Buffer): boolean
  /** `excess`: bytes follow that no request asked for. */
  end(excess: boolean): void
}

type State =
  | 'none'
  | 'head'
  | 'counted'
  | 'until close'
  | 'size'
  | 'extension'
  | 'size LF'
  | 'chunk'
  | 'chunk CR'
  | 'chunk LF'
  | 'trailers'

const maxExtensionBytes = 4 * 1024
const maxInterim = 16

/**
 * Reads answers of HTTP/1.1 from the bytes of one connection, one answer for each `expect`. Bodies are passed on as the very
 * memory they came in. Stricter than most where a message can be read in two ways. Throws `LineError` from `push`, `resume` and
 * `close`; it must not be used any more then.
 */
export class AnswerParser {
  readonly #sink: AnswerSink
  #state: State = 'none'
  #bodiless = false
  /** Bytes of the body or the chunk that are still to come. */
  #left = 0
  /** Digits of a chunk's size, or bytes of its extension, so far. */
  #count = 0
  /** The byte before, and whether it is inside a quoted text, of an extension. */
  #before = 0
  #quoted = false
  #interim = 0
  /** What came of a head or of trailers so far. */
  #partial: Buffer | null = null
  #paused = false
  #rest: Buffer | null = null

  constructor(sink: AnswerSink) {
    this.#sink = sink
  }

  /** Whether an answer is due. */
  get busy(): boolean {
    return this.#state !== 'none'
  }

  /** Whether nothing of the answer that is due has come. */
  get fresh(): boolean {
    return this.#state === 'head' && this.#partial === null && this.#interim === 0
  }

  get paused(): boolean {
    return this.#paused
  }

  /** Bytes that wait for `resume`. */
  get waiting(): number {
    return this.#rest?.length ?? 0
  }

  /** A request leaves. `bodiless`: its answer has no body whatever its head says (HEAD). */
  expect(bodiless: boolean): void {
    this.#state = 'head'
    this.#bodiless = bodiless
    this.#interim = 0
  }

  push(chunk: Buffer): void {
    if (this.#paused) this.#rest = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk
    else this.#run(chunk, 0)
  }

  /** Goes on where the sink stopped it. */
  resume(): void {
    if (!this.#paused) return
    const rest = this.#rest ?? nothing
    this.#paused = false
    this.#rest = null
    this.#run(rest, 0)
  }

  /** The other side closed, in order, after all that was pushed. */
  close(): void {
    if (this.#state === 'none') return
    if (this.#state === 'until close') this.#end(false)
    else if (this.fresh) throw new LineError('CONNECTION_CLOSED', 'the other side closed before it answered')
    else throw new LineError('ANSWER_TRUNCATED', 'the other side closed in the middle of its answer')
  }

  #run(chunk: Buffer, from: number): void {
    let at = from
    while (!this.#paused) {
      switch (this.#state) {
        case 'none':
          return
        case 'counted':
          if (this.#left === 0) {
            this.#end(at < chunk.length)
            return
          }
          if (at === chunk.length) return
          at = this.#pass(chunk, at)
          break
        case 'chunk':
          if (at === chunk.length) return
          at = this.#pass(chunk, at)
          if (this.#left === 0) this.#state = 'chunk CR'
          break
        default:
          if (at === chunk.length) return
          at = this.#frame(chunk, at)
      }
    }
    if (at < chunk.length) this.#rest = at === 0 ? chunk : chunk.subarray(at)
  }

  /** As much of the body as is there. */
  #pass(chunk: Buffer, at: number): number {
    const to = Math.min(chunk.length, at + this.#left)
    this.#left -= to - at
    if (!this.#sink.data(at === 0 && to === chunk.length ? chunk : chunk.subarray(at, to))) this.#paused = true
    return to
  }

  #frame(chunk: Buffer, at: number): number {
    const byte = chunk[at] as number
    switch (this.#state) {
      case 'head':
        return this.#head(chunk, at)
      case 'until close':
        if (!this.#sink.data(at === 0 ? chunk : chunk.subarray(at))) this.#paused = true
        return chunk.length
      case 'size':
        return this.#size(chunk, at)
      case 'extension':
        this.#count += 1
        this.#extension(byte)
        return at + 1
      case 'size LF':
        if (byte !== 10) throw malformed("the end of a chunk's size")
        this.#state = this.#left === 0 ? 'trailers' : 'chunk'
        return at + 1
      case 'chunk CR':
        if (byte !== 13) throw malformed('a chunk longer than its size')
        this.#state = 'chunk LF'
        return at + 1
      case 'chunk LF':
        if (byte !== 10) throw malformed('the end of a chunk')
        this.#startSize()
        return at + 1
      default:
        return this.#trailers(chunk, at)
    }
  }

  #head(chunk: Buffer, from: number): number {
    const before = this.#partial
    const bytes = before ? Buffer.concat([before, from === 0 ? chunk : chunk.subarray(from)]) : chunk
    const start = before ? 0 : from
    const end = bytes.indexOf('\r\n\r\n', before ? Math.max(0, before.length - 3) : from, 'latin1')
    if ((end === -1 ? bytes.length : end) - start > maxHeadBytes) {
      throw new LineError('HEAD_TOO_LARGE', `the head of the answer is longer than ${maxHeadBytes} bytes`)
    }
    if (end === -1) {
      this.#partial = start === 0 ? bytes : bytes.subarray(start)
      if (!startsLikeHead(this.#partial)) throw malformed('the status line')
      // The last byte that was looked at is looked at again, with what follows it.
      refuseForbidden(this.#partial.toString('latin1', before ? before.length - 1 : 0))
      return chunk.length
    }
    this.#partial = null
    this.#begin(parseHead(bytes.toString('latin1', start, end + 2)))
    return before ? end + 4 - before.length + from : end + 4
  }

  #begin(head: AnswerHead): void {
    const { status } = head
    if (status < 200) {
      if (status === 101) throw malformed('a change of protocol that nobody asked for')
      // Then nothing may follow, and an answer must.
      if (!head.keepAlive) throw malformed('an interim answer that ends the connection')
      this.#interim += 1
      if (this.#interim > maxInterim) throw malformed('too many interim answers')
      return
    }
    if (this.#bodiless || status === 204 || status === 304) {
      this.#state = 'counted'
      this.#left = 0
    } else if (head.chunked) this.#startSize()
    else if (head.length !== -1) {
      this.#state = 'counted'
      this.#left = head.length
    } else this.#state = 'until close'
    if (!this.#sink.head(head)) this.#paused = true
  }

  #startSize(): void {
    this.#state = 'size'
    this.#left = 0
    this.#count = 0
  }

  #size(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] as number
      const digit = hexDigit(byte)
      if (digit === -1) {
        if (this.#count === 0 || (byte !== 13 && byte !== semicolon)) throw malformed("a chunk's size")
        this.#state = byte === 13 ? 'size LF' : 'extension'
        this.#count = 0
        this.#before = byte
        this.#quoted = false
        return at + 1
      }
      this.#count += 1
      // Sixteen digits with zeros in front are fine, a size that a number cannot hold is not.
      if (this.#count > 16 || this.#left >= 2 ** 44) throw malformed("a chunk's size")
      this.#left = this.#left * 16 + digit
    }
    return chunk.length
  }

  /** `;name`, `;name=value` or `;name="any; text"`, one after the other; read over. */
  #extension(byte: number): void {
    if (this.#count > maxExtensionBytes) throw malformed('a chunk extension without end')
    const before = this.#before
    this.#before = byte
    if (this.#quoted) {
      if ((byte < 32 && byte !== 9) || byte === 127) throw malformed('a chunk extension')
      if (before === backslash) this.#before = 0
      else if (byte === quote) this.#quoted = false
    } else if (byte === quote && before === equals) this.#quoted = true
    else if (byte === 13 && before !== semicolon && before !== equals) this.#state = 'size LF'
    else if (byte === semicolon || byte === equals) {
      if (before === semicolon || before === equals || (before === quote && byte === equals)) throw malformed('a chunk extension')
    } else if (before === quote || !isToken(String.fromCharCode(byte))) throw malformed('a chunk extension')
  }

  /** Read over: what they say came too late to be a header, and nobody here asks for it. */
  #trailers(chunk: Buffer, from: number): number {
    const before = this.#partial
    const bytes = before ? Buffer.concat([before, chunk.subarray(from)]) : chunk.subarray(from)
    if (bytes[0] === 10) throw malformed('the end of the chunks')
    const none = bytes[0] === 13 && (bytes.length === 1 || bytes[1] === 10)
    const end = none ? 0 : bytes.indexOf('\r\n\r\n', 0, 'latin1')
    if ((end === -1 ? bytes.length : end) > maxHeadBytes) throw malformed('trailers without end')
    if (end === -1 || (none && bytes.length === 1)) {
      this.#partial = bytes
      refuseForbidden(bytes.toString('latin1'))
      return chunk.length
    }
    const text = none ? '' : bytes.toString('latin1', 0, end + 2)
    refuseForbidden(text)
    parseFields(text, 0)
    const next = from + (none ? 2 : end + 4) - (before?.length ?? 0)
    this.#partial = null
    this.#state = 'counted'
    this.#left = 0
    return next
  }

  #end(excess: boolean): void {
    this.#state = 'none'
    this.#sink.end(excess)
  }
}

const semicolon = 59
const equals = 61
const quote = 34
const backslash = 92

const nothing = Buffer.alloc(0)

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48
  const letter = byte | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}

const beginning = Buffer.from('HTTP/1.')
const startsLikeHead = (bytes: Buffer): boolean => {
  const length = Math.min(bytes.length, beginning.length)
  return bytes.compare(beginning, 0, length, 0, length) === 0
}
