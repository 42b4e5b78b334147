import { bareId } from '../canonical/call-ids.ts'
import type { AnswerFormat, ChatRequest, ImagePart, JsonObject, Message, Part, TextPart, Tool } from '../canonical/chat.ts'
import { failureSaid } from '../canonical/conversation.ts'
import { cannotCarry } from '../canonical/fields.ts'
import type { Backend, Outbound } from '../canonical/format.ts'
import { urlOf } from '../canonical/images.ts'
import { effortOf } from '../canonical/reasoning.ts'
import { said, writeFunction, writeSchema } from '../openai/write-request.ts'

const to = 'OpenAI Responses'

/** Nothing is stored there: what the next call needs, the caller sends again. */
export function writeRequest(request: ChatRequest, backend: Backend): Outbound {
  refuse(request)
  const { tools, toolChoice, reasoning, format } = request
  const effort = reasoning === null || reasoning.kind === 'auto' ? null : reasoning.kind === 'off' ? 'none' : effortOf(reasoning)
  const json = {
    model: backend.model,
    input: request.messages.flatMap(writeMessage),
    store: false,
    ...said('max_output_tokens', request.maxTokens),
    ...said('temperature', request.temperature),
    ...said('top_p', request.topP),
    ...(format.kind === 'text' ? {} : { text: { format: writeFormat(format) } }),
    ...(tools.length > 0 ? { tools: tools.map(writeTool) } : {}),
    ...(toolChoice === null
      ? {}
      : { tool_choice: toolChoice.kind === 'one' ? { type: 'function', name: toolChoice.name } : toolChoice.kind }),
    ...said('parallel_tool_calls', request.parallelTools),
    ...(reasoning === null
      ? {}
      : { reasoning: { ...said('effort', effort), summary: 'auto' }, include: ['reasoning.encrypted_content'] }),
    ...said('user', request.user),
    ...said('metadata', request.metadata),
    ...(request.stream ? { stream: true } : {}),
  }
  return { below: '/responses', json }
}

function refuse(request: ChatRequest): void {
  if (request.topK !== null) throw cannotCarry('top_k', to)
  if (request.stop.length > 0) throw cannotCarry('stop', to)
  if (request.seed !== null) throw cannotCarry('seed', to)
  if (request.presencePenalty) throw cannotCarry('presence_penalty', to)
  if (request.frequencyPenalty) throw cannotCarry('frequency_penalty', to)
}

function writeMessage({ role, parts }: Message): JsonObject[] {
  const items: JsonObject[] = []
  let run: (TextPart | ImagePart)[] = []
  const flush = (): void => {
    if (run.length > 0) items.push({ type: 'message', role, content: run.map((part) => writeVisible(part, role)) })
    run = []
  }
  for (const part of parts) {
    if (part.kind === 'text' || part.kind === 'image') run.push(part)
    else {
      flush()
      items.push(writeItem(part))
    }
  }
  flush()
  return items
}

function writeItem(part: Exclude<Part, TextPart | ImagePart>): JsonObject {
  switch (part.kind) {
    case 'tool-call':
      return {
        type: 'function_call',
        call_id: bareId(part.id),
        name: part.name,
        arguments: part.input === '' ? '{}' : part.input,
      }
    case 'tool-result': {
      const content = failureSaid(part)
      const [only] = content
      const output =
        content.length === 0
          ? ''
          : content.length === 1 && only?.kind === 'text'
            ? only.text
            : content.map((each) => writeVisible(each, 'user'))
      return { type: 'function_call_output', call_id: bareId(part.callId), output }
    }
    case 'reasoning':
      return {
        type: 'reasoning',
        summary: [{ type: 'summary_text', text: part.text }],
        ...said('encrypted_content', part.signature),
      }
    case 'redacted':
      return { type: 'reasoning', summary: [], encrypted_content: part.data }
  }
}

function writeVisible(part: TextPart | ImagePart, role: Message['role']): JsonObject {
  if (part.kind === 'text') return { type: role === 'assistant' ? 'output_text' : 'input_text', text: part.text }
  return { type: 'input_image', image_url: urlOf(part.source), detail: part.source.detail ?? 'auto' }
}

const writeFormat = (format: AnswerFormat): JsonObject =>
  format.kind === 'schema'
    ? { type: 'json_schema', ...writeSchema(format) }
    : { type: format.kind === 'json' ? 'json_object' : 'text' }

/** The API takes tools as strict unless they say otherwise. */
const writeTool = (tool: Tool): JsonObject => ({ type: 'function', strict: false, ...writeFunction(tool) })
