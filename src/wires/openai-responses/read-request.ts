import type {
  AnswerFormat,
  ChatRequest,
  Effort,
  ImagePart,
  JsonObject,
  Message,
  Part,
  Reasoning,
  TextPart,
  Tool,
  ToolChoice,
} from '../canonical/chat.ts'
import { Fields } from '../canonical/fields.ts'
import { sourceOf } from '../canonical/images.ts'
import { readFunction, readMetadata, readSchema } from '../openai/read-request.ts'

/**
 * A body of `POST /responses`, the part of it that needs no memory of ours: `input` as text or as items (messages with text and
 * images, function calls and their outputs, reasoning with `encrypted_content`), `instructions`, function tools, text formats,
 * sampling, reasoning effort, streaming. Refused by name: what refers to stored answers (`previous_response_id`,
 * `conversation`, `item_reference`, `store: true`), `background`, hosted tools, files and audio, log probabilities.
 */
export function readRequest(json: JsonObject, _stream: boolean, to: string): ChatRequest {
  const body = new Fields(json, '', to)
  body.ignore('model', 'prompt_cache_key', 'prompt_cache_retention', 'safety_identifier')
  body.only('store', false)
  body.only('background', false)
  body.only('truncation', 'disabled')
  body.only('service_tier', 'auto', 'default')
  body.only('top_logprobs', 0)
  for (const each of body.texts('include')) {
    if (each !== 'reasoning.encrypted_content') throw body.refusal('include', `names "${each}", which cannot be carried to ${to}`)
  }
  const options = body.object('stream_options')
  options?.ignore('include_obfuscation')
  options?.done()
  const instructions = body.text('instructions')
  const text = body.object('text')
  text?.only('verbosity', 'medium')
  const request: ChatRequest = {
    messages: [...(instructions ? [system(instructions)] : []), ...readInput(body)],
    stream: body.flag('stream') ?? false,
    streamUsage: true,
    maxTokens: body.number('max_output_tokens'),
    temperature: body.number('temperature'),
    topP: body.number('top_p'),
    topK: null,
    stop: [],
    seed: null,
    presencePenalty: null,
    frequencyPenalty: null,
    format: readFormat(text?.object('format') ?? null),
    tools: body.objects('tools').map(readTool),
    toolChoice: readToolChoice(body),
    parallelTools: body.flag('parallel_tool_calls'),
    reasoning: readReasoning(body.object('reasoning')),
    user: body.text('user'),
    metadata: readMetadata(body, 'metadata'),
  }
  text?.done()
  body.done()
  return request
}

const system = (text: string): Message => ({ role: 'system', parts: [{ kind: 'text', text }] })

function readInput(body: Fields): Message[] {
  const input = body.raw('input')
  if (typeof input === 'string') return [{ role: 'user', parts: [{ kind: 'text', text: input }] }]
  return body.objects('input').map((item) => {
    if (item.raw('type') === 'item_reference') {
      throw item.refusal(
        'type',
        'is "item_reference", but answers are not stored here; say "store": false, and send the items themselves',
      )
    }
    const type = item.oneOf('type', ['message', 'function_call', 'function_call_output', 'reasoning']) ?? 'message'
    item.ignore('id', 'status')
    const message = readers[type](item)
    item.done()
    return message
  })
}

const readers = {
  message: (item: Fields): Message => {
    const role = item.mustOneOf('role', ['user', 'assistant', 'system', 'developer'])
    item.ignore('phase')
    return { role: role === 'developer' ? 'system' : role, parts: readContent(item, 'content') }
  },
  function_call: (item: Fields): Message => ({
    role: 'assistant',
    parts: [{ kind: 'tool-call', id: item.mustText('call_id'), name: item.mustText('name'), input: item.mustText('arguments') }],
  }),
  function_call_output: (item: Fields): Message => ({
    role: 'user',
    parts: [{ kind: 'tool-result', callId: item.mustText('call_id'), content: readContent(item, 'output'), failed: false }],
  }),
  /** With several summaries the signature goes with the last, as it was answered. */
  reasoning: (item: Fields): Message => {
    const texts = [...item.objects('summary'), ...item.objects('content')].map((part) => {
      part.mustOneOf('type', ['summary_text', 'reasoning_text'])
      const text = part.mustText('text')
      part.done()
      return text
    })
    const signature = item.text('encrypted_content') || null
    const parts: Part[] =
      signature !== null && texts.length === 0
        ? [{ kind: 'redacted', data: signature }]
        : texts.map((text, index) => ({ kind: 'reasoning', text, signature: index === texts.length - 1 ? signature : null }))
    return { role: 'assistant', parts }
  },
}

function readContent(item: Fields, name: string): (TextPart | ImagePart)[] {
  const content = item.raw(name)
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }]
  return item.objects(name).map((part) => {
    const type = part.mustOneOf('type', ['input_text', 'output_text', 'refusal', 'input_image'])
    const read =
      type === 'input_image'
        ? readImage(part)
        : ({ kind: 'text', text: part.mustText(type === 'refusal' ? 'refusal' : 'text') } as const)
    if (part.list('annotations').length > 0) part.only('annotations')
    part.ignore('logprobs')
    part.done()
    return read
  })
}

function readImage(part: Fields): ImagePart {
  const detail = part.oneOf('detail', ['auto', 'low', 'high'])
  const source = sourceOf(part.mustText('image_url'))
  return { kind: 'image', source: detail === null || detail === 'auto' ? source : { ...source, detail } }
}

function readFormat(format: Fields | null): AnswerFormat {
  if (format === null) return { kind: 'text' }
  const type = format.mustOneOf('type', ['text', 'json_object', 'json_schema'])
  if (type === 'json_schema') return readSchema(format)
  format.done()
  return type === 'text' ? { kind: 'text' } : { kind: 'json' }
}

function readTool(tool: Fields): Tool {
  tool.mustOneOf('type', ['function'])
  return readFunction(tool)
}

function readToolChoice(body: Fields): ToolChoice | null {
  const choice = body.raw('tool_choice')
  if (choice === null) return null
  if (typeof choice === 'string') return { kind: body.mustOneOf('tool_choice', ['auto', 'none', 'required']) }
  const object = body.mustObject('tool_choice')
  object.mustOneOf('type', ['function'])
  const one: ToolChoice = { kind: 'one', name: object.mustText('name') }
  object.done()
  return one
}

const efforts: readonly (Effort | 'none')[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']

/** How much of the reasoning is shown is the backend's affair: everything it shows is carried. */
function readReasoning(reasoning: Fields | null): Reasoning | null {
  const effort = reasoning?.oneOf('effort', efforts) ?? null
  reasoning?.ignore('summary', 'generate_summary')
  reasoning?.done()
  if (effort === null) return reasoning === null ? null : { kind: 'auto' }
  return effort === 'none' ? { kind: 'off' } : { kind: 'effort', effort }
}
