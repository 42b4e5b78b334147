import type { Buffer } from 'node:buffer'
import type { TokenUsage } from '../domain/usage.ts'
import { SseReader } from './openai/sse.ts'
import type { StreamWatcher } from './wire.ts'

/** What a format's reader makes of the events of one stream. */
export type EventReader = {
  read(data: Buffer): void
  usage(): TokenUsage | null
  /** Events that carried a piece of the answer so far. */
  pieces(): number
  finished(): boolean
}

/** Server-sent events that go on as they came, while `events` looks at each one's data. */
export function makeSseWatcher(events: EventReader): StreamWatcher {
  const reader = new SseReader((data) => {
    if (data) events.read(data)
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
    usage: events.usage,
    pieces: events.pieces,
    finished: events.finished,
    midEvent: () => reader.midEvent,
  }
}
