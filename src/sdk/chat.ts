import type { Http } from '../client/http.ts'
import { LecternError } from './errors.ts'

export type ChatMessage = {
  readonly role: 'system' | 'developer' | 'user' | 'assistant' | 'tool'
  readonly content: unknown
} & Readonly<Record<string, unknown>>

/** What OpenAI's chat completions take besides model and messages: `max_tokens`, `temperature`, `tools`, … */
export type ChatOptions = { readonly signal?: AbortSignal | undefined } & Readonly<Record<string, unknown>>

/** Tokens. */
export type Usage = {
  readonly prompt_tokens: number
  readonly completion_tokens: number
  readonly total_tokens: number
} & Readonly<Record<string, unknown>>

/** A piece of the answer. `chunk` is the event as it came, with tool calls and whatever else the model says. */
export type ChatDelta = { readonly text: string; readonly chunk: Readonly<Record<string, unknown>> }

export type ChatAnswer = {
  readonly text: string
  readonly finishReason: string | null
  /** null: the model did not say. */
  readonly usage: Usage | null
}

/** An answer on its way: read it piece by piece, or wait for all of it. It is asked for when either is done first. */
export type Chat = AsyncIterable<ChatDelta> & {
  /** The whole answer; what was not read yet is read. */
  answer(): Promise<ChatAnswer>
}

export function chat(http: Http, model: string, messages: string | readonly ChatMessage[], options: ChatOptions = {}): Chat {
  const { signal, ...settings } = options
  const said = typeof messages === 'string' ? [{ role: 'user', content: messages }] : messages
  const body = { stream_options: { include_usage: true }, ...settings, model, messages: said, stream: true }
  let broken: { readonly cause: unknown } | null = null
  const answer = { text: '', finishReason: null as string | null, usage: null as Usage | null }
  const pieces = read()

  async function* read(): AsyncGenerator<ChatDelta, void> {
    try {
      yield* asked()
    } catch (cause) {
      broken = { cause }
      throw cause
    }
  }

  async function* asked(): AsyncGenerator<ChatDelta, void> {
    const stream = await http.stream('POST', '/v1/chat/completions', { body, signal })
    for await (const chunk of chunksIn(stream)) {
      if (chunk.error) throw new LecternError(wordsOf(chunk.error))
      const [choice] = chunk.choices ?? []
      const text = choice?.delta?.content ?? ''
      answer.text += text
      answer.finishReason = choice?.finish_reason ?? answer.finishReason
      answer.usage = chunk.usage ?? answer.usage
      yield { text, chunk }
    }
  }

  return {
    [Symbol.asyncIterator]: () => pieces,
    answer: async () => {
      for (let step = await pieces.next(); !step.done; ) step = await pieces.next()
      if (broken) throw broken.cause
      return { ...answer }
    },
  }
}

type Chunk = Readonly<Record<string, unknown>> & {
  readonly error?: { readonly message?: string } | string
  readonly choices?: readonly {
    readonly delta?: { readonly content?: string | null }
    readonly finish_reason?: string | null
  }[]
  readonly usage?: Usage | null
}

const wordsOf = (error: NonNullable<Chunk['error']>): string =>
  typeof error === 'string' ? error : (error.message ?? 'the model failed')

/** Events of a stream of chat completion chunks; one that ends without its last word throws. */
async function* chunksIn(stream: ReadableStream<Uint8Array>): AsyncGenerator<Chunk, void> {
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  try {
    for (let rest = ''; ; ) {
      const { done, value } = await reader.read()
      if (done) throw new LecternError('the answer broke off')
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (!line.startsWith('data:')) continue
        const data = line.slice('data:'.length).trim()
        if (data === '[DONE]') return
        yield JSON.parse(data)
      }
    }
  } finally {
    // Who leaves the loop early is answered no further.
    await reader.cancel().catch(() => {})
  }
}
