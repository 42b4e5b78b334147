import type { ParameterName } from '../domain/parameter-rules.ts'
import { chatFormatAt } from './translation.ts'

/** A member of a body, or of an object in it. `shown`: as refusals name it. */
export type Field = { readonly within: string | null; readonly name: string; readonly shown: string }

/** Where an API's bodies say what rules speak of; the first field is the one that defaults are written to. */
export type ParameterFields = {
  readonly id: 'chat' | 'completions' | 'responses' | 'embeddings' | 'messages' | 'converse' | 'gemini'
  readonly fields: { readonly [name in ParameterName]?: readonly Field[] }
}

/** Of the API that a path belongs to; null: one of whose bodies nothing is known. */
export function parameterFieldsAt(path: string): ParameterFields | null {
  const below = path.endsWith('/') ? path.slice(0, -1) : path
  if (below.endsWith('/chat/completions')) return chat
  if (below.endsWith('/responses')) return responses
  if (below.endsWith('/messages')) return messages
  if (below.endsWith('/embeddings')) return embeddings
  if (below.endsWith('/completions')) return completions
  const format = chatFormatAt(below)
  return format === 'bedrock-converse' ? converse : format === 'gemini' ? gemini : null
}

/** `a.b`: `b` in the object `a`. */
function field(shown: string): Field {
  const [first = '', second] = shown.split('.')
  return second === undefined ? { within: null, name: first, shown } : { within: first, name: second, shown }
}

type Names = { readonly [name in ParameterName]?: string | readonly string[] }
const fieldsOf = (id: ParameterFields['id'], names: Names): ParameterFields => ({
  id,
  fields: Object.fromEntries(Object.entries(names).map(([name, fields]) => [name, [fields].flat().map(field)])),
})

const same = <const N extends ParameterName>(...names: readonly N[]) =>
  Object.fromEntries(names.map((name) => [name, name])) as { readonly [name in N]: name }

const sampling = same('temperature', 'top_p', 'top_k')
const penalties = same('presence_penalty', 'frequency_penalty', 'n', 'seed', 'stop', 'logprobs', 'logit_bias')

const chat = fieldsOf('chat', {
  ...sampling,
  ...penalties,
  ...same('top_logprobs', 'reasoning_effort', 'verbosity', 'service_tier', 'parallel_tool_calls', 'store', 'response_format'),
  max_tokens: ['max_tokens', 'max_completion_tokens'],
  tools: ['tools', 'functions'],
})
const completions = fieldsOf('completions', {
  ...sampling,
  ...penalties,
  ...same('max_tokens', 'service_tier', 'response_format'),
})
const responses = fieldsOf('responses', {
  ...sampling,
  ...same('top_logprobs', 'service_tier', 'parallel_tool_calls', 'store', 'tools'),
  max_tokens: 'max_output_tokens',
  reasoning_effort: 'reasoning.effort',
  verbosity: 'text.verbosity',
  response_format: 'text.format',
})
const embeddings = fieldsOf('embeddings', same('dimensions'))
const messages = fieldsOf('messages', {
  ...sampling,
  ...same('max_tokens', 'service_tier', 'tools'),
  reasoning_effort: 'output_config.effort',
  response_format: ['output_config.format', 'output_format'],
  stop: 'stop_sequences',
})
const converse = fieldsOf('converse', {
  temperature: 'inferenceConfig.temperature',
  top_p: 'inferenceConfig.topP',
  max_tokens: 'inferenceConfig.maxTokens',
  stop: 'inferenceConfig.stopSequences',
  tools: 'toolConfig.tools',
})
const gemini = fieldsOf('gemini', {
  temperature: 'generationConfig.temperature',
  top_p: 'generationConfig.topP',
  top_k: 'generationConfig.topK',
  max_tokens: 'generationConfig.maxOutputTokens',
  presence_penalty: 'generationConfig.presencePenalty',
  frequency_penalty: 'generationConfig.frequencyPenalty',
  n: 'generationConfig.candidateCount',
  seed: 'generationConfig.seed',
  stop: 'generationConfig.stopSequences',
  logprobs: 'generationConfig.responseLogprobs',
  response_format: ['generationConfig.responseSchema', 'generationConfig.responseJsonSchema'],
  tools: 'tools',
})
