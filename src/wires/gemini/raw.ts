import { Buffer } from 'node:buffer'
import { findAnthropicUsage, makeAnthropicEvents } from '../anthropic/usage.ts'
import { findUsage } from '../openai/usage.ts'
import type { EventReader } from '../sse-watcher.ts'

/** Raw calls of Vertex AI have the body format of the model's publisher; of these we read Anthropic's, and OpenAI's that many share. */
export const isRaw = (below: string): boolean => /:(rawPredict|streamRawPredict)\/?$/.test(below)

/** Anthropic first: its caches are beside its input, which the other would take for all. */
export const findRawUsage = (bytes: Buffer) => findAnthropicUsage(bytes) ?? findUsage(bytes)

/** Each event is read both ways until one of them has said something. */
export function makeRawEvents(): EventReader {
  const anthropic = makeAnthropicEvents()
  let usage: ReturnType<typeof findUsage> = null
  let pieces = 0
  let done = false
  return {
    read(data) {
      anthropic.read(data)
      usage = findUsage(data) ?? usage
      pieces += 1
      if (data.length === end.length && data.equals(end)) done = true
    },
    usage: () => anthropic.usage() ?? usage,
    pieces: () => anthropic.pieces() || pieces,
    finished: () => done || anthropic.finished(),
  }
}

const end = Buffer.from('[DONE]')
