import { Buffer } from 'node:buffer'
import { andPictures } from '../pictures.ts'
import type { StreamWatcher, TokenUsage } from '../wire.ts'
import { isPicture } from './pictures.ts'
import { SseReader } from './sse.ts'
import { findUsage, mentionsUsage } from './usage.ts'

const done = Buffer.from('[DONE]')
const firstEvent = Buffer.from('"response.created"')
/** The last events of the responses API, which has no other end mark. */
const lastEvents = ['"response.completed"', '"response.incomplete"'].map((type) => Buffer.from(type))

/**
 * Nothing is hidden: every chunk goes on as it came, this only looks. `pictures`: whether some may be among the events; `responses`:
 * the path is that of the responses API, in whose words a stream breaks off, also before its first event. Else its events tell.
 */
export function makePassingWatcher({ pictures = false, responses = false } = {}): StreamWatcher {
  let usage: TokenUsage | null = null
  let finished = false
  let pieces = 0
  let images = 0
  let inResponses = responses
  const reader = new SseReader((data) => {
    if (!data) return
    if (pieces === 0) inResponses ||= data.includes(firstEvent)
    if (pictures && isPicture(data)) images += 1
    if (mentionsUsage(data)) {
      usage = findUsage(data) ?? usage
      finished ||= lastEvents.some((type) => data.includes(type))
    } else if (data.equals(done)) finished = true
    else pieces += 1
  })
  return {
    push(chunk) {
      reader.push(chunk)
      return chunk
    },
    end() {
      reader.end()
      return null
    },
    usage: () => andPictures(usage, images),
    pieces: () => pieces,
    finished: () => finished,
    midEvent: () => reader.midEvent,
    errorEvent: (message, code) =>
      (reader.midEvent ? '\n\n' : '') + (inResponses ? responsesError(message, code) : chatError(message, code)),
  }
}

/** One line end more than an event needs: SAP's client sees an event only when a byte follows it, and here the connection does not end well. */
export const chatError = (message: string, code: string): string =>
  `data: ${JSON.stringify({ error: { message, type: 'server_error', param: null, code } })}\n\n\n`

/** Its number in the sequence is not known here; clients do not look at it. */
const responsesError = (message: string, code: string): string =>
  `event: error\ndata: ${JSON.stringify({ type: 'error', sequence_number: 0, code, message, param: null })}\n\n`

/** An event is held back until its blank line only while it is not known what it says; past this size it goes on anyway. */
const holdBytes = 1024 * 1024

/**
 * Takes out the usage event that we asked for and the caller did not: the one with `usage` and no choices. Whole events pass
 * as they came, in as few pieces as they came; of a cut event the beginning waits for its end.
 */
export function makeHidingWatcher(): StreamWatcher {
  let usage: TokenUsage | null = null
  let finished = false
  let pieces = 0
  let held: Buffer[] = []
  let heldLength = 0
  /** The event's beginning went on before its end was known: the rest must follow. */
  let committed = false
  let lastHidden = false
  let out: Buffer[] = []
  let chunk: Buffer = Buffer.alloc(0)
  let from = 0

  const reader = new SseReader((data, end) => {
    const hide = !committed && data !== null && hides(data)
    if (data && mentionsUsage(data)) usage = findUsage(data) ?? usage
    else if (data?.equals(done)) finished = true
    else if (data) pieces += 1
    if (!hide) {
      const before = out.at(-1)
      const piece = chunk.subarray(from, end)
      // Neighbours in one chunk leave as one piece.
      if (held.length === 0 && before && before.buffer === chunk.buffer && before.byteOffset + before.length === piece.byteOffset)
        out[out.length - 1] = chunk.subarray(before.byteOffset - chunk.byteOffset, end)
      else out.push(...held, piece)
    }
    held = []
    heldLength = 0
    committed = false
    lastHidden = hide
    from = end
  }, holdBytes)

  const taken = (): Buffer | null => {
    const [first, ...more] = out.filter((each) => each.length > 0)
    out = []
    return first === undefined ? null : more.length === 0 ? first : Buffer.concat([first, ...more])
  }

  return {
    push(next) {
      chunk = next
      from = 0
      if (reader.afterReturn && next[0] === 0x0a && !reader.midEvent) {
        if (!lastHidden) out.push(next.subarray(0, 1))
        from = 1
      }
      reader.push(next)
      const rest = next.subarray(from)
      if (rest.length > 0) {
        if (committed) out.push(rest)
        else {
          held.push(rest)
          heldLength += rest.length
          if (heldLength > holdBytes) {
            committed = true
            out.push(...held)
            held = []
          }
        }
      }
      return taken()
    },
    end() {
      chunk = Buffer.alloc(0)
      from = 0
      reader.end()
      out.push(...held)
      held = []
      return taken()
    },
    usage: () => usage,
    pieces: () => pieces,
    finished: () => finished,
    midEvent: () => committed,
  }
}

/** Azure's first event has no choices either, but filter results; a usage event that also carries them is shown. */
function hides(data: Buffer): boolean {
  if (!mentionsUsage(data)) return false
  try {
    const event = JSON.parse(data.toString())
    return (
      Array.isArray(event.choices) &&
      event.choices.length === 0 &&
      typeof event.usage === 'object' &&
      !event.prompt_filter_results
    )
  } catch {
    return false // not what we know: the caller shall see it
  }
}
