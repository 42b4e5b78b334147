import { writeThinking } from '../anthropic/write-request.ts'
import { inputObject } from '../canonical/answers.ts'
import { bareId } from '../canonical/call-ids.ts'
import type { CacheTime, ChatRequest, ImagePart, JsonObject, Message, Part, TextPart, Tool } from '../canonical/chat.ts'
import { splitSystem } from '../canonical/conversation.ts'
import { cannotCarry } from '../canonical/fields.ts'
import type { Backend, Outbound } from '../canonical/format.ts'
import { said } from '../openai/write-request.ts'

const to = 'Bedrock Converse'

export function writeRequest(request: ChatRequest, backend: Backend): Outbound {
  const { system, turns } = splitSystem(request.messages, to)
  refuse(request)
  const inference = {
    ...said('maxTokens', request.maxTokens),
    ...said('temperature', request.temperature),
    ...said('topP', request.topP),
    ...(request.stop.length > 0 ? { stopSequences: request.stop } : {}),
  }
  const more = modelFields(request, backend.model)
  const json = {
    ...(system.length > 0 ? { system: system.flatMap(writeBlocks) } : {}),
    messages: turns.map(writeMessage),
    ...unlessEmpty('inferenceConfig', inference),
    ...(request.tools.length > 0 ? { toolConfig: { tools: request.tools.flatMap(writeTool), ...writeToolChoice(request) } } : {}),
    ...unlessEmpty('additionalModelRequestFields', more),
    ...(request.format.kind === 'schema' ? { outputConfig: { textFormat: writeFormat(request.format) } } : {}),
    ...unlessEmpty('requestMetadata', { ...request.metadata, ...said('user', request.user) }),
  }
  return { below: request.stream ? '/converse-stream' : '/converse', json }
}

const unlessEmpty = (name: string, fields: JsonObject): JsonObject => (Object.keys(fields).length > 0 ? { [name]: fields } : {})

function refuse(request: ChatRequest): void {
  if (request.temperature !== null && request.temperature > 1)
    throw cannotCarry(`temperature ${request.temperature}`, to, 'it takes 0 to 1')
  if (request.seed !== null) throw cannotCarry('seed', to)
  if (request.presencePenalty) throw cannotCarry('presence_penalty', to)
  if (request.frequencyPenalty) throw cannotCarry('frequency_penalty', to)
  if (request.format.kind === 'json') throw cannotCarry('response_format json_object', to, 'give a JSON schema instead')
  const choice = request.toolChoice?.kind
  if (request.tools.length === 0 && (choice === 'one' || choice === 'required'))
    throw cannotCarry(`tool_choice ${choice}`, to, 'there are no tools to choose from')
  if (request.tools.length > 0 && choice === 'none') throw cannotCarry('tool_choice none', to, 'leave the tools out instead')
  if (request.parallelTools === false) throw cannotCarry('parallel_tool_calls false', to)
}

/** Fields outside the wire's own that models of one family take. */
function modelFields(request: ChatRequest, model: string): JsonObject {
  if (request.topK === null && request.reasoning === null) return {}
  if (!/anthropic|claude/.test(model)) {
    throw cannotCarry(
      request.topK === null ? 'reasoning_effort' : 'top_k',
      to,
      `model ${model} has no field for it; leave it out`,
    )
  }
  return {
    ...said('top_k', request.topK),
    ...said('thinking', request.reasoning && writeThinking(request.reasoning, request.maxTokens)),
  }
}

const writeMessage = ({ role, parts }: Message): JsonObject => ({ role, content: parts.flatMap(writeBlocks) })

const writeBlocks = (part: Part): JsonObject[] => [writeBlock(part), ...('cache' in part ? writeCache(part.cache) : [])]

const writeCache = (cache: CacheTime | undefined): JsonObject[] =>
  cache === undefined ? [] : [{ cachePoint: { type: 'default', ...(cache === '1h' ? { ttl: '1h' } : {}) } }]

export function writeBlock(part: Part): JsonObject {
  switch (part.kind) {
    case 'text':
    case 'image':
      return writeVisible(part)
    case 'tool-call': {
      const id = bareId(part.id)
      return { toolUse: { toolUseId: id, name: part.name, input: inputObject(part.input, `the arguments of tool call ${id}`) } }
    }
    case 'tool-result': {
      const status = part.failed ? { status: 'error' } : {}
      return { toolResult: { toolUseId: bareId(part.callId), content: part.content.map(writeVisible), ...status } }
    }
    case 'reasoning':
      return { reasoningContent: { reasoningText: { text: part.text, ...said('signature', part.signature) } } }
    case 'redacted':
      return { reasoningContent: { redactedContent: part.data } }
  }
}

function writeVisible(part: TextPart | ImagePart): JsonObject {
  if (part.kind === 'text') return { text: part.text }
  const { source } = part
  if (source.by === 'url')
    throw cannotCarry('messages with the address of an image', to, 'send the image itself, as a data: URL or base64')
  if (source.detail === 'low') throw cannotCarry('image_url.detail "low"', to)
  const format = /^image\/(png|jpeg|gif|webp)$/.exec(source.mime)?.[1]
  if (format === undefined)
    throw cannotCarry(`messages with an image of type ${source.mime}`, to, 'it takes png, jpeg, gif and webp')
  return { image: { format, source: { bytes: source.base64 } } }
}

const writeTool = (tool: Tool): JsonObject[] => [
  {
    toolSpec: {
      name: tool.name,
      ...said('description', tool.description),
      inputSchema: { json: tool.schema ?? { type: 'object', properties: {} } },
      ...said('strict', tool.strict),
    },
  },
  ...writeCache(tool.cache),
]

function writeToolChoice({ toolChoice }: ChatRequest): JsonObject {
  if (toolChoice === null) return {}
  if (toolChoice.kind === 'one') return { toolChoice: { tool: { name: toolChoice.name } } }
  return { toolChoice: toolChoice.kind === 'required' ? { any: {} } : { auto: {} } }
}

const writeFormat = (format: ChatRequest['format'] & { kind: 'schema' }): JsonObject => ({
  type: 'json_schema',
  structure: {
    jsonSchema: {
      schema: JSON.stringify(format.schema),
      ...said('name', format.name),
      ...said('description', format.description),
    },
  },
})
