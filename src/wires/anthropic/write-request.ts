import { inputObject } from '../canonical/answers.ts'
import { bareId } from '../canonical/call-ids.ts'
import type { CacheTime, ChatRequest, ImagePart, JsonObject, Message, Part, Reasoning, Tool } from '../canonical/chat.ts'
import { describedSchema, splitSystem } from '../canonical/conversation.ts'
import { cannotCarry } from '../canonical/fields.ts'
import type { Backend, Outbound } from '../canonical/format.ts'
import { budgetOf } from '../canonical/reasoning.ts'
import { said } from '../openai/write-request.ts'

const to = 'Anthropic Messages'
/** The API insists on a bound; this much every model of the family can say. */
export const defaultMaxTokens = 4_096

export function writeRequest(request: ChatRequest, backend: Backend): Outbound {
  const { system, turns } = splitSystem(request.messages, to)
  refuse(request)
  const thinking = request.reasoning === null ? null : writeThinking(request.reasoning, request.maxTokens)
  const budget = request.reasoning === null ? 0 : (budgetOf(request.reasoning) ?? 0)
  const json = {
    model: backend.model,
    max_tokens: request.maxTokens ?? defaultMaxTokens + budget,
    ...(system.length > 0 ? { system: system.map(writePart) } : {}),
    messages: turns.map(writeMessage),
    ...said('temperature', request.temperature),
    ...said('top_p', request.topP),
    ...said('top_k', request.topK),
    ...(request.stop.length > 0 ? { stop_sequences: request.stop } : {}),
    ...(request.tools.length > 0 ? { tools: request.tools.map(writeTool) } : {}),
    ...writeToolChoice(request),
    ...(request.format.kind === 'schema'
      ? { output_config: { format: { type: 'json_schema', schema: describedSchema(request.format) } } }
      : {}),
    ...said('thinking', thinking),
    ...(request.user === null ? {} : { metadata: { user_id: request.user } }),
    ...(request.stream ? { stream: true } : {}),
  }
  return { below: '/messages', json }
}

function refuse(request: ChatRequest): void {
  if (request.temperature !== null && request.temperature > 1) {
    throw cannotCarry(`temperature ${request.temperature}`, to, 'it takes 0 to 1')
  }
  if (request.seed !== null) throw cannotCarry('seed', to)
  if (request.presencePenalty) throw cannotCarry('presence_penalty', to)
  if (request.frequencyPenalty) throw cannotCarry('frequency_penalty', to)
  if (request.metadata !== null) throw cannotCarry('metadata', to)
  if (request.format.kind === 'json') throw cannotCarry('response_format json_object', to, 'give a JSON schema instead')
}

export function writeThinking(reasoning: Reasoning, maxTokens: number | null): JsonObject {
  if (reasoning.kind === 'off') return { type: 'disabled' }
  const tokens = budgetOf(reasoning, maxTokens)
  return tokens === null ? { type: 'adaptive' } : { type: 'enabled', budget_tokens: tokens }
}

const writeMessage = ({ role, parts }: Message): JsonObject => ({ role, content: parts.map(writePart) })

export function writePart(part: Part): JsonObject {
  switch (part.kind) {
    case 'text':
      return { type: 'text', text: part.text, ...writeCache(part.cache) }
    case 'image':
      return { type: 'image', source: writeSource(part), ...writeCache(part.cache) }
    case 'tool-call':
      return {
        type: 'tool_use',
        id: bareId(part.id),
        name: part.name,
        input: inputObject(part.input, `the arguments of tool call ${part.id}`),
        ...writeCache(part.cache),
      }
    case 'tool-result':
      return {
        type: 'tool_result',
        tool_use_id: bareId(part.callId),
        content: part.content.map(writePart),
        ...(part.failed ? { is_error: true } : {}),
        ...writeCache(part.cache),
      }
    case 'reasoning':
      if (part.signature === null)
        throw cannotCarry(
          'reasoning_content without the signature that came with it',
          to,
          'send thinking_blocks as they were answered, or leave it out',
        )
      return { type: 'thinking', thinking: part.text, signature: part.signature }
    case 'redacted':
      return { type: 'redacted_thinking', data: part.data }
  }
}

function writeSource({ source }: ImagePart): JsonObject {
  if (source.detail === 'low') throw cannotCarry('image_url.detail "low"', to)
  return source.by === 'url' ? { type: 'url', url: source.url } : { type: 'base64', media_type: source.mime, data: source.base64 }
}

const writeCache = (cache: CacheTime | undefined): JsonObject =>
  cache === undefined ? {} : { cache_control: { type: 'ephemeral', ...(cache === '1h' ? { ttl: '1h' } : {}) } }

const writeTool = (tool: Tool): JsonObject => ({
  name: tool.name,
  ...said('description', tool.description),
  input_schema: tool.schema ?? { type: 'object', properties: {} },
  ...said('strict', tool.strict),
  ...writeCache(tool.cache),
})

/** The parallel flag is a part of the choice here. */
function writeToolChoice({ tools, toolChoice, parallelTools }: ChatRequest): JsonObject {
  if (toolChoice === null && (parallelTools !== false || tools.length === 0)) return {}
  const kind = toolChoice?.kind ?? 'auto'
  const serial = parallelTools === false && kind !== 'none' ? { disable_parallel_tool_use: true } : {}
  if (toolChoice?.kind === 'one') return { tool_choice: { type: 'tool', name: toolChoice.name, ...serial } }
  return { tool_choice: { type: kind === 'required' ? 'any' : kind, ...serial } }
}
