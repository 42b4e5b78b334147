import type { Exchange } from './call.ts'
import type { Ended, Order } from './generate.ts'
import type { LogProb } from './log-prob.ts'
import type { ServedModel } from './served-model.ts'

/** How one API writes its answers; chat and plain completions differ only in this. */
export type Format = {
  /** `id`, `created`, `model`: on every object. */
  readonly head: Readonly<Record<string, unknown>>
  readonly wholeObject: string
  readonly chunkObject: string
  /** Sent before the first text of a choice; null: nothing. */
  readonly opening: (index: number) => object | null
  readonly piece: (index: number, text: string, logprobs: readonly LogProb[]) => object
  readonly closing: (index: number, finishReason: Ended['finishReason']) => object
  readonly choice: (index: number, text: string, logprobs: readonly LogProb[], finishReason: Ended['finishReason']) => object
}

export type Answering = {
  readonly model: ServedModel
  /** One order a choice, in the order of their indexes; the `n` answers to a prompt follow each other. */
  readonly orders: readonly Order[]
  readonly format: Format
  readonly stream: boolean
  readonly includeUsage: boolean
}

export const answer = (answering: Answering, exchange: Exchange): Promise<void> =>
  answering.stream ? answerStream(answering, exchange) : answerWhole(answering, exchange)

const answerWhole = async ({ model, orders, format }: Answering, exchange: Exchange): Promise<void> => {
  const usage = makeUsage()
  const choices: object[] = []
  for (const [index, order] of orders.entries()) {
    let text = ''
    const logprobs: LogProb[] = []
    const ended = await model.slots.use(order.prompt, exchange.signal, (sequence) =>
      model.generate(
        sequence,
        order,
        (piece) => {
          text += piece.text
          logprobs.push(...piece.marks)
        },
        exchange.signal,
      ),
    )
    usage.add(order, ended)
    choices.push(format.choice(index, text, logprobs, ended.finishReason))
  }
  exchange.json({ ...format.head, object: format.wholeObject, choices, usage: usage.total() })
}

const answerStream = async ({ model, orders, format, includeUsage }: Answering, exchange: Exchange): Promise<void> => {
  const events = exchange.events()
  const usage = makeUsage()
  const send = (choices: readonly object[], total: object | null): Promise<void> =>
    events.send({ ...format.head, object: format.chunkObject, choices, ...(includeUsage ? { usage: total } : {}) })

  for (const [index, order] of orders.entries()) {
    const ended = await model.slots.use(order.prompt, exchange.signal, async (sequence) => {
      const open = once(async () => {
        const opening = format.opening(index)
        if (opening !== null) await send([opening], null)
      })
      const end = await model.generate(
        sequence,
        order,
        async (piece) => {
          await open()
          if (piece.text !== '' || piece.marks.length > 0) await send([format.piece(index, piece.text, piece.marks)], null)
        },
        exchange.signal,
      )
      await open()
      return end
    })
    usage.add(order, ended)
    await send([format.closing(index, ended.finishReason)], null)
  }
  if (includeUsage) await send([], usage.total())
  events.done()
}

/** Prompt tokens are counted once for the answers that share a prompt. */
const makeUsage = () => {
  const prompts = new Set<Order['prompt']>()
  let prompt = 0
  let cached = 0
  let completion = 0
  return {
    add: (order: Order, ended: Ended): void => {
      completion += ended.completionTokens
      if (prompts.has(order.prompt)) return
      prompts.add(order.prompt)
      prompt += order.prompt.length
      cached += ended.cachedTokens
    },
    total: () => ({
      prompt_tokens: prompt,
      completion_tokens: completion,
      total_tokens: prompt + completion,
      prompt_tokens_details: { cached_tokens: cached },
    }),
  }
}

const once = (run: () => Promise<void>): (() => Promise<void>) => {
  let running: Promise<void> | undefined
  return () => {
    running ??= run()
    return running
  }
}
