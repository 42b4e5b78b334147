import type {
  AnswerFormat,
  CacheTime,
  ChatRequest,
  ImagePart,
  JsonObject,
  Message,
  Part,
  Reasoning,
  TextPart,
  Tool,
  ToolChoice,
} from '../canonical/chat.ts'
import { Fields, isObject } from '../canonical/fields.ts'

/** A body of `POST /v1/messages`. */
export function readRequest(json: JsonObject, _stream: boolean, to: string): ChatRequest {
  const body = new Fields(json, '', to)
  body.ignore('model', 'cache_control')
  body.only('service_tier', 'auto', 'standard_only')
  const system = readSystem(body)
  const metadata = body.object('metadata')
  const user = metadata?.text('user_id') ?? null
  metadata?.done()
  const output = body.object('output_config')
  const choice = readToolChoice(body.object('tool_choice'))
  const request: ChatRequest = {
    messages: [...system, ...body.objects('messages').map(readMessage)],
    stream: body.flag('stream') ?? false,
    streamUsage: true,
    maxTokens: body.number('max_tokens'),
    temperature: body.number('temperature'),
    topP: body.number('top_p'),
    topK: body.number('top_k'),
    stop: body.texts('stop_sequences'),
    seed: null,
    presencePenalty: null,
    frequencyPenalty: null,
    format: readFormat(output?.object('format') ?? null),
    tools: body.objects('tools').map(readTool),
    toolChoice: choice.choice,
    parallelTools: choice.parallel,
    reasoning: readReasoning(body.object('thinking'), output),
    user,
    metadata: null,
  }
  output?.done()
  body.done()
  return request
}

function readSystem(body: Fields): Message[] {
  const system = body.raw('system')
  if (system === null || system === '') return []
  if (typeof system === 'string') return [{ role: 'system', parts: [{ kind: 'text', text: system }] }]
  return [{ role: 'system', parts: body.objects('system').map(readInstruction) }]
}

function readInstruction(block: Fields): TextPart {
  block.mustOneOf('type', ['text'])
  return readText(block)
}

function readMessage(message: Fields): Message {
  const role = message.mustOneOf('role', ['user', 'assistant', 'system'])
  const content = message.raw('content')
  const parts: Part[] =
    typeof content === 'string'
      ? content === ''
        ? []
        : [{ kind: 'text', text: content }]
      : message.objects('content').map((block) => readers[block.mustOneOf('type', blockTypes)](block))
  message.done()
  return { role, parts }
}

const blockTypes = ['text', 'image', 'tool_use', 'tool_result', 'thinking', 'redacted_thinking'] as const

const readers: Record<(typeof blockTypes)[number], (block: Fields) => Part> = {
  text: readText,
  image: readImage,
  tool_use: (block) => {
    // Answers say of every call that the model made it itself.
    const caller = block.object('caller')
    caller?.only('type', 'direct')
    caller?.done()
    return whole(block, {
      kind: 'tool-call',
      id: block.mustText('id'),
      name: block.mustText('name'),
      input: JSON.stringify(block.json('input') ?? {}),
      ...readCache(block),
    })
  },
  tool_result: (block) => {
    const content = block.raw('content')
    return whole(block, {
      kind: 'tool-result',
      callId: block.mustText('tool_use_id'),
      content:
        typeof content === 'string'
          ? content === ''
            ? []
            : [{ kind: 'text', text: content }]
          : block
              .objects('content')
              .map((each) => (each.mustOneOf('type', ['text', 'image']) === 'text' ? readText(each) : readImage(each))),
      failed: block.flag('is_error') ?? false,
      ...readCache(block),
    })
  },
  thinking: (block) =>
    whole(block, { kind: 'reasoning', text: block.mustText('thinking'), signature: block.text('signature') || null }),
  redacted_thinking: (block) => whole(block, { kind: 'redacted', data: block.mustText('data') }),
}

function whole<T>(block: Fields, part: T): T {
  block.ignore('type')
  block.done()
  return part
}

function readText(block: Fields): TextPart {
  if (block.list('citations').length > 0) block.only('citations')
  return whole(block, { kind: 'text', text: block.mustText('text'), ...readCache(block) })
}

function readImage(block: Fields): ImagePart {
  const source = block.mustObject('source')
  const by = source.mustOneOf('type', ['base64', 'url'])
  const image: ImagePart = {
    kind: 'image',
    source:
      by === 'url'
        ? { by: 'url', url: source.mustText('url'), mime: null }
        : { by: 'data', base64: source.mustText('data'), mime: source.mustText('media_type') },
    ...readCache(block),
  }
  source.done()
  return whole(block, image)
}

function readCache(block: Fields): { cache?: CacheTime } {
  const control = block.object('cache_control')
  if (control === null) return {}
  control.only('type', 'ephemeral')
  const cache = control.oneOf('ttl', ['5m', '1h']) ?? '5m'
  control.done()
  return { cache }
}

function readTool(tool: Fields): Tool {
  tool.only('type', 'custom')
  const read: Tool = {
    name: tool.mustText('name'),
    description: tool.text('description'),
    schema: tool.json('input_schema'),
    strict: tool.flag('strict'),
    ...readCache(tool),
  }
  tool.only('defer_loading', false)
  tool.done()
  return read
}

function readToolChoice(choice: Fields | null): { choice: ToolChoice | null; parallel: boolean | null } {
  if (choice === null) return { choice: null, parallel: null }
  const type = choice.mustOneOf('type', ['auto', 'any', 'tool', 'none'])
  const serial = choice.flag('disable_parallel_tool_use')
  const read: ToolChoice =
    type === 'tool' ? { kind: 'one', name: choice.mustText('name') } : { kind: type === 'any' ? 'required' : type }
  choice.done()
  return { choice: read, parallel: serial === null ? null : !serial }
}

function readFormat(format: Fields | null): AnswerFormat {
  if (format === null) return { kind: 'text' }
  format.mustOneOf('type', ['json_schema'])
  const schema = format.json('schema')
  format.done()
  return { kind: 'schema', schema: isObject(schema) ? schema : {}, name: null, description: null, strict: null }
}

/** How much of the reasoning is shown (`display`) is the backend's affair: everything it shows is carried. */
export function readReasoning(thinking: Fields | null, output: Fields | null): Reasoning | null {
  const effort = output?.oneOf('effort', ['low', 'medium', 'high', 'xhigh', 'max']) ?? null
  const type = thinking?.mustOneOf('type', ['enabled', 'adaptive', 'disabled']) ?? null
  const tokens = thinking?.number('budget_tokens') ?? null
  thinking?.ignore('display')
  thinking?.done()
  if (type === 'disabled' && tokens !== null)
    throw thinking?.refusal('budget_tokens', 'has no meaning where thinking is disabled; leave it out')
  if (effort !== null && (type === 'disabled' || tokens !== null))
    throw output?.refusal('effort', `cannot be carried to ${output.to} beside thinking that is bounded or disabled; leave it out`)
  if (type === 'disabled') return { kind: 'off' }
  if (tokens !== null) return { kind: 'budget', tokens }
  if (effort !== null) return { kind: 'effort', effort }
  return type === null ? null : { kind: 'auto' }
}
