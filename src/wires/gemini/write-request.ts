import { inputObject } from '../canonical/answers.ts'
import { bareId, unsealId } from '../canonical/call-ids.ts'
import type { ChatRequest, ImagePart, JsonObject, Message, Part, Reasoning, Tool, ToolResultPart } from '../canonical/chat.ts'
import { describedSchema, namesOf, splitSystem } from '../canonical/conversation.ts'
import { cannotCarry } from '../canonical/fields.ts'
import type { Backend, Outbound } from '../canonical/format.ts'
import { mimeOf } from '../canonical/images.ts'
import { budgetOf } from '../canonical/reasoning.ts'
import { said } from '../openai/write-request.ts'
import { writeThought } from './thoughts.ts'

const to = 'Gemini generateContent'

export function writeRequest(request: ChatRequest, backend: Backend): Outbound {
  const { system, turns } = splitSystem(request.messages, to)
  if (request.parallelTools === false) throw cannotCarry('parallel_tool_calls false', to)
  const names = namesOf(turns)
  const config = {
    ...said('maxOutputTokens', request.maxTokens),
    ...said('temperature', request.temperature),
    ...said('topP', request.topP),
    ...said('topK', request.topK),
    ...(request.stop.length > 0 ? { stopSequences: request.stop } : {}),
    ...said('seed', request.seed),
    ...said('presencePenalty', request.presencePenalty),
    ...said('frequencyPenalty', request.frequencyPenalty),
    ...(request.format.kind === 'text' ? {} : { responseMimeType: 'application/json' }),
    ...(request.format.kind === 'schema' ? { responseJsonSchema: describedSchema(request.format) } : {}),
    ...(request.reasoning === null ? {} : { thinkingConfig: writeThinking(request.reasoning) }),
  }
  const json = {
    ...(system.length > 0 ? { systemInstruction: { parts: system.map(({ text }) => ({ text })) } } : {}),
    contents: turns.map((turn) => writeContent(turn, names)),
    ...(Object.keys(config).length > 0 ? { generationConfig: config } : {}),
    ...(request.tools.length > 0 ? { tools: [{ functionDeclarations: request.tools.map(writeTool) }] } : {}),
    ...writeToolChoice(request),
    ...writeLabels(request),
  }
  const verb = request.stream ? 'streamGenerateContent' : 'generateContent'
  return { below: `/models/${encodeURIComponent(backend.model)}:${verb}`, json }
}

/** Thoughts are shown to whoever asks for reasoning, as on the other wires. */
function writeThinking(reasoning: Reasoning): JsonObject {
  if (reasoning.kind === 'off') return { thinkingBudget: 0 }
  return { thinkingBudget: budgetOf(reasoning) ?? -1, includeThoughts: true }
}

const writeContent = ({ role, parts }: Message, names: ReadonlyMap<string, string>): JsonObject => ({
  role: role === 'assistant' ? 'model' : 'user',
  parts: parts.map((part) => writePart(part, names)),
})

function writePart(part: Part, names: ReadonlyMap<string, string>): JsonObject {
  switch (part.kind) {
    case 'text':
      return { text: part.text }
    case 'image':
      return writeImage(part)
    case 'tool-call': {
      const { id, signature } = unsealId(part.id)
      const args = inputObject(part.input, `the arguments of tool call ${id}`)
      return { functionCall: { id, name: part.name, args }, ...said('thoughtSignature', signature) }
    }
    case 'tool-result':
      return { functionResponse: { id: bareId(part.callId), name: nameOf(part, names), response: writeResult(part) } }
    case 'reasoning':
    case 'redacted':
      return writeThought(part)
  }
}

function nameOf({ callId }: ToolResultPart, names: ReadonlyMap<string, string>): string {
  const name = names.get(bareId(callId))
  if (name !== undefined) return name
  throw cannotCarry(
    `messages with a result for the tool call "${callId}", which no message before it makes,`,
    to,
    'send the assistant message with that call too',
  )
}

/** `output` and `error` are the names that the provider documents. */
function writeResult({ content, failed }: ToolResultPart): JsonObject {
  const text = content.map((part) => {
    if (part.kind === 'image') throw cannotCarry('messages with an image in a tool result', to, 'send it in a user message')
    return part.text
  })
  return { [failed ? 'error' : 'output']: text.join('\n') }
}

function writeImage({ source }: ImagePart): JsonObject {
  if (source.detail === 'low') throw cannotCarry('image_url.detail "low"', to)
  const mimeType = mimeOf(source, to)
  return source.by === 'url' ? { fileData: { fileUri: source.url, mimeType } } : { inlineData: { data: source.base64, mimeType } }
}

function writeTool(tool: Tool): JsonObject {
  return { name: tool.name, ...said('description', tool.description), ...said('parametersJsonSchema', tool.schema) }
}

/** Labels are lower-case words. */
const label = /^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u

function writeLabels({ user, metadata }: ChatRequest): JsonObject {
  const labels = { ...metadata, ...said('user', user) }
  for (const [name, value] of Object.entries(labels)) {
    if (label.test(name) && label.test(String(value))) continue
    throw cannotCarry(
      name === 'user' && user !== null ? `user "${user}"` : `metadata.${name} "${String(value)}"`,
      to,
      'as a label it may hold up to 63 lower-case letters, digits, "_" and "-"',
    )
  }
  return Object.keys(labels).length > 0 ? { labels } : {}
}

const modes = { auto: 'AUTO', none: 'NONE', required: 'ANY' } as const

/** Keeping to the schemas is no tool's affair here but a mode; `ANY` does so anyway. */
function writeToolChoice({ tools, toolChoice }: ChatRequest): JsonObject {
  const strict = tools.some((tool) => tool.strict === true) && (toolChoice === null || toolChoice.kind === 'auto')
  if (strict) return { toolConfig: { functionCallingConfig: { mode: 'VALIDATED' } } }
  if (toolChoice === null) return {}
  const config =
    toolChoice.kind === 'one' ? { mode: 'ANY', allowedFunctionNames: [toolChoice.name] } : { mode: modes[toolChoice.kind] }
  return { toolConfig: { functionCallingConfig: config } }
}
