import { createParser } from 'eventsource-parser'
import { asProblem, type Problem, problemOf } from '../../../api/problem.ts'
import type { StreamEvent } from './events.ts'
import { type Answer, noAnswer, type ToolCall, type Trouble, type Usage } from './types.ts'

/** How calls get out: as who is signed in, or with a key. */
export type Send = (path: string, init: RequestInit) => Promise<Response>

type Piece = {
  readonly content?: string | null
  readonly reasoning_content?: string | null
  readonly reasoning?: string | null
  readonly tool_calls?: readonly {
    readonly index?: number
    readonly id?: string
    readonly function?: { readonly name?: string; readonly arguments?: string }
  }[]
}
type Chunk = {
  readonly model?: string
  readonly choices?: readonly { readonly delta?: Piece; readonly message?: Piece; readonly finish_reason?: string | null }[]
  readonly usage?: Usage | null
  readonly error?: unknown
}

/** What was refused, with how long to wait where that was said. */
export class Refused extends Error {
  readonly trouble: Trouble
  constructor({ status, code, message, requestId }: Problem, retryAfter: string | null) {
    super(message)
    const retryAfterSeconds = retryAfter === null || !/^\d+$/.test(retryAfter) ? null : Number(retryAfter)
    this.trouble = { status, code, message, requestId, retryAfterSeconds }
  }
}

/**
 * Streams one answer of a chat deployment; `tell` hears of it as far as it has come, `note` of each event. Resolves with the whole, rejects with `Refused`,
 * or as `fetch` does when `signal` ends it.
 */
export async function streamAnswer(
  send: Send,
  body: Record<string, unknown>,
  signal: AbortSignal,
  tell: (answer: Answer) => void,
  note: (event: StreamEvent) => void = () => undefined,
): Promise<Answer> {
  const began = performance.now()
  const response = await asked(send, { ...body, stream: true, stream_options: { include_usage: true } }, signal)
  let answer: Answer = { ...noAnswer, requestId: response.headers.get('x-request-id') }
  const heed = (chunk: Chunk): void => {
    if (chunk.error) throw new Refused(asProblem(chunk, response.status, answer.requestId), null)
    answer = added(answer, chunk, performance.now() - began)
    tell(answer)
  }
  if (response.headers.get('content-type')?.includes('json')) heed((await response.json()) as Chunk)
  else
    await readEvents(response, (data) => {
      note({ ms: performance.now() - began, data })
      if (data !== '[DONE]') heed(JSON.parse(data) as Chunk)
    })
  return { ...answer, totalMs: performance.now() - began }
}

async function asked(send: Send, body: Record<string, unknown>, signal: AbortSignal): Promise<Response> {
  const init = { method: 'POST', signal, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await send('/v1/chat/completions', init)
  if (response.ok) return response
  const problem = await problemOf(response)
  const { max_tokens, ...rest } = body
  // Models that reason know the bound by another name only.
  if (response.status === 400 && max_tokens !== undefined && problem.message.includes('max_completion_tokens'))
    return asked(send, { ...rest, max_completion_tokens: max_tokens }, signal)
  throw new Refused(problem, response.headers.get('retry-after'))
}

async function readEvents(response: Response, onData: (data: string) => void): Promise<void> {
  if (!response.body) return
  const parser = createParser({ onEvent: ({ data }) => onData(data) })
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  try {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      parser.feed(value)
    }
  } finally {
    void reader.cancel().catch(() => undefined)
  }
}

function added(answer: Answer, chunk: Chunk, nowMs: number): Answer {
  const choice = chunk.choices?.[0]
  const piece = choice?.delta ?? choice?.message ?? {}
  const text = piece.content ?? ''
  const reasoning = piece.reasoning_content ?? piece.reasoning ?? ''
  const calls = piece.tool_calls ?? []
  const came = text !== '' || reasoning !== '' || calls.length > 0
  return {
    ...answer,
    text: answer.text + text,
    reasoning: answer.reasoning + reasoning,
    toolCalls: calls.reduce(withCall, answer.toolCalls),
    finish: choice?.finish_reason ?? answer.finish,
    usage: chunk.usage ?? answer.usage,
    model: chunk.model ?? answer.model,
    firstMs: answer.firstMs ?? (came ? nowMs : null),
    totalMs: nowMs,
  }
}

const withCall = (calls: readonly ToolCall[], piece: NonNullable<Piece['tool_calls']>[number]): readonly ToolCall[] => {
  const at = piece.index ?? calls.length
  const before = calls[at] ?? { id: '', name: '', arguments: '' }
  const next = {
    id: piece.id ?? before.id,
    name: before.name + (piece.function?.name ?? ''),
    arguments: before.arguments + (piece.function?.arguments ?? ''),
  }
  return [...calls.slice(0, at), next, ...calls.slice(at + 1)]
}
