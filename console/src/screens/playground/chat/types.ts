/** What of a model's answer can be set. Unset: the model's own. `schema`, `tools` and `extra` are JSON as written. */
export type Parameters = {
  readonly temperature?: number
  readonly topP?: number
  readonly maxTokens?: number
  readonly stop?: readonly string[]
  readonly seed?: number
  readonly effort?: string
  readonly format?: 'json_object' | 'json_schema'
  readonly schema?: string
  readonly tools?: string
  readonly extra?: string
  /** Most messages of before that are sent along. */
  readonly past?: number
}

export type ToolCall = { readonly id: string; readonly name: string; readonly arguments: string }

/** Why there is no answer, or no whole one. `status` 0: nothing was answered at all. */
export type Trouble = {
  readonly status: number
  readonly code: string | null
  readonly message: string
  readonly requestId: string | null
  readonly retryAfterSeconds: number | null
}

export type Usage = {
  readonly prompt_tokens?: number
  readonly completion_tokens?: number
  readonly prompt_tokens_details?: { readonly cached_tokens?: number } | null
  readonly completion_tokens_details?: { readonly reasoning_tokens?: number } | null
}

/** As far as it has come. `firstMs`: until the first of it was there. */
export type Answer = {
  readonly text: string
  readonly reasoning: string
  readonly toolCalls: readonly ToolCall[]
  readonly finish: string | null
  readonly usage: Usage | null
  readonly requestId: string | null
  readonly model: string | null
  readonly firstMs: number | null
  readonly totalMs: number
}

export type UserTurn = {
  readonly kind: 'user'
  readonly id: string
  readonly text: string
  /** `data:` addresses. */
  readonly images: readonly string[]
}
export type AnswerTurn = Answer & {
  readonly kind: 'answer'
  readonly id: string
  readonly state: 'waiting' | 'coming' | 'done' | 'stopped' | 'failed'
  readonly trouble: Trouble | null
  readonly request: object
}
export type ToolTurn = {
  readonly kind: 'tool'
  readonly id: string
  readonly callId: string
  readonly name: string
  readonly text: string
}
export type Turn = UserTurn | AnswerTurn | ToolTurn

/** `lanes`: what was said with each deployment, by its name. */
export type Conversation = {
  readonly system: string
  readonly parameters: Parameters
  readonly lanes: Readonly<Record<string, readonly Turn[]>>
}

export const noAnswer: Answer = {
  text: '',
  reasoning: '',
  toolCalls: [],
  finish: null,
  usage: null,
  requestId: null,
  model: null,
  firstMs: null,
  totalMs: 0,
}

export const isOpen = (turn: Turn): boolean => turn.kind === 'answer' && (turn.state === 'waiting' || turn.state === 'coming')

/** Calls of tools that the model waits for: those of its last answer without a result. */
export function openCalls(turns: readonly Turn[]): readonly ToolCall[] {
  const at = turns.findLastIndex(({ kind }) => kind === 'answer')
  const last = turns[at]
  if (last?.kind !== 'answer' || last.state !== 'done') return []
  const after = turns.slice(at + 1)
  if (after.some(({ kind }) => kind === 'user')) return []
  return last.toolCalls.filter(({ id }) => !after.some((turn) => turn.kind === 'tool' && turn.callId === id))
}
