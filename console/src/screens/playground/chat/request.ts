import type { Conversation, Parameters, Turn } from './types.ts'

/** The body of a chat completion, without what makes it a stream. Throws SyntaxError where JSON in the parameters is none. */
export function requestOf(model: string, { system, parameters }: Conversation, turns: readonly Turn[]): Record<string, unknown> {
  const messages = [
    ...(system.trim() === '' ? [] : [{ role: 'system', content: system }]),
    ...past(turns, parameters.past).flatMap(messagesOf),
  ]
  return { model, messages, ...fieldsOf(parameters) }
}

/** What of the parameters is JSON that cannot be read. */
export const badJson = (parameters: Parameters): readonly ('schema' | 'tools' | 'extra')[] =>
  (['schema', 'tools', 'extra'] as const).filter((field) => {
    if (field === 'schema' && parameters.format !== 'json_schema') return false
    try {
      const value = jsonIn(parameters[field])
      return value !== undefined && (typeof value !== 'object' || value === null || Array.isArray(value) !== (field === 'tools'))
    } catch {
      return true
    }
  })

function fieldsOf(parameters: Parameters): Record<string, unknown> {
  const { temperature, topP, maxTokens, stop = [], seed, effort, format } = parameters
  const tools = jsonIn(parameters.tools) as readonly Record<string, unknown>[] | undefined
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
    ...(stop.length === 0 ? {} : { stop }),
    ...(seed === undefined ? {} : { seed }),
    ...(effort === undefined ? {} : { reasoning_effort: effort }),
    ...(format === undefined ? {} : { response_format: formatOf(format, parameters.schema) }),
    // A function may be written without what is around it.
    ...(tools && tools.length > 0
      ? { tools: tools.map((tool) => ('function' in tool ? tool : { type: 'function', function: tool })) }
      : {}),
    ...((jsonIn(parameters.extra) as object | undefined) ?? {}),
  }
}

function formatOf(format: 'json_object' | 'json_schema', text: string | undefined): object {
  if (format === 'json_object') return { type: 'json_object' }
  const schema = (jsonIn(text) ?? { type: 'object' }) as Record<string, unknown>
  if ('schema' in schema && 'name' in schema) return { type: 'json_schema', json_schema: schema }
  // A model can be bound strictly only to what leaves nothing open.
  const strict = schema['additionalProperties'] === false ? { strict: true } : {}
  return { type: 'json_schema', json_schema: { name: 'answer', ...strict, schema } }
}

const jsonIn = (text: string | undefined): unknown => (text === undefined || text.trim() === '' ? undefined : JSON.parse(text))

/** The last `most` messages and what was just asked, from one of the user's on: an answer or a result alone means nothing. */
function past(turns: readonly Turn[], most: number | undefined): readonly Turn[] {
  if (most === undefined) return turns
  const asked = turns.findLastIndex(({ kind }) => kind === 'user')
  const from = turns.findIndex(({ kind }, at) => kind === 'user' && at >= asked - most)
  return turns.slice(from < 0 ? asked : from)
}

function messagesOf(turn: Turn, at: number, turns: readonly Turn[]): readonly object[] {
  switch (turn.kind) {
    case 'user':
      return [{ role: 'user', content: contentOf(turn.text, turn.images) }]
    case 'tool':
      return [{ role: 'tool', tool_call_id: turn.callId, content: turn.text }]
    case 'answer': {
      // Calls without results would be refused; what failed was never said.
      const calls = turns[at + 1]?.kind === 'tool' ? turn.toolCalls : []
      if (turn.text === '' && calls.length === 0) return []
      return [
        {
          role: 'assistant',
          content: turn.text === '' ? null : turn.text,
          ...(calls.length === 0
            ? {}
            : { tool_calls: calls.map(({ id, ...called }) => ({ id, type: 'function', function: called })) }),
        },
      ]
    }
  }
}

const contentOf = (text: string, images: readonly string[]): unknown =>
  images.length === 0
    ? text
    : [...(text === '' ? [] : [{ type: 'text', text }]), ...images.map((url) => ({ type: 'image_url', image_url: { url } }))]
