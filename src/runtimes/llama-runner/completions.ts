import { answer, type Format } from './answer.ts'
import type { Handle } from './call.ts'
import type { LogProb } from './log-prob.ts'
import { refuseLogProbsWithGrammar, tierSaid, toOrders } from './orders.ts'
import { CompletionRequest, read } from './request-schemas.ts'

/** `POST /v1/completions` */
export const completions: Handle = async (body, { model, exchange, ids }) => {
  const request = read(CompletionRequest, body)
  const grammar = await model.grammarFor(request.response_format)
  const topLogProbs = request.logprobs ?? null
  refuseLogProbsWithGrammar(topLogProbs, grammar)

  const orders = [request.prompt].flat().flatMap((prompt) =>
    toOrders(
      request,
      {
        prompt: model.tokenizePrompt(prompt),
        promptField: 'prompt',
        maxTokens: request.max_tokens ?? null,
        stops: [],
        stopTokens: new Set(),
        grammar,
        topLogProbs,
        trimStart: false,
      },
      model,
      ids.newSeed,
    ),
  )
  const head = { id: ids.newId('cmpl-'), created: ids.nowSeconds(), model: model.name, ...tierSaid(request) }
  await answer(
    {
      model,
      orders,
      format: completionFormat(head, topLogProbs !== null),
      stream: request.stream === true,
      includeUsage: request.stream_options?.include_usage === true,
    },
    exchange,
  )
}

const completionFormat = (head: Format['head'], wantsLogProbs: boolean): Format => {
  /** Characters of each choice sent so far: `text_offset` counts on from there. */
  const offsets = new Map<number, number>()
  const choice = (index: number, text: string, marks: readonly LogProb[], finish_reason: string | null) => {
    const offset = offsets.get(index) ?? 0
    offsets.set(index, offset + marks.reduce((length, { token }) => length + token.length, 0))
    return { index, text, logprobs: wantsLogProbs ? legacyLogProbs(marks, offset) : null, finish_reason }
  }
  return {
    head,
    wholeObject: 'text_completion',
    chunkObject: 'text_completion',
    opening: () => null,
    piece: (index, text, marks) => choice(index, text, marks, null),
    closing: (index, finishReason) => choice(index, '', [], finishReason),
    choice,
  }
}

const legacyLogProbs = (marks: readonly LogProb[], offset: number) => {
  let next = offset
  return {
    tokens: marks.map(({ token }) => token),
    token_logprobs: marks.map(({ logprob }) => logprob),
    top_logprobs: marks.map((mark) => Object.fromEntries(mark.top_logprobs.map(({ token, logprob }) => [token, logprob]))),
    text_offset: marks.map(({ token }) => {
      const at = next
      next += token.length
      return at
    }),
  }
}
