import type { LlamaContextSequence, LlamaGrammar, LlamaModel, SequenceEvaluateOptions, Token } from 'node-llama-cpp'
import { LlamaGrammarEvaluationState, TokenBias } from 'node-llama-cpp'
import { type Choice, chooseToken, seededRandom } from './choose-token.ts'
import { makeControlTokens } from './control-tokens.ts'
import { type Gate, makeGate } from './gate.ts'
import { type LogProb, logProb } from './log-prob.ts'
import { commonPrefix } from './slots.ts'
import { makeStopScanner, type Piece } from './stop-scanner.ts'
import { makeTextStream } from './text-stream.ts'

export type Sampling = Choice & {
  readonly seed: number
  /** 1 = off. */
  readonly repeatPenalty: number
  readonly presencePenalty: number
  readonly frequencyPenalty: number
  /** Added to the logit of a token, -100 to 100. */
  readonly logitBias: ReadonlyMap<Token, number>
}

/** One answer to write. */
export type Order = {
  /** Not empty, and shorter than the context. */
  readonly prompt: readonly Token[]
  /** At least 1, and within the context together with the prompt. */
  readonly maxTokens: number
  readonly stops: readonly string[]
  /** Besides the model's own end tokens. */
  readonly stopTokens: ReadonlySet<Token>
  readonly sampling: Sampling
  readonly grammar: LlamaGrammar | null
  /** How many alternatives to tell with each token; null = no log probabilities. */
  readonly topLogProbs: number | null
  /** Whether whitespace before the first word is dropped. */
  readonly trimStart: boolean
}

export type Ended = {
  readonly finishReason: 'stop' | 'length'
  /** Prompt tokens that were in the slot already. */
  readonly cachedTokens: number
  /** Sampled tokens, the end token included: what the engine's meter counted. */
  readonly completionTokens: number
}

export type Emit = (piece: Piece<LogProb>) => void | Promise<void>

/**
 * Evaluates the prompt and writes until the model ends, a stop string appears or the bound is reached. Between any two
 * tokens, and between batches of the prompt, an aborted `signal` ends it by throwing the signal's reason.
 */
export const makeGenerate = (model: LlamaModel) => {
  const gate = makeGate()
  const controlTokens = makeControlTokens(model)
  return async (sequence: LlamaContextSequence, order: Order, emit: Emit, signal: AbortSignal): Promise<Ended> => {
    const metered = sequence.tokenMeter.usedOutputTokens
    const cachedTokens = await keepPrefix(sequence, order.prompt, gate)
    const lastBatch = await evaluatePrompt(sequence, order.prompt.slice(cachedTokens), gate, signal)

    const text = makeTextStream((tokens, special, last) => model.detokenize(tokens, special, last), order.prompt)
    const scanner = makeStopScanner<LogProb>(order.stops)
    const trimmed = order.trimStart ? withoutLeadingSpace(emit) : emit
    const written: Token[] = []
    const random = seededRandom(order.sampling.seed)
    const tokens = sample(sequence, lastBatch, order, options(model, order, written, order.grammar ? controlTokens() : []))
    const end = (finishReason: Ended['finishReason']): Ended => ({
      finishReason,
      cachedTokens,
      completionTokens: sequence.tokenMeter.usedOutputTokens - metered,
    })

    try {
      let next = await tokens.next()
      while (!next.done) {
        signal.throwIfAborted()
        const probabilities = next.value.probabilities
        const token = (probabilities && chooseToken(probabilities, order.sampling, random)) ?? next.value.token
        if (model.isEogToken(token) || order.stopTokens.has(token)) {
          await trimmed(scanner.push(text.flush()))
          if (!scanner.stopped()) await trimmed(scanner.flush())
          return end('stop')
        }
        const mark = probabilities && logProb(token, probabilities, order.topLogProbs ?? 0, text.peek)
        written.push(token)
        await trimmed(scanner.push(text.push(token), mark))
        if (scanner.stopped()) return end('stop')
        if (written.length >= order.maxTokens) break
        await gate.pass()
        next = await tokens.next(token)
      }
      await trimmed(scanner.push(text.flush()))
      if (scanner.stopped()) return end('stop')
      await trimmed(scanner.flush())
      return end('length')
    } finally {
      await tokens.return()
    }
  }
}

/** Drops from the slot what differs from `prompt`, keeping at least one token to evaluate; answers how many stay. */
const keepPrefix = async (sequence: LlamaContextSequence, prompt: readonly Token[], gate: Gate): Promise<number> => {
  const keep = Math.min(commonPrefix(sequence.contextTokens, prompt), prompt.length - 1)
  if (keep < sequence.nextTokenIndex)
    await gate.closedFor(() => sequence.eraseContextTokenRanges([{ start: keep, end: sequence.nextTokenIndex }]))
  // Some architectures cannot keep a part: then nothing is left, and everything is evaluated again.
  return sequence.nextTokenIndex
}

/** Evaluates all but the last batch, so that a caller who leaves is noticed in the middle of a long prompt. */
const evaluatePrompt = async (
  sequence: LlamaContextSequence,
  prompt: readonly Token[],
  gate: Gate,
  signal: AbortSignal,
): Promise<Token[]> => {
  const size = sequence.context.batchSize
  let start = 0
  for (; prompt.length - start > size; start += size) {
    await gate.pass()
    await sequence.evaluateWithoutGeneratingNewTokens(prompt.slice(start, start + size))
    signal.throwIfAborted()
  }
  return prompt.slice(start)
}

type Sampled = { readonly token: Token; readonly probabilities?: Map<Token, number> }

const sample = (
  sequence: LlamaContextSequence,
  tokens: Token[],
  order: Order,
  how: SequenceEvaluateOptions,
): AsyncGenerator<Sampled, void, undefined | Token> =>
  order.topLogProbs === null
    ? sequence.evaluateWithMetadata(tokens, {}, how)
    : sequence.evaluateWithMetadata(tokens, { probabilities: true }, how)

/** `never`: tokens that may not be written. */
const options = (
  model: LlamaModel,
  order: Order,
  written: readonly Token[],
  never: readonly Token[],
): SequenceEvaluateOptions => {
  const { sampling, grammar } = order
  return {
    ...(order.topLogProbs === null
      ? { temperature: sampling.temperature, topK: sampling.topK, topP: sampling.topP, minP: sampling.minP, seed: sampling.seed }
      : { temperature: 0 }),
    yieldEogToken: true,
    ...(grammar === null ? {} : { grammarEvaluationState: new LlamaGrammarEvaluationState({ model, grammar }) }),
    ...(sampling.repeatPenalty === 1 && sampling.presencePenalty === 0 && sampling.frequencyPenalty === 0
      ? {}
      : {
          repeatPenalty: {
            punishTokens: () => written.slice(-penaltyWindow),
            maxPunishTokens: penaltyWindow,
            penalty: sampling.repeatPenalty,
            presencePenalty: sampling.presencePenalty,
            frequencyPenalty: sampling.frequencyPenalty,
          },
        }),
    ...(sampling.logitBias.size === 0 && never.length === 0 ? {} : { tokenBias: biasOf(model, sampling.logitBias, never) }),
  }
}

/** Penalties look at this many last tokens of the answer. */
const penaltyWindow = 256

const biasOf = (model: LlamaModel, biases: ReadonlyMap<Token, number>, never: readonly Token[]): TokenBias => {
  const bias = TokenBias.for(model)
  for (const [token, logit] of biases) bias.set(token, logit <= -100 ? 'never' : { logit })
  for (const token of never) bias.set(token, 'never')
  return bias
}

const withoutLeadingSpace = (emit: Emit): Emit => {
  let started = false
  return (piece) => {
    const text = started ? piece.text : piece.text.trimStart()
    started ||= text !== ''
    return emit({ text, marks: piece.marks })
  }
}
