import { Buffer } from 'node:buffer'
import type { TokenUsage } from '../../domain/usage.ts'
import { findAnthropicUsage, makeAnthropicEvents } from '../anthropic/usage.ts'
import { count, lastObject, memberNamed } from '../json-tail.ts'

const usageMember = memberNamed('usage')
const metricsMember = memberNamed('amazon-bedrock-invocationMetrics')

/** Converse, and the native answers of Amazon's own models: `inputTokens` leaves out what was read from the cache or written to it. */
type Counted = Partial<
  Record<'inputTokens' | 'outputTokens' | 'cacheReadInputTokens' | 'cacheWriteInputTokens' | 'totalTokens', unknown> &
    Record<'inputTokenCount' | 'outputTokenCount' | 'cacheReadInputTokenCount' | 'cacheWriteInputTokenCount', unknown>
>

/** From a whole answer of converse or of a native call: what the model's own format says of it. */
export const findBedrockUsage = (bytes: Buffer): TokenUsage | null =>
  lastObject(bytes, usageMember, toConverseUsage) ?? findAnthropicUsage(bytes)

export function toConverseUsage(usage: Counted): TokenUsage | null {
  if (typeof usage.inputTokens !== 'number' && typeof usage.outputTokens !== 'number') return null
  return total(usage.inputTokens, usage.outputTokens, usage.cacheReadInputTokens, usage.cacheWriteInputTokens)
}

const toMetricsUsage = (metrics: Counted): TokenUsage | null =>
  typeof metrics.inputTokenCount !== 'number' && typeof metrics.outputTokenCount !== 'number'
    ? null
    : total(
        metrics.inputTokenCount,
        metrics.outputTokenCount,
        metrics.cacheReadInputTokenCount,
        metrics.cacheWriteInputTokenCount,
      )

function total(input: unknown, output: unknown, read: unknown, written: unknown): TokenUsage {
  const cachedInputTokens = count(read)
  const cacheWriteTokens = count(written)
  return {
    inputTokens: count(input) + cachedInputTokens + cacheWriteTokens,
    cachedInputTokens,
    cacheWriteTokens,
    outputTokens: count(output),
    reasoningTokens: 0,
  }
}

const countHeaders = ['input', 'output', 'cache-read-input', 'cache-write-input'].map(
  (kind) => `x-amzn-bedrock-${kind}-token-count`,
)

/** Native calls of every model family are counted in headers too. `raw`: flat name, value list. */
export function usageInHeaders(raw: readonly string[]): TokenUsage | null {
  const values = new Map<string, number>()
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at]?.toLowerCase() ?? ''
    if (countHeaders.includes(name)) values.set(name, Number(raw[at + 1]))
  }
  if (values.size === 0) return null
  const [input, output, read, written] = countHeaders.map((name) => values.get(name))
  return total(input, output, read, written)
}

export type EventsSeen = {
  /** `json`: an event's JSON, as converse names it (`type`) or as the model itself wrote it (null). */
  read(type: string | null, json: Buffer): void
  usage(): TokenUsage | null
  pieces(): number
  /** Whether an answer began that has not come to its end. */
  torn(): boolean
  finished(): boolean
}

const starts = ['"message_start"', '"messageStart"'].map((text) => Buffer.from(text))
const stops = ['"messageStop"', '"completionReason":"'].map((text) => Buffer.from(text))

/** Follows the events of one stream, converse or native. The model's own counts are more exact than the metrics about them. */
export function makeEventsSeen(): EventsSeen {
  const anthropic = makeAnthropicEvents()
  let converse: TokenUsage | null = null
  let metrics: TokenUsage | null = null
  let pieces = 0
  let started = false
  let finished = false
  return {
    read(type, json) {
      if (type !== null) {
        if (type === 'contentBlockDelta') pieces += 1
        else if (type === 'messageStart') started = true
        else if (type === 'messageStop') finished = true
        else if (type === 'metadata') converse = lastObject(json, usageMember, toConverseUsage) ?? converse
        return
      }
      pieces += 1
      anthropic.read(json)
      converse = lastObject(json, usageMember, toConverseUsage) ?? converse
      metrics = lastObject(json, metricsMember, toMetricsUsage) ?? metrics
      if (starts.some((text) => json.includes(text))) started = true
      if (metrics || anthropic.finished() || stops.some((text) => json.includes(text))) finished = true
    },
    usage: () => anthropic.usage() ?? converse ?? metrics,
    pieces: () => pieces,
    torn: () => started && !finished,
    finished: () => finished,
  }
}
