import type { ServiceTier } from './terms.ts'

/**
 * Tokens of one call as a wire's reader understood them, totals first: every other field is a part of `inputTokens` or of
 * `outputTokens`, whatever the provider's own words include (each wire's `usage.ts` knows). Absent parts are zero.
 */
export type TokenUsage = {
  /** All of the prompt: cached parts and audio too. */
  readonly inputTokens: number
  /** Read from the provider's prompt cache; part of input. */
  readonly cachedInputTokens: number
  /** Written to the provider's prompt cache, where that is counted apart; part of input. */
  readonly cacheWriteTokens?: number
  /** Part of input. */
  readonly audioInputTokens?: number
  /** All that the model made: reasoning and audio too. */
  readonly outputTokens: number
  /** Part of output. */
  readonly reasoningTokens: number
  /** Part of output. */
  readonly audioOutputTokens?: number
  /** Pictures made; no part of either. */
  readonly images?: number
  /** What the answer says it is billed by; absent: nothing. */
  readonly serviceTier?: ServiceTier
}

/** What one call used, in parts that never overlap; all are integers of zero or more. */
export type Usage = {
  /** Input tokens that were neither read from a cache, nor written to one, nor audio. */
  readonly uncachedInput: number
  readonly cacheRead: number
  readonly cacheWrite: number
  readonly audioInput: number
  /** Output tokens that are neither reasoning nor audio. */
  readonly output: number
  readonly reasoning: number
  readonly audioOutput: number
  /** Pictures made, not tokens of pictures read (those are input tokens). */
  readonly images: number
  /** Calls that were dispatched. */
  readonly requests: number
  /** Milliseconds in which an instance of ours worked on it; 0 for a provider elsewhere. */
  readonly instanceMs: number
}

/** In the order of columns, records and answers everywhere. */
export const usageParts = [
  'uncachedInput',
  'cacheRead',
  'cacheWrite',
  'audioInput',
  'output',
  'reasoning',
  'audioOutput',
  'images',
  'requests',
  'instanceMs',
] as const satisfies readonly (keyof Usage)[]
export type UsagePart = (typeof usageParts)[number]

export const noUsage: Usage = {
  uncachedInput: 0,
  cacheRead: 0,
  cacheWrite: 0,
  audioInput: 0,
  output: 0,
  reasoning: 0,
  audioOutput: 0,
  images: 0,
  requests: 0,
  instanceMs: 0,
}

/**
 * Takes totals apart: the parts of input add up to `inputTokens`, those of output to `outputTokens`, exactly. A provider whose
 * parts say more than its total is believed in the total; audio gives way first, then what was written to a cache.
 */
export function usageOf(tokens: TokenUsage | null, more: Partial<Pick<Usage, 'images' | 'requests' | 'instanceMs'>> = {}): Usage {
  const input = natural(tokens?.inputTokens)
  const cacheRead = Math.min(natural(tokens?.cachedInputTokens), input)
  const cacheWrite = Math.min(natural(tokens?.cacheWriteTokens), input - cacheRead)
  const audioInput = Math.min(natural(tokens?.audioInputTokens), input - cacheRead - cacheWrite)
  const output = natural(tokens?.outputTokens)
  const reasoning = Math.min(natural(tokens?.reasoningTokens), output)
  const audioOutput = Math.min(natural(tokens?.audioOutputTokens), output - reasoning)
  return {
    uncachedInput: input - cacheRead - cacheWrite - audioInput,
    cacheRead,
    cacheWrite,
    audioInput,
    output: output - reasoning - audioOutput,
    reasoning,
    audioOutput,
    images: natural(more.images ?? tokens?.images),
    requests: natural(more.requests ?? 1),
    instanceMs: natural(more.instanceMs),
  }
}

export const inputTokensOf = (usage: Usage): number => usage.uncachedInput + usage.cacheRead + usage.cacheWrite + usage.audioInput
export const outputTokensOf = (usage: Usage): number => usage.output + usage.reasoning + usage.audioOutput

/** Most bytes of a body that an estimate is made of: a longer one is mostly pictures or files, whose tokens bytes do not tell. */
const mostEstimatedBytes = 4 * 1024 * 1024

/** Input tokens of a body by its length alone: four bytes a token. Never looks at the text, so its cost has no bound to need. */
export const estimateInputTokens = (bodyBytes: number): number => Math.ceil(Math.min(natural(bodyBytes), mostEstimatedBytes) / 4)

/** Sums stay safe integers: no part of a real call comes near. */
const most = 1e12

const natural = (value: number | undefined): number =>
  value === undefined || !(value > 0) ? 0 : value > most ? most : Math.trunc(value)
