import type { LlamaGrammar, Token } from 'node-llama-cpp'
import type { Order } from './generate.ts'
import { Refusal } from './refusal.ts'
import type { ChatRequest, CompletionRequest } from './request-schemas.ts'
import type { ServedModel } from './served-model.ts'

export type OrderParts = {
  readonly prompt: readonly Token[]
  /** For the refusal: `messages` or `prompt`. */
  readonly promptField: string
  readonly maxTokens: number | null
  readonly stops: readonly string[]
  readonly stopTokens: ReadonlySet<Token>
  readonly grammar: LlamaGrammar | null
  readonly topLogProbs: number | null
  readonly trimStart: boolean
}

/** The `n` answers that a request wants to one prompt, checked against the context; each has its own seed. */
export const toOrders = (
  request: ChatRequest | CompletionRequest,
  parts: OrderParts,
  model: Pick<ServedModel, 'contextSize' | 'vocabularySize'>,
  newSeed: () => number,
): readonly Order[] => {
  const { prompt, promptField } = parts
  if (prompt.length === 0) throw new Refusal(400, `${promptField} is empty`, promptField, 'invalid_value')
  if (prompt.length >= model.contextSize)
    throw new Refusal(
      400,
      `This model's maximum context length is ${model.contextSize} tokens, but your ${promptField} resulted in ${prompt.length} tokens.`,
      promptField,
      'context_length_exceeded',
    )
  const seed = request.seed == null ? newSeed() : Math.abs(request.seed) % 2 ** 32
  const logitBias = readBias(request.logit_bias ?? {}, model.vocabularySize)
  return Array.from({ length: request.n ?? 1 }, (_, index) => ({
    prompt,
    maxTokens: Math.min(parts.maxTokens ?? Number.POSITIVE_INFINITY, model.contextSize - prompt.length),
    stops: [...(request.stop ?? []), ...parts.stops],
    stopTokens: parts.stopTokens,
    // Where the caller says nothing: llama-server's defaults, as small models ramble at OpenAI's.
    sampling: {
      temperature: request.temperature ?? 0.8,
      topP: request.top_p ?? 0.95,
      topK: request.top_k ?? 40,
      minP: request.min_p ?? 0.05,
      repeatPenalty: request.repeat_penalty ?? 1,
      presencePenalty: request.presence_penalty ?? 0,
      frequencyPenalty: request.frequency_penalty ?? 0,
      seed: (seed + index) % 2 ** 32,
      logitBias,
    },
    grammar: parts.grammar,
    topLogProbs: parts.topLogProbs,
    trimStart: parts.trimStart,
  }))
}

/** There is but one tier here: who asks for one is told which it was, as OpenAI does. */
export const tierSaid = ({ service_tier }: ChatRequest | CompletionRequest): { readonly service_tier?: 'default' } =>
  service_tier == null ? {} : { service_tier: 'default' }

/** The engine's grammar and its untouched distribution do not come together. */
export const refuseLogProbsWithGrammar = (topLogProbs: number | null, grammar: LlamaGrammar | null): void => {
  if (topLogProbs !== null && grammar !== null)
    throw new Refusal(
      400,
      'logprobs cannot be combined with a JSON response_format; leave one of them out',
      'logprobs',
      'unsupported_parameter',
    )
}

const readBias = (bias: Readonly<Record<string, number>>, vocabularySize: number): ReadonlyMap<Token, number> =>
  new Map(
    Object.entries(bias).map(([key, value]) => {
      if (Number(key) >= vocabularySize)
        throw new Refusal(
          400,
          `logit_bias: token ${key} is not in the vocabulary (0 to ${vocabularySize - 1})`,
          'logit_bias',
          'invalid_value',
        )
      return [Number(key) as Token, value]
    }),
  )
