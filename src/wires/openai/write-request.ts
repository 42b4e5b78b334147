import { bareId, unsealId } from '../canonical/call-ids.ts'
import type {
  AnswerFormat,
  ChatRequest,
  ImagePart,
  JsonObject,
  Message,
  ReasoningPart,
  RedactedPart,
  TextPart,
  Tool,
  ToolCallPart,
} from '../canonical/chat.ts'
import { failureSaid, turnsOf } from '../canonical/conversation.ts'
import { cannotCarry } from '../canonical/fields.ts'
import type { Backend, Outbound } from '../canonical/format.ts'
import { urlOf } from '../canonical/images.ts'
import { effortOf } from '../canonical/reasoning.ts'

const to = 'OpenAI Chat Completions'

export function writeRequest(request: ChatRequest, backend: Backend): Outbound {
  const { maxTokens, tools, toolChoice, stop, reasoning } = request
  const json = {
    model: backend.model,
    // All calls of a turn belong into one message here, and nothing but their results behind it.
    messages: turnsOf(request.messages, ['assistant']).flatMap(writeMessage),
    // Models that reason take only the new name, and older servers of this API know only the old one.
    ...(maxTokens === null ? {} : reasons.test(backend.model) ? { max_completion_tokens: maxTokens } : { max_tokens: maxTokens }),
    ...said('temperature', request.temperature),
    ...said('top_p', request.topP),
    ...said('top_k', request.topK),
    ...said('seed', request.seed),
    ...said('presence_penalty', request.presencePenalty),
    ...said('frequency_penalty', request.frequencyPenalty),
    ...(stop.length > 0 ? { stop } : {}),
    ...(request.format.kind === 'text' ? {} : { response_format: writeFormat(request.format) }),
    ...(tools.length > 0 ? { tools: tools.map(writeTool) } : {}),
    ...(toolChoice === null
      ? {}
      : { tool_choice: toolChoice.kind === 'one' ? { type: 'function', function: { name: toolChoice.name } } : toolChoice.kind }),
    ...said('parallel_tool_calls', request.parallelTools),
    ...(reasoning === null || reasoning.kind === 'auto'
      ? {}
      : { reasoning_effort: reasoning.kind === 'off' ? 'none' : effortOf(reasoning) }),
    ...said('user', request.user),
    ...said('metadata', request.metadata),
    ...(request.stream ? { stream: true, stream_options: { include_usage: true } } : {}),
  }
  return { below: '/chat/completions', json }
}

const reasons = /^(o\d|gpt-([5-9]|\d\d))/

export const said = (name: string, value: unknown): JsonObject => (value === null ? {} : { [name]: value })

function writeMessage({ role, parts }: Message): JsonObject[] {
  if (role === 'assistant') return [writeAssistant(parts)]
  const messages: JsonObject[] = []
  let run: (TextPart | ImagePart)[] = []
  const flush = (): void => {
    if (run.length > 0) messages.push({ role, content: writeContent(run) })
    run = []
  }
  for (const part of parts) {
    if (part.kind === 'text' || part.kind === 'image') run.push(part)
    else if (part.kind === 'tool-result') {
      flush()
      if (part.content.some(({ kind }) => kind === 'image'))
        throw cannotCarry('messages with an image in a tool result', to, 'send it in a user message')
      messages.push({ role: 'tool', tool_call_id: bareId(part.callId), content: writeContent(failureSaid(part)) })
    } else throw cannotCarry(`messages with a ${part.kind} part of the ${role}`, to)
  }
  flush()
  return messages
}

function writeAssistant(parts: Message['parts']): JsonObject {
  const content: TextPart[] = []
  const calls: JsonObject[] = []
  const thoughts: (ReasoningPart | RedactedPart)[] = []
  for (const part of parts) {
    if (part.kind === 'text') content.push(part)
    else if (part.kind === 'reasoning' || part.kind === 'redacted') thoughts.push(part)
    else if (part.kind === 'tool-call') calls.push(writeOwnCall(part))
    else throw cannotCarry(`messages with a ${part.kind} part of the assistant`, to)
  }
  return {
    role: 'assistant',
    content: content.length > 0 ? writeContent(content) : null,
    ...writeReasoning(thoughts),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  }
}

/** `extra_content` is where Google's own servers of this API keep the thought behind a call. */
const writeOwnCall = (part: ToolCallPart): JsonObject => {
  const { id, signature } = unsealId(part.id)
  const extra = signature === null ? {} : { extra_content: { google: { thought_signature: signature } } }
  return { ...writeCall({ ...part, id }), ...extra }
}

export const writeCall = ({ id, name, input }: ToolCallPart): JsonObject => ({
  id,
  type: 'function',
  function: { name, arguments: input === '' ? '{}' : input },
})

/** Text alone as most servers say it; with signatures in the form that gateways in front of signing providers agreed on. */
export function writeReasoning(parts: readonly (ReasoningPart | RedactedPart)[]): JsonObject {
  if (parts.length === 0) return {}
  const text = parts.map((part) => (part.kind === 'reasoning' ? part.text : '')).join('')
  const blocks = parts.some((part) => part.kind === 'redacted' || part.signature !== null)
  return {
    ...(text === '' ? {} : { reasoning_content: text }),
    ...(blocks ? { thinking_blocks: parts.map(writeThought) } : {}),
  }
}

export const writeThought = (part: ReasoningPart | RedactedPart): JsonObject =>
  part.kind === 'redacted'
    ? { type: 'redacted_thinking', data: part.data }
    : { type: 'thinking', thinking: part.text, ...said('signature', part.signature) }

function writeContent(parts: readonly (TextPart | ImagePart)[]): unknown {
  if (parts.length === 0) return ''
  const [only] = parts
  if (parts.length === 1 && only?.kind === 'text') return only.text
  return parts.map((part) =>
    part.kind === 'text'
      ? { type: 'text', text: part.text }
      : {
          type: 'image_url',
          image_url: { url: urlOf(part.source), ...(part.source.detail ? { detail: part.source.detail } : {}) },
        },
  )
}

function writeFormat(format: AnswerFormat): JsonObject {
  if (format.kind !== 'schema') return { type: format.kind === 'json' ? 'json_object' : 'text' }
  return { type: 'json_schema', json_schema: writeSchema(format) }
}

/** Both of OpenAI's APIs insist on a name. */
export const writeSchema = (format: AnswerFormat & { kind: 'schema' }): JsonObject => ({
  name: format.name ?? 'answer',
  ...said('description', format.description),
  schema: format.schema,
  ...said('strict', format.strict),
})

const writeTool = (tool: Tool): JsonObject => ({ type: 'function', function: writeFunction(tool) })

export const writeFunction = (tool: Tool): JsonObject => ({
  name: tool.name,
  ...said('description', tool.description),
  ...said('parameters', tool.schema),
  ...said('strict', tool.strict),
})
