import { readReasoning } from '../anthropic/read-request.ts'
import type {
  AnswerFormat,
  CacheTime,
  ChatRequest,
  ImagePart,
  JsonObject,
  Message,
  Part,
  TextPart,
  Tool,
  ToolChoice,
} from '../canonical/chat.ts'
import { deeper, maxDepth } from '../canonical/depth.ts'
import { Fields, isObject } from '../canonical/fields.ts'
import { readMetadata, readUser } from '../openai/read-request.ts'

/** A body of `POST /model/{m}/converse` or `…/converse-stream`. */
export function readRequest(json: JsonObject, stream: boolean, to: string): ChatRequest {
  const body = new Fields(json, '', to)
  body.ignore('performanceConfig', 'modelId')
  const tier = body.object('serviceTier')
  tier?.only('type', 'default')
  const inference = body.object('inferenceConfig')
  const tools = body.object('toolConfig')
  const more = body.object('additionalModelRequestFields')
  if (body.list('additionalModelResponseFieldPaths').length > 0) body.only('additionalModelResponseFieldPaths')
  const output = body.object('outputConfig')
  const system = body.objects('system')
  const request: ChatRequest = {
    messages: [
      ...(system.length > 0 ? [{ role: 'system' as const, parts: readBlocks(system) }] : []),
      ...body.objects('messages').map(readMessage),
    ],
    stream,
    streamUsage: true,
    maxTokens: inference?.number('maxTokens') ?? null,
    temperature: inference?.number('temperature') ?? null,
    topP: inference?.number('topP') ?? null,
    topK: more?.number('top_k') ?? null,
    stop: inference?.texts('stopSequences') ?? [],
    seed: null,
    presencePenalty: null,
    frequencyPenalty: null,
    format: readFormat(output?.object('textFormat') ?? null),
    tools: readTools(tools?.objects('tools') ?? []),
    toolChoice: readToolChoice(tools?.object('toolChoice') ?? null),
    parallelTools: null,
    // The fields by which models of Anthropic are asked to think, and the wire's own effort.
    reasoning: readReasoning(more?.object('thinking') ?? more?.object('reasoning_config') ?? null, output),
    ...readUser(readMetadata(body, 'requestMetadata')),
  }
  for (const each of [inference, tools, more, output, tier, body]) each?.done()
  return request
}

function readMessage(message: Fields): Message {
  const role = message.mustOneOf('role', ['user', 'assistant'])
  const parts = readBlocks(message.objects('content'))
  message.done()
  return { role, parts }
}

/** A `cachePoint` is a block of its own here: the part before it carries it. */
function readBlocks(blocks: readonly Fields[]): Part[] {
  const parts: Part[] = []
  for (const block of blocks) {
    const cache = readCache(block)
    const last = parts.at(-1)
    if (cache === null) parts.push(readBlock(block))
    else if (last !== undefined && last.kind !== 'reasoning' && last.kind !== 'redacted')
      parts[parts.length - 1] = { ...last, cache }
    block.done()
  }
  return parts
}

function readCache(block: Fields): CacheTime | null {
  const point = block.object('cachePoint')
  if (point === null) return null
  point.only('type', 'default')
  const ttl = point.oneOf('ttl', ['5m', '1h']) ?? '5m'
  point.done()
  return ttl
}

function readBlock(block: Fields): Part {
  const use = block.object('toolUse')
  if (use) {
    use.only('type', 'tool_use')
    const part: Part = {
      kind: 'tool-call',
      id: use.mustText('toolUseId'),
      name: use.mustText('name'),
      input: JSON.stringify(use.json('input') ?? {}),
    }
    use.done()
    return part
  }
  const result = block.object('toolResult')
  if (result) {
    const part: Part = {
      kind: 'tool-result',
      callId: result.mustText('toolUseId'),
      content: result.objects('content').map(readResult),
      failed: result.oneOf('status', ['success', 'error']) === 'error',
    }
    result.ignore('type')
    result.done()
    return part
  }
  const reasoning = block.object('reasoningContent')
  return reasoning ? readThought(reasoning) : readVisible(block)
}

function readThought(reasoning: Fields): Part {
  const text = reasoning.object('reasoningText')
  const part: Part = text
    ? { kind: 'reasoning', text: text.mustText('text'), signature: text.text('signature') || null }
    : { kind: 'redacted', data: reasoning.mustText('redactedContent') }
  text?.done()
  reasoning.done()
  return part
}

function readVisible(block: Fields): TextPart | ImagePart {
  const image = block.object('image')
  if (!image) {
    if (!block.has('text')) block.done()
    return { kind: 'text', text: block.mustText('text') }
  }
  const mime = `image/${image.mustText('format')}`
  const source = image.mustObject('source')
  const part: ImagePart = { kind: 'image', source: { by: 'data', base64: source.mustText('bytes'), mime } }
  source.done()
  image.done()
  return part
}

function readResult(block: Fields): TextPart | ImagePart {
  const json = block.raw('json')
  const part: TextPart | ImagePart = json === null ? readVisible(block) : { kind: 'text', text: JSON.stringify(json) }
  block.done()
  return part
}

function readTools(list: readonly Fields[]): Tool[] {
  const tools: Tool[] = []
  for (const each of list) {
    const cache = readCache(each)
    const last = tools.at(-1)
    if (cache === null) tools.push(readTool(each.mustObject('toolSpec')))
    else if (last) tools[tools.length - 1] = { ...last, cache }
    each.done()
  }
  return tools
}

function readTool(spec: Fields): Tool {
  const schema = spec.object('inputSchema')
  const tool: Tool = {
    name: spec.mustText('name'),
    description: spec.text('description'),
    schema: schema?.json('json') ?? null,
    strict: spec.flag('strict'),
  }
  schema?.done()
  spec.done()
  return tool
}

function readToolChoice(choice: Fields | null): ToolChoice | null {
  if (choice === null) return null
  const one = choice.object('tool')
  const any = one ? null : choice.object('any')
  const auto = one || any ? null : choice.object('auto')
  const read: ToolChoice = one ? { kind: 'one', name: one.mustText('name') } : { kind: any ? 'required' : 'auto' }
  for (const each of [one, any, auto, choice]) each?.done()
  return read
}

function readFormat(format: Fields | null): AnswerFormat {
  if (format === null) return { kind: 'text' }
  format.mustOneOf('type', ['json_schema'])
  const structure = format.mustObject('structure')
  const named = structure.mustObject('jsonSchema')
  const text = named.mustText('schema')
  const read: AnswerFormat = {
    kind: 'schema',
    schema: schemaIn(named, text),
    name: named.text('name'),
    description: named.text('description'),
    strict: null,
  }
  for (const each of [named, structure, format]) each.done()
  return read
}

/** Here a schema is JSON in a string. */
function schemaIn(named: Fields, text: string): JsonObject {
  try {
    const schema: unknown = JSON.parse(text)
    if (isObject(schema) && !deeper(schema, maxDepth)) return schema
  } catch {
    // told below
  }
  throw named.refusal('schema', `is no JSON object of at most ${maxDepth} levels; it must be a JSON schema in a string`)
}
