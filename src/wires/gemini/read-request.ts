import { sealId } from '../canonical/call-ids.ts'
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
import { readMetadata, readUser } from '../openai/read-request.ts'
import { toJsonSchema } from './schema.ts'
import { readThought } from './thoughts.ts'

/** A body of `…/models/{m}:generateContent` or `:streamGenerateContent`. */
export function readRequest(json: JsonObject, stream: boolean, to: string): ChatRequest {
  const body = new Fields(json, '', to)
  body.ignore('model')
  const config = body.object('generationConfig')
  const toolConfig = body.object('toolConfig')
  const calling = toolConfig?.object('functionCallingConfig') ?? null
  const system = body.object('systemInstruction')
  if (body.list('safetySettings').length > 0) body.only('safetySettings')
  config?.only('candidateCount', 1)
  config?.only('responseLogprobs', false)
  const request: ChatRequest = {
    messages: [...(system ? [readSystem(system)] : []), ...readContents(body.objects('contents'))],
    stream,
    streamUsage: true,
    maxTokens: config?.number('maxOutputTokens') ?? null,
    temperature: config?.number('temperature') ?? null,
    topP: config?.number('topP') ?? null,
    topK: config?.number('topK') ?? null,
    stop: config?.texts('stopSequences') ?? [],
    seed: config?.number('seed') ?? null,
    presencePenalty: config?.number('presencePenalty') ?? null,
    frequencyPenalty: config?.number('frequencyPenalty') ?? null,
    format: readFormat(config),
    tools: body.objects('tools').flatMap((tool) => readTools(tool, calling?.raw('mode') === 'VALIDATED')),
    toolChoice: readToolChoice(calling),
    parallelTools: null,
    reasoning: readReasoning(config?.object('thinkingConfig') ?? null),
    ...readUser(readMetadata(body, 'labels')),
  }
  for (const each of [config, calling, toolConfig, body]) each?.done()
  return request
}

function readSystem(system: Fields): Message {
  system.ignore('role')
  const parts = system.objects('parts').map((part) => whole(part, { kind: 'text', text: part.mustText('text') } as const))
  system.done()
  return { role: 'system', parts }
}

/** Calls and results may come without ids: they then belong together by name and order. */
function readContents(contents: readonly Fields[]): Message[] {
  const waiting: { id: string; name: string }[] = []
  let calls = 0
  return contents.map((content) => {
    const role = content.oneOf('role', ['user', 'model', 'function']) === 'model' ? 'assistant' : 'user'
    const parts = content.objects('parts').map((part): Part => {
      const call = part.object('functionCall')
      if (call) {
        const signature = part.text('thoughtSignature') ?? ''
        const name = call.mustText('name')
        const id = sealId(call.text('id') ?? `call_${calls}`, signature)
        calls += 1
        waiting.push({ id, name })
        const read: Part = { kind: 'tool-call', id, name, input: JSON.stringify(call.json('args') ?? {}) }
        call.done()
        return whole(part, read)
      }
      const answer = part.object('functionResponse')
      return answer ? whole(part, readResult(answer, waiting)) : readPart(part)
    })
    content.done()
    return { role, parts }
  })
}

function readResult(answer: Fields, waiting: { id: string; name: string }[]): Part {
  const name = answer.mustText('name')
  const id = answer.text('id')
  const at = waiting.findIndex((each) => (id === null ? each.name === name : each.id === id || each.id.startsWith(`${id}__`)))
  const call = at === -1 ? null : waiting.splice(at, 1)[0]
  if (call && call.name !== name)
    throw answer.refusal('name', `is "${name}", but the function call "${id}" before it is of "${call.name}"`)
  const callId = call?.id ?? id
  if (callId === null) throw answer.refusal('name', `is "${name}", which no function call before it has`)
  const response = answer.json('response') ?? {}
  answer.only('willContinue', false)
  answer.done()
  const [only, ...more] = Object.keys(response)
  const failed = only === 'error' && more.length === 0
  const single = more.length === 0 && (failed || only === 'output' || only === 'result') ? response[only ?? ''] : response
  const text = typeof single === 'string' ? single : JSON.stringify(single)
  return { kind: 'tool-result', callId, content: text === '' ? [] : [{ kind: 'text', text }], failed }
}

function readPart(part: Fields): TextPart | ImagePart | Part {
  const inline = part.object('inlineData')
  if (inline) {
    const source = { by: 'data', base64: inline.mustText('data'), mime: mustBeImage(inline) } as const
    inline.done()
    return whole(part, { kind: 'image', source })
  }
  const file = part.object('fileData')
  if (file) {
    const source = { by: 'url', url: file.mustText('fileUri'), mime: file.has('mimeType') ? mustBeImage(file) : null } as const
    file.done()
    return whole(part, { kind: 'image', source })
  }
  const thought = part.flag('thought') ?? false
  if (!part.has('text')) part.done()
  const text = part.mustText('text')
  const signature = part.text('thoughtSignature')
  return whole(part, thought ? readThought(text, signature) : { kind: 'text', text })
}

function mustBeImage(data: Fields): string {
  const mime = data.mustText('mimeType')
  if (mime.startsWith('image/')) return mime
  throw data.refusal('mimeType', `is "${mime}"; only images can be carried to ${data.to}`)
}

function whole<T>(part: Fields, read: T): T {
  part.ignore('thought', 'thoughtSignature')
  part.done()
  return read
}

/** `VALIDATED`: calls keep to their schemas, which other wires say of each tool. */
function readTools(tool: Fields, validated: boolean): Tool[] {
  const tools = tool.objects('functionDeclarations').map((declaration): Tool => {
    const own = declaration.json('parameters')
    const read = {
      name: declaration.mustText('name'),
      description: declaration.text('description'),
      schema: own ? toJsonSchema(own) : declaration.json('parametersJsonSchema'),
      strict: validated ? true : null,
    }
    declaration.done()
    return read
  })
  tool.done()
  return tools
}

function readToolChoice(calling: Fields | null): ToolChoice | null {
  const mode = calling?.oneOf('mode', ['MODE_UNSPECIFIED', 'AUTO', 'ANY', 'NONE', 'VALIDATED']) ?? null
  const names = calling?.texts('allowedFunctionNames') ?? []
  if (names.length > 1)
    throw calling?.refusal('allowedFunctionNames', `names several functions; what can be carried to ${calling.to} is one, or all`)
  const [name] = names
  if (name !== undefined && mode !== 'ANY')
    throw calling?.refusal('allowedFunctionNames', `cannot be carried to ${calling.to} unless the mode is ANY`)
  if (mode === null || mode === 'MODE_UNSPECIFIED') return null
  if (mode === 'ANY' && name !== undefined) return { kind: 'one', name }
  return { kind: mode === 'ANY' ? 'required' : mode === 'NONE' ? 'none' : 'auto' }
}

function readFormat(config: Fields | null): AnswerFormat {
  const mime = config?.oneOf('responseMimeType', ['text/plain', 'application/json']) ?? 'text/plain'
  const own = config?.json('responseSchema') ?? null
  const schema = own ? toJsonSchema(own) : (config?.json('responseJsonSchema') ?? null)
  if (mime === 'text/plain') {
    if (schema) throw config?.refusal('responseMimeType', 'must be "application/json" where a schema is given')
    return { kind: 'text' }
  }
  return schema ? { kind: 'schema', schema, name: null, description: null, strict: null } : { kind: 'json' }
}

const efforts: Readonly<Record<string, Effort>> = { MINIMAL: 'minimal', LOW: 'low', MEDIUM: 'medium', HIGH: 'high' }

function readReasoning(thinking: Fields | null): Reasoning | null {
  if (thinking === null) return null
  const tokens = thinking.number('thinkingBudget')
  const level = thinking.text('thinkingLevel')?.toUpperCase() ?? null
  const shown = thinking.flag('includeThoughts')
  thinking.done()
  if (tokens !== null && level !== null)
    throw thinking.refusal('thinkingLevel', 'cannot be asked for beside thinkingBudget; leave one of them out')
  if (tokens === 0) return { kind: 'off' }
  if (tokens !== null && tokens > 0) return { kind: 'budget', tokens }
  const effort = level === null ? undefined : efforts[level]
  if (effort !== undefined) return { kind: 'effort', effort }
  if (level !== null && level !== 'THINKING_LEVEL_UNSPECIFIED')
    throw thinking.refusal('thinkingLevel', `is "${level}"; it must be one of ${Object.keys(efforts).join(', ')}`)
  return tokens === -1 || shown === true ? { kind: 'auto' } : null
}
