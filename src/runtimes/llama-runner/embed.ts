import type { LlamaEmbeddingContext, LlamaModel, Token } from 'node-llama-cpp'
import { Refusal } from './refusal.ts'
import { makeSlots } from './slots.ts'

export type Embedding = { readonly vector: readonly number[]; readonly tokens: number }

export type Embed = {
  /** A vector of length 1. Refuses input longer than the context. */
  (input: string | readonly Token[], field: string, signal: AbortSignal): Promise<Embedding>
  /** Tokens evaluated so far. */
  readonly tokens: () => number
  readonly busy: () => number
  readonly waiting: () => number
}

/** The context for embeddings takes memory of its own, so it comes with the first request that needs it. */
export const makeEmbed = (model: LlamaModel, size: { readonly contextSize: number; readonly threads: number }): Embed => {
  let opening: Promise<LlamaEmbeddingContext> | undefined
  let evaluated = 0
  /** The engine takes one input at a time. */
  const line = makeSlots([{ contextTokens: [] }])

  const embed = async (input: string | readonly Token[], field: string, signal: AbortSignal): Promise<Embedding> => {
    // One batch takes the whole input: the engine reads the vector from the last batch only.
    opening ??= model.createEmbeddingContext({ ...size, batchSize: size.contextSize })
    const context = await opening
    const own = typeof input === 'string' ? input : [...input]
    const tokens = context.calculateInputLength(own)
    if (tokens >= size.contextSize)
      throw new Refusal(
        400,
        `${field} has ${tokens} tokens, but this model's maximum context length is ${size.contextSize} tokens`,
        field,
        'context_length_exceeded',
      )
    const { vector } = await line.use([], signal, () => context.getEmbeddingFor(typeof input === 'string' ? input : [...input]))
    evaluated += tokens
    return { vector: normalised(vector), tokens }
  }
  return Object.assign(embed, { tokens: () => evaluated, busy: line.busy, waiting: line.waiting })
}

const normalised = (vector: readonly number[]): readonly number[] => {
  const length = Math.hypot(...vector)
  return length === 0 ? vector : vector.map((value) => value / length)
}
