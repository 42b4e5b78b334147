import { answer, type Format } from './answer.ts'
import type { Handle } from './call.ts'
import type { LogProb } from './log-prob.ts'
import { refuseLogProbsWithGrammar, tierSaid, toOrders } from './orders.ts'
import { Refusal } from './refusal.ts'
import { ChatRequest, read } from './request-schemas.ts'

/** `POST /v1/chat/completions` */
export const chat: Handle = async (body, { model, exchange, ids }) => {
  const request = read(ChatRequest, body)
  if (request.top_logprobs != null && request.logprobs !== true)
    throw new Refusal(400, 'top_logprobs needs logprobs: true', 'top_logprobs', 'invalid_value')
  const grammar = await model.grammarFor(request.response_format)
  const topLogProbs = request.logprobs === true ? (request.top_logprobs ?? 0) : null
  refuseLogProbsWithGrammar(topLogProbs, grammar)

  const { tokens, stops, stopTokens } = model.renderChat(request.messages)
  const orders = toOrders(
    request,
    {
      prompt: tokens,
      promptField: 'messages',
      maxTokens: request.max_completion_tokens ?? request.max_tokens ?? null,
      stops,
      stopTokens,
      grammar,
      topLogProbs,
      trimStart: true,
    },
    model,
    ids.newSeed,
  )
  const head = { id: ids.newId('chatcmpl-'), created: ids.nowSeconds(), model: model.name, ...tierSaid(request) }
  await answer(
    {
      model,
      orders,
      format: chatFormat(head, topLogProbs !== null),
      stream: request.stream === true,
      includeUsage: request.stream_options?.include_usage === true,
    },
    exchange,
  )
}

const chatFormat = (head: Format['head'], wantsLogProbs: boolean): Format => {
  const logprobs = (content: readonly LogProb[]) => (wantsLogProbs ? { content, refusal: null } : null)
  return {
    head,
    wholeObject: 'chat.completion',
    chunkObject: 'chat.completion.chunk',
    opening: (index) => ({ index, delta: { role: 'assistant', content: '' }, logprobs: null, finish_reason: null }),
    piece: (index, content, marks) => ({ index, delta: { content }, logprobs: logprobs(marks), finish_reason: null }),
    closing: (index, finish_reason) => ({ index, delta: {}, logprobs: null, finish_reason }),
    choice: (index, content, marks, finish_reason) => ({
      index,
      message: { role: 'assistant', content, refusal: null },
      logprobs: logprobs(marks),
      finish_reason,
    }),
  }
}
