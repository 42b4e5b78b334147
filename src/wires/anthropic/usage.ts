import { Buffer } from 'node:buffer'
import type { TokenUsage } from '../../domain/usage.ts'
import { count, lastObject, memberNamed } from '../json-tail.ts'
import type { EventReader } from '../sse-watcher.ts'

const member = memberNamed('usage')
const stop = Buffer.from('"message_stop"')
const delta = Buffer.from('"content_block_delta"')

/** As Messages answers write it. `input_tokens` leaves out what was read from the cache or written to it. */
type Counted = {
  readonly input_tokens?: unknown
  readonly cache_read_input_tokens?: unknown
  readonly cache_creation_input_tokens?: unknown
  readonly output_tokens?: unknown
}

/** From a whole answer, a stream's event, or the answer of the token counter. */
export const findAnthropicUsage = (bytes: Buffer): TokenUsage | null => lastObject(bytes, member, toAnthropicUsage)

/** Thinking is part of the output and not counted apart. */
export function toAnthropicUsage(usage: Counted): TokenUsage | null {
  if (typeof usage.input_tokens !== 'number' && typeof usage.output_tokens !== 'number') return null
  const cachedInputTokens = count(usage.cache_read_input_tokens)
  const cacheWriteTokens = count(usage.cache_creation_input_tokens)
  return {
    inputTokens: count(usage.input_tokens) + cachedInputTokens + cacheWriteTokens,
    cachedInputTokens,
    cacheWriteTokens,
    outputTokens: count(usage.output_tokens),
    reasoningTokens: 0,
  }
}

/** `message_start` says the input, `message_delta` the output so far (and the input again where a server tool changed it). */
export function makeAnthropicEvents(): EventReader {
  let counted: Counted | null = null
  let pieces = 0
  let finished = false
  return {
    read(data) {
      if (data.includes(delta)) {
        pieces += 1
        return
      }
      const found = lastObject(data, member, (usage: Counted) => (toAnthropicUsage(usage) ? usage : null))
      if (found) counted = { ...counted, ...present(found) }
      else if (data.length < 200 && data.includes(stop)) finished = true
    },
    usage: () => counted && toAnthropicUsage(counted),
    pieces: () => pieces,
    finished: () => finished,
  }
}

/** A null in a later event takes nothing back. */
const present = (usage: Counted): Counted =>
  Object.fromEntries(Object.entries(usage).filter(([, value]) => typeof value === 'number'))
