import { Buffer } from 'node:buffer'
import { count, makeEndsWatcher, objectAt, valueStart } from '../json-tail.ts'
import type { JsonWatcher, TokenUsage } from '../wire.ts'
import { tierIn } from './tier.ts'

const member = Buffer.from('"usage"')

/**
 * Token counts from the last `"usage": {…}` of a piece of JSON; null where there is none. Bare quotes cannot occur inside a
 * JSON string, so the seven bytes are always a real name. Reads chat, completions, embeddings and responses shapes.
 */
export function findUsage(bytes: Buffer): TokenUsage | null {
  let at = bytes.lastIndexOf(member)
  while (at !== -1) {
    const usage = usageAt(bytes, at + member.length)
    if (usage) {
      const serviceTier = tierIn(bytes)
      return serviceTier === null ? usage : { ...usage, serviceTier }
    }
    at = at === 0 ? -1 : bytes.lastIndexOf(member, at - 1)
  }
  return null
}

/** Whether `bytes` name a usage object at all: the cheap question before `findUsage`. `"usage":null` does not count. */
export const mentionsUsage = (bytes: Buffer): boolean => {
  let at = bytes.indexOf(member)
  while (at !== -1) {
    if (bytes[valueStart(bytes, at + member.length)] === 0x7b) return true
    at = bytes.indexOf(member, at + member.length)
  }
  return false
}

export const makeJsonWatcher = (): JsonWatcher => makeEndsWatcher(findUsage)

function usageAt(bytes: Buffer, from: number): TokenUsage | null {
  const usage = objectAt(bytes, from)
  return usage && toUsage(usage as WireUsage)
}

type WireUsage = Partial<
  Record<'prompt_tokens' | 'input_tokens' | 'completion_tokens' | 'output_tokens' | 'total_tokens', unknown> &
    Record<'prompt_cache_hit_tokens', unknown> &
    Record<'prompt_tokens_details' | 'input_tokens_details', { cached_tokens?: unknown; audio_tokens?: unknown } | null> &
    Record<'completion_tokens_details' | 'output_tokens_details', { reasoning_tokens?: unknown; audio_tokens?: unknown } | null>
>

function toUsage(usage: WireUsage): TokenUsage | null {
  const input = usage.prompt_tokens ?? usage.input_tokens
  const output = usage.completion_tokens ?? usage.output_tokens
  if (typeof input !== 'number' && typeof output !== 'number') return null
  const read = usage.prompt_tokens_details ?? usage.input_tokens_details
  const made = usage.completion_tokens_details ?? usage.output_tokens_details
  // Some servers leave reasoning out of the output, and count it in the total all the same, named or not.
  const unsaid = Math.max(0, count(usage.total_tokens) - count(input) - count(output))
  const tokens = {
    inputTokens: count(input),
    cachedInputTokens: count(read?.cached_tokens ?? usage.prompt_cache_hit_tokens),
    outputTokens: count(output) + unsaid,
    reasoningTokens: Math.max(count(made?.reasoning_tokens), unsaid),
  }
  const [audioInputTokens, audioOutputTokens] = [count(read?.audio_tokens), count(made?.audio_tokens)]
  return audioInputTokens + audioOutputTokens === 0 ? tokens : { ...tokens, audioInputTokens, audioOutputTokens }
}
