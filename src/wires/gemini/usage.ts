import { Buffer } from 'node:buffer'
import type { TokenUsage } from '../../domain/usage.ts'
import { count, lastObject, memberNamed } from '../json-tail.ts'
import { andPictures } from '../pictures.ts'
import type { EventReader } from '../sse-watcher.ts'
import type { JsonWatcher } from '../wire.ts'
import { picturesIn } from './pictures.ts'

const member = memberNamed('usageMetadata')
const finish = memberNamed('finishReason')
const parts = memberNamed('parts')

/** `thoughtsTokenCount` and `toolUsePromptTokenCount` are no part of the counts beside them; cached content is part of the prompt. */
type Counted = Partial<
  Record<
    | 'promptTokenCount'
    | 'toolUsePromptTokenCount'
    | 'cachedContentTokenCount'
    | 'candidatesTokenCount'
    | 'thoughtsTokenCount'
    | 'totalTokenCount'
    | 'promptTokensDetails'
    | 'toolUsePromptTokensDetails'
    | 'cacheTokensDetails'
    | 'candidatesTokensDetails',
    unknown
  >
>

export const findGeminiUsage = (bytes: Buffer): TokenUsage | null => lastObject(bytes, member, toGeminiUsage)

export function toGeminiUsage(usage: Counted): TokenUsage | null {
  if (typeof usage.promptTokenCount !== 'number' && typeof usage.totalTokenCount !== 'number') return null
  const reasoningTokens = count(usage.thoughtsTokenCount)
  const audioRead = audioIn(usage.promptTokensDetails) + audioIn(usage.toolUsePromptTokensDetails)
  return {
    inputTokens: count(usage.promptTokenCount) + count(usage.toolUsePromptTokenCount),
    cachedInputTokens: count(usage.cachedContentTokenCount),
    // What came from the cache is counted there, audio or not.
    audioInputTokens: Math.max(0, audioRead - audioIn(usage.cacheTokensDetails)),
    outputTokens: count(usage.candidatesTokenCount) + reasoningTokens,
    reasoningTokens,
    audioOutputTokens: audioIn(usage.candidatesTokensDetails),
  }
}

const audioIn = (details: unknown): number =>
  Array.isArray(details)
    ? details.reduce<number>((sum, each) => sum + (each?.modality === 'AUDIO' ? count(each.tokenCount) : 0), 0)
    : 0

/** Each event counts everything so far: the last one holds. There is no end mark but the reason why it ended. */
export function makeGeminiEvents(): EventReader {
  let usage: TokenUsage | null = null
  let pieces = 0
  let images = 0
  let finished = false
  return {
    read(data) {
      usage = findGeminiUsage(data) ?? usage
      if (data.includes(parts)) pieces += 1
      images += picturesIn(data)
      if (data.includes(finish)) finished = true
    },
    usage: () => andPictures(usage, images),
    pieces: () => pieces,
    finished: () => finished,
  }
}

const statistics = Buffer.from('"token_count"')
/** Longest number with its name and white space. */
const edgeBytes = 64

/** `:predict` of embedding models says the tokens of each input by itself, in an answer of any length: they are added as it passes. */
export function makePredictWatcher(): JsonWatcher {
  let edge: Buffer = Buffer.alloc(0)
  let tokens = 0
  let seen = false
  const add = (bytes: Buffer, until: number): void => {
    let at = bytes.indexOf(statistics)
    while (at !== -1 && at < until) {
      const number = /^\s*:\s*(\d+)/.exec(bytes.toString('latin1', at + statistics.length, at + statistics.length + edgeBytes))
      if (number) {
        tokens += Number(number[1])
        seen = true
      }
      at = bytes.indexOf(statistics, at + 1)
    }
  }
  return {
    push(chunk) {
      const all = edge.length === 0 ? chunk : Buffer.concat([edge, chunk])
      // A name so near the end that its number may be cut is left for the next chunk.
      const until = Math.max(0, all.length - statistics.length - edgeBytes)
      add(all, until)
      edge = Buffer.from(all.subarray(until))
    },
    usage() {
      add(edge, edge.length)
      edge = Buffer.alloc(0)
      return seen ? { inputTokens: tokens, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 } : null
    },
  }
}
