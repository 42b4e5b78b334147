import { Buffer } from 'node:buffer'
import { Failure, statusOf } from '../domain/failure.ts'
import { toFrames } from './bedrock-converse/translate-frames.ts'
import { eventStreamType } from './event-stream/frames.ts'
import type { TranslatedCall } from './translation.ts'
import type { Asked, Broken, StreamWatcher, Wire } from './wire.ts'

/** A backend's wire for one call of somebody who speaks another: counts what the backend says, passes on what the caller reads. */
export function translatingWire(backend: Wire, call: TranslatedCall): Wire {
  const { frames } = call
  const sse: Asked = { below: call.below, accept: 'text/event-stream' }
  const errorEvent = (message: string, code: string): string => call.errorEvent(statusIn(code), message)
  const contentType = frames ? eventStreamType : 'text/event-stream; charset=utf-8'
  return {
    ...backend,
    errorEvent,
    reframe(type) {
      const own =
        backend.reframe?.(type, sse)?.stream ?? (type.startsWith('text/event-stream') ? backend.watchStream(false) : null)
      return own && { contentType, stream: translateStream(own, call) }
    },
    rewrite(status, body) {
      const said = call.answer(status, body)
      // A server that knows no streams, and a caller who waits for one.
      if (!call.stream || status >= 300) return { contentType: 'application/json', body: said }
      return { contentType, body: frames ? toFrames(said.toString()) : said }
    },
  }
}

const untranslatable = (cause: unknown): Failure =>
  new Failure('upstream_failed', "the model's answer cannot be said in the format of this API", {}, { cause })

const statusIn = (code: string): number => (Object.hasOwn(statusOf, code) ? statusOf[code as keyof typeof statusOf] : 502)

function translateStream(backend: StreamWatcher, call: TranslatedCall): StreamWatcher {
  const { frames } = call
  const translator = call.openStream()
  let broken: Broken | null = null
  const said = (bytes: Buffer | null): Buffer | null => (frames && bytes ? toFrames(bytes.toString()) : bytes)
  const trying = (translate: () => Buffer | null): Buffer | null => {
    if (broken) return null
    try {
      return said(translate())
    } catch (error) {
      // Whatever it was that a model server said: one answer breaks by it, and nothing else.
      const failure = error instanceof Failure ? error : untranslatable(error)
      broken = { failure, told: false }
      return null
    }
  }
  return {
    push(chunk) {
      const passed = backend.push(chunk)
      return passed && trying(() => translator.push(passed))
    },
    end() {
      const rest = backend.end()
      // What the backend's own reader found wrong is told in its words.
      if (backend.broken?.()) return null
      const last = rest && trying(() => translator.push(rest))
      const closing = trying(() => translator.end())
      return last && closing ? Buffer.concat([last, closing]) : (last ?? closing)
    },
    usage: backend.usage,
    ...(backend.pieces ? { pieces: backend.pieces } : {}),
    finished: () => backend.finished() || translator.ended(),
    midEvent: () => false,
    broken: () => backend.broken?.() ?? broken,
    errorEvent(message, code) {
      const event = call.errorEvent(statusIn(code), message)
      return frames ? toFrames(event) : event
    },
  }
}
