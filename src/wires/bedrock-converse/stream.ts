import { Buffer } from 'node:buffer'
import { Failure, type FailureCode } from '../../domain/failure.ts'
import { encodeFrame, type Frame, FrameReader } from '../event-stream/frames.ts'
import type { Broken, StreamWatcher } from '../wire.ts'
import { makeEventsSeen } from './usage.ts'

/**
 * A binary event stream given to the caller as server-sent events, `data: {json}` a frame: of converse `{"messageStart":{…}}`, of
 * native calls the model's own event. Only whole frames whose checksums are right are passed on.
 */
export function makeSseStream(): StreamWatcher {
  let out: Buffer[] = []
  const watch = watchFrames((type, json) => out.push(...(type === null ? dataLine(json) : namedLine(type, json))))
  const taken = (): Buffer | null => {
    const all = out.length === 0 ? null : Buffer.concat(out)
    out = []
    return all
  }
  return {
    push(chunk) {
      watch.push(chunk)
      return taken()
    },
    end() {
      watch.end()
      return null
    },
    usage: watch.usage,
    pieces: watch.pieces,
    finished: watch.finished,
    midEvent: () => false,
    broken: watch.broken,
    errorEvent: sseError,
  }
}

/** A binary event stream for a caller that reads one: its bytes as they came, checked on the way. */
export function makeNativeStream(): StreamWatcher {
  const watch = watchFrames(() => {})
  let midFrame = false
  return {
    push(chunk) {
      if (!watch.push(chunk)) return null
      midFrame = watch.midFrame()
      return chunk
    },
    end() {
      watch.end()
      return null
    },
    usage: watch.usage,
    pieces: watch.pieces,
    finished: watch.finished,
    midEvent: () => midFrame,
    broken() {
      const broken = watch.broken()
      // An exception of the model's was passed on like every frame.
      return broken && { ...broken, told: watch.said() }
    },
    errorEvent: (message) => (midFrame ? '' : exceptionFrame(message)),
  }
}

export const sseError = (message: string, code: string): string =>
  `event: error\ndata: ${JSON.stringify({ type: 'error', error: { type: code, code, message } })}\n\n`

/** The one exception that streams of both kinds know for trouble in the middle of an answer. */
const exceptionFrame = (message: string): Buffer =>
  encodeFrame(
    { ':message-type': 'exception', ':exception-type': 'modelStreamErrorException', ':content-type': 'application/json' },
    Buffer.from(JSON.stringify({ message })),
  )

/** Reads frames, hands on each event's JSON, and knows when the stream is not what it should be. */
function watchFrames(onEvent: (type: string | null, json: Buffer) => void) {
  const seen = makeEventsSeen()
  let broken: Broken | null = null
  let said = false
  const fail = (failure: Failure): void => {
    broken ??= { failure, told: false }
  }
  const reader = new FrameReader((frame) => {
    if (broken) return
    const kind = frame.headers[':message-type'] ?? 'event'
    if (kind !== 'event') {
      said = true
      return fail(refusalIn(frame))
    }
    const type = frame.headers[':event-type'] ?? ''
    const json = type === 'chunk' ? bytesIn(frame.body) : frame.body
    if (!json) return fail(damaged('a frame holds no JSON'))
    const name = type === 'chunk' ? null : type
    seen.read(name, json)
    onEvent(name, json)
  })
  return {
    /** False where the bytes are not to be passed on. */
    push(chunk: Buffer): boolean {
      if (broken) return false
      try {
        reader.push(chunk)
      } catch (error) {
        fail(damaged(error instanceof Error ? error.message : 'unreadable'))
        return false
      }
      return true
    },
    end(): void {
      if (reader.midFrame) fail(damaged('it ends inside a frame'))
      else if (seen.torn()) fail(new Failure('upstream_failed', 'the model server closed the stream before its end'))
    },
    midFrame: () => reader.midFrame,
    usage: seen.usage,
    pieces: seen.pieces,
    finished: seen.finished,
    said: () => said,
    broken: () => broken,
  }
}

const damaged = (trouble: string): Failure =>
  new Failure('upstream_failed', `the model's event stream is damaged: ${trouble}`, { code: 'damaged_stream' })

/** `exception`: one that the service models, with JSON; `error`: one that it does not, in headers alone. */
function refusalIn({ headers, body }: Frame): Failure {
  const code = headers[':exception-type'] ?? headers[':error-code'] ?? 'modelStreamErrorException'
  const said = messageIn(body) ?? headers[':error-message'] ?? 'no reason given'
  return new Failure(codeFor[code] ?? 'upstream_failed', `the model broke off its answer (${code}): ${said}`, { code })
}

const codeFor: Readonly<Record<string, FailureCode>> = {
  throttlingException: 'limited',
  modelTimeoutException: 'timeout',
  validationException: 'invalid',
  serviceUnavailableException: 'unavailable',
}

function messageIn(body: Buffer): string | null {
  const { message, Message } = (objectIn(body) ?? {}) as { message?: unknown; Message?: unknown }
  const said = message ?? Message
  return typeof said === 'string' ? said.slice(0, 2000) : null
}

/** `{"bytes":"<base64 of the model's own JSON>"}` */
function bytesIn(body: Buffer): Buffer | null {
  const { bytes } = (objectIn(body) ?? {}) as { bytes?: unknown }
  return typeof bytes === 'string' ? Buffer.from(bytes, 'base64') : null
}

function objectIn(body: Buffer): object | null {
  try {
    const value: unknown = JSON.parse(body.toString())
    return typeof value === 'object' ? value : null
  } catch {
    return null // the caller of this says what is missing
  }
}

const opening = Buffer.from('data: ')
const blank = Buffer.from('\n\n')

const namedLine = (type: string, json: Buffer): Buffer[] => [
  opening,
  Buffer.from(`{${JSON.stringify(type)}:`),
  oneLine(json),
  Buffer.from('}'),
  blank,
]
const dataLine = (json: Buffer): Buffer[] => [opening, oneLine(json), blank]

/** Line ends inside JSON are white space, but would end a data line. */
const oneLine = (json: Buffer): Buffer =>
  json.includes(0x0a) || json.includes(0x0d) ? Buffer.from(json.toString().replace(/[\r\n]+/g, ' ')) : json
