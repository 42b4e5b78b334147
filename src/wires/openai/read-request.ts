import { bareId, sealId } from '../canonical/call-ids.ts'
import type {
  AnswerFormat,
  ChatRequest,
  Effort,
  ImagePart,
  JsonObject,
  Message,
  Part,
  TextPart,
  Tool,
  ToolChoice,
} from '../canonical/chat.ts'
import { Fields } from '../canonical/fields.ts'
import { sourceOf } from '../canonical/images.ts'

const efforts: readonly (Effort | 'none')[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']

/**
 * A body of `POST /chat/completions`. Reasoning of earlier turns is taken back as `thinking_blocks` (with its signature) or
 * `reasoning_content`; `extra_content.google.thought_signature` of a tool call is Google's own word for it.
 */
export function readRequest(json: JsonObject, _stream: boolean, to: string): ChatRequest {
  const body = new Fields(json, '', to)
  body.ignore('model', 'prompt_cache_key', 'prompt_cache_retention', 'safety_identifier')
  body.only('n', 1)
  body.only('logprobs', false)
  if (body.texts('modalities').some((each) => each !== 'text')) body.only('modalities')
  body.only('store', false)
  body.only('service_tier', 'auto', 'default')
  const stream = body.flag('stream') ?? false
  const options = body.object('stream_options')
  const streamUsage = options?.flag('include_usage') ?? false
  options?.only('include_obfuscation', false)
  options?.done()
  const stop = typeof json['stop'] === 'string' ? [String(body.raw('stop'))] : body.texts('stop')
  const effort = body.oneOf('reasoning_effort', efforts)
  const request: ChatRequest = {
    messages: readMessages(body.objects('messages')),
    stream,
    streamUsage,
    maxTokens: readBound(body),
    temperature: body.number('temperature'),
    topP: body.number('top_p'),
    topK: body.number('top_k'),
    stop,
    seed: body.number('seed'),
    presencePenalty: body.number('presence_penalty'),
    frequencyPenalty: body.number('frequency_penalty'),
    format: readFormat(body.object('response_format')),
    tools: body.objects('tools').map(readTool),
    toolChoice: readToolChoice(body),
    parallelTools: body.flag('parallel_tool_calls'),
    reasoning: effort === null ? null : effort === 'none' ? { kind: 'off' } : { kind: 'effort', effort },
    user: body.text('user'),
    metadata: readMetadata(body, 'metadata'),
  }
  body.done()
  return request
}

/** One bound under its new and its old name. */
function readBound(body: Fields): number | null {
  const [bound, old] = [body.number('max_completion_tokens'), body.number('max_tokens')]
  if (bound !== null) body.only('max_tokens', bound)
  return bound ?? old
}

/** Flat texts by name, as every wire that has such a field wants them. */
export function readMetadata(body: Fields, name: string): Readonly<Record<string, string>> | null {
  const json = body.json(name)
  if (json === null) return null
  const fields = new Fields(json, body.path(name), body.to)
  return Object.fromEntries(Object.keys(json).map((key) => [key, fields.mustText(key)]))
}

/** Where a wire has no field for the caller's end user, its metadata carry it. */
export function readUser(metadata: Readonly<Record<string, string>> | null): Pick<ChatRequest, 'user' | 'metadata'> {
  const { user = null, ...rest } = metadata ?? {}
  return { user, metadata: Object.keys(rest).length > 0 ? rest : null }
}

/** Names of people have no place elsewhere; a result's, which some clients send, is that of the tool that was called. */
function readMessages(messages: readonly Fields[]): Message[] {
  const called = new Map<string, string>()
  return messages.map((message) => {
    const role = message.mustOneOf('role', ['system', 'developer', 'user', 'assistant', 'tool'])
    const read = readers[role](message)
    for (const part of read.parts) if (part.kind === 'tool-call') called.set(bareId(part.id), part.name)
    const tool = role === 'tool' ? called.get(bareId(message.mustText('tool_call_id'))) : undefined
    message.only('name', ...(tool === undefined ? [] : [tool]))
    message.done()
    return read
  })
}

const readers = {
  system: (message: Fields): Message => ({ role: 'system', parts: readContent(message) }),
  developer: (message: Fields): Message => ({ role: 'system', parts: readContent(message) }),
  user: (message: Fields): Message => ({ role: 'user', parts: readContent(message) }),
  tool: (message: Fields): Message => ({
    role: 'user',
    parts: [{ kind: 'tool-result', callId: message.mustText('tool_call_id'), content: readContent(message), failed: false }],
  }),
  assistant: readAssistant,
}

function readAssistant(message: Fields): Message {
  message.only('refusal')
  message.only('audio')
  message.only('function_call')
  if (message.list('annotations').length > 0) message.only('annotations')
  const parts: Part[] = message.objects('thinking_blocks').map((block): Part => {
    const type = block.mustOneOf('type', ['thinking', 'redacted_thinking'])
    const part: Part =
      type === 'thinking'
        ? { kind: 'reasoning', text: block.mustText('thinking'), signature: block.text('signature') }
        : { kind: 'redacted', data: block.mustText('data') }
    block.done()
    return part
  })
  const reasoning = message.text('reasoning_content') ?? ''
  // Beside the blocks it only repeats them.
  if (parts.length > 0) message.only('reasoning_content', '', parts.map((part) => ('text' in part ? part.text : '')).join(''))
  else if (reasoning !== '') parts.push({ kind: 'reasoning', text: reasoning, signature: null })
  parts.push(...readContent(message))
  for (const call of message.objects('tool_calls')) {
    call.only('type', 'function')
    call.ignore('index')
    const named = call.mustObject('function')
    const extra = call.object('extra_content')
    const google = extra?.object('google')
    parts.push({
      kind: 'tool-call',
      id: sealId(call.mustText('id'), google?.text('thought_signature') ?? ''),
      name: named.mustText('name'),
      input: named.mustText('arguments'),
    })
    for (const each of [named, google, extra, call]) each?.done()
  }
  return { role: 'assistant', parts }
}

function readContent(message: Fields): (TextPart | ImagePart)[] {
  const content = message.raw('content')
  if (content === null) return []
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }]
  return message.objects('content').map((part) => {
    const type = part.mustOneOf('type', ['text', 'image_url'])
    if (type === 'text') {
      const text = part.mustText('text')
      part.done()
      return { kind: 'text', text }
    }
    const image = part.mustObject('image_url')
    const detail = image.oneOf('detail', ['auto', 'low', 'high'])
    const source = sourceOf(image.mustText('url'))
    image.done()
    part.done()
    return { kind: 'image', source: detail === null || detail === 'auto' ? source : { ...source, detail } }
  })
}

function readFormat(format: Fields | null): AnswerFormat {
  if (format === null) return { kind: 'text' }
  const type = format.mustOneOf('type', ['text', 'json_object', 'json_schema'])
  const named = type === 'json_schema' ? format.mustObject('json_schema') : null
  format.done()
  if (named === null) return type === 'text' ? { kind: 'text' } : { kind: 'json' }
  return readSchema(named)
}

/** `{name, description, schema, strict}`, which both of OpenAI's APIs have. */
export function readSchema(named: Fields): AnswerFormat {
  const read: AnswerFormat = {
    kind: 'schema',
    schema: named.json('schema') ?? {},
    name: named.text('name'),
    description: named.text('description'),
    strict: named.flag('strict'),
  }
  named.done()
  return read
}

function readTool(tool: Fields): Tool {
  tool.mustOneOf('type', ['function'])
  const named = tool.mustObject('function')
  tool.done()
  return readFunction(named)
}

export function readFunction(named: Fields): Tool {
  const read: Tool = {
    name: named.mustText('name'),
    description: named.text('description'),
    schema: named.json('parameters'),
    strict: named.flag('strict'),
  }
  named.done()
  return read
}

function readToolChoice(body: Fields): ToolChoice | null {
  const choice = body.raw('tool_choice')
  if (choice === null) return null
  if (typeof choice === 'string') return { kind: body.mustOneOf('tool_choice', ['auto', 'none', 'required']) }
  const object = body.mustObject('tool_choice')
  object.mustOneOf('type', ['function'])
  const named = object.mustObject('function')
  const one: ToolChoice = { kind: 'one', name: named.mustText('name') }
  named.done()
  object.done()
  return one
}
