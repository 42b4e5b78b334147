import type { IncomingHttpHeaders } from 'node:http'
import { Failure } from '../../domain/failure.ts'
import type { InferenceDialect } from '../../gateway/dialect.ts'
import type { CallBody } from '../../gateway/request.ts'
import { setMembers } from '../../wires/openai/splice.ts'
import { decodeSegment, groupIn } from '../address.ts'
import { azureOpenaiInference } from '../azure-openai/inference.ts'
import { answerHeaders } from '../azure-openai/words.ts'
import { openaiInference } from '../openai/inference.ts'

/** `/api/projects/{group}/openai/v1/**`: OpenAI's API in the group that the path names, whatever the header says. */
export const foundryInference: InferenceDialect = {
  ...openaiInference,
  id: 'foundry',
  match(method, path, headers) {
    const [, project = '', below = ''] = /^\/api\/projects\/([^/]+)(\/openai\/v1\/.*)$/.exec(path) ?? []
    const match = below === '' ? null : openaiInference.match(method, below, headers)
    return match && { ...match, group: decodeSegment(project) }
  },
  answerHeaders,
}

/** What the model inference API knows of a body, by the path below `/models`. */
const known: Readonly<Record<string, readonly string[]>> = {
  '/chat/completions': [
    'messages',
    'model',
    'stream',
    'temperature',
    'top_p',
    'max_tokens',
    'frequency_penalty',
    'presence_penalty',
    'response_format',
    'stop',
    'tools',
    'tool_choice',
    'seed',
    'modalities',
  ],
  '/embeddings': ['input', 'model', 'dimensions', 'encoding_format', 'input_type'],
}

/** `/models/{chat/completions,embeddings}`: the body's `model` names the deployment. `/models/info` is control's. */
export const azureAiInference: InferenceDialect = {
  id: 'azure-ai-inference',
  match(_method, path, headers) {
    const below = path.startsWith('/models/') ? path.slice('/models'.length).replace(/\/$/, '') : ''
    if (!Object.hasOwn(known, below)) return null
    return { kind: 'call', target: { by: 'body' }, below, group: groupIn(headers) }
  },
  fit: withoutExtras,
  renderError: azureOpenaiInference.renderError,
  answerHeaders,
}

/** Members that the API does not know: refused, left out, or passed on, as the caller says. */
function withoutExtras(body: CallBody, headers: IncomingHttpHeaders, below: string): CallBody {
  const wish = headers['extra-parameters'] ?? 'error'
  if (wish === 'pass-through') return body
  if (wish !== 'error' && wish !== 'drop')
    throw new Failure('invalid', 'extra-parameters must be error, drop or pass-through', { target: 'extra-parameters' })
  const names = known[below]
  if (body.kind !== 'json' || !names) return body
  const extra = Object.keys(body.json).filter((name) => !names.includes(name))
  const [first] = extra
  if (first === undefined) return body
  if (wish === 'drop') {
    const gone = new Map(extra.map((name) => [name, null]))
    const json = Object.fromEntries(Object.entries(body.json).filter(([name]) => !gone.has(name)))
    return { ...body, json, bytes: setMembers(body.bytes, gone), of: body }
  }
  const told = extra.map((name) => `"${name.slice(0, 60)}"`).slice(0, 5)
  throw new Failure(
    'invalid',
    `extra parameters ${told.join(', ')}: this API knows ${names.join(', ')}; send the header "extra-parameters: pass-through" to pass others on, or "drop" to leave them out`,
    { target: first.slice(0, 60), code: 'unsupported_parameter' },
  )
}
