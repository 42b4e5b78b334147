import { z } from 'zod'
import { Refusal } from './refusal.ts'

/** Reads a request body, or refuses it naming the field, its trouble and what is allowed. */
export const read = <S extends z.ZodType>(schema: S, body: unknown): z.output<S> => {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  if (issue === undefined) throw new Refusal(400, 'the body is not valid')
  if (issue.code === 'unrecognized_keys') {
    const field = fieldName([...issue.path, issue.keys[0] ?? ''])
    const known =
      schema instanceof z.ZodObject && issue.path.length === 0 ? `; known fields: ${Object.keys(schema.shape).join(', ')}` : ''
    throw new Refusal(400, `unknown field ${field}${known}`, field, 'unknown_parameter')
  }
  const field = fieldName(issue.path)
  const code = String((issue.code === 'custom' && issue.params?.['code']) || 'invalid_value')
  throw new Refusal(400, field === '' ? `the body: ${issue.message}` : `${field}: ${issue.message}`, field || null, code)
}

/** Text of a message: a string, or a list of text parts joined by line breaks. */
const Content = z.unknown().transform((value, context): string => {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) {
    context.addIssue({ code: 'custom', message: 'must be a string or a list of {"type":"text","text":"…"} parts' })
    return z.NEVER
  }
  const texts = value.map((part, index): string => {
    const text = TextPart.safeParse(part)
    if (text.success) return text.data.text
    const type = PartType.safeParse(part).data?.type
    context.addIssue({
      code: 'custom',
      path: [index, 'type'],
      message: `${JSON.stringify(type ?? part)} parts are not supported; this model reads "text" parts only`,
      params: { code: 'unsupported_value' },
    })
    return ''
  })
  return texts.join('\n')
})
const TextPart = z.object({ type: z.literal('text'), text: z.string() })
const PartType = z.object({ type: z.string() })

/** `usual`: a value that changes nothing. */
const notSupported = (allowed: string, usual: string | null = null) =>
  z.unknown().superRefine((value, context) => {
    const empty = value === usual || value === null || value === undefined || (Array.isArray(value) && value.length === 0)
    if (!empty)
      context.addIssue({
        code: 'custom',
        message: `is not supported by this model server; ${allowed}`,
        params: { code: 'unsupported_parameter' },
      })
  })

const named = { name: z.string().nullish() }
const Message = z
  .discriminatedUnion('role', [
    z.strictObject({ role: z.enum(['system', 'developer']), content: Content, ...named }),
    z.strictObject({ role: z.literal('user'), content: Content, ...named }),
    z.strictObject({
      role: z.literal('assistant'),
      content: z.union([z.null(), z.undefined(), Content]).optional(),
      refusal: z.string().nullish(),
      audio: z.null().optional(),
      annotations: z.unknown().optional(),
      reasoning_content: z.unknown().optional(),
      tool_calls: notSupported('leave it out').optional(),
      function_call: notSupported('leave it out').optional(),
      ...named,
    }),
  ])
  .transform(({ role, content }) => ({ role: role === 'developer' ? ('system' as const) : role, text: content ?? '' }))

export const ResponseFormat = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('json_object') }),
  z.strictObject({
    type: z.literal('json_schema'),
    json_schema: z.strictObject({
      name: z.string().nullish(),
      description: z.string().nullish(),
      strict: z.boolean().nullish(),
      schema: z.record(z.string(), z.unknown()),
    }),
  }),
])
export type ResponseFormat = z.infer<typeof ResponseFormat>

const Stop = z
  .union([z.string(), z.array(z.string())], 'must be a string or a list of strings')
  .transform((stop) => [stop].flat())
  .refine((stops) => stops.length <= 4 && !stops.includes(''), 'must be a string or up to 4 strings, none empty')
const Bias = z.record(z.string().regex(/^\d+$/, 'keys must be token ids'), z.number().min(-100).max(100))

/** Taken and left alone: they change nothing that this server does. */
const ignored = z.unknown().optional()
const harmless = {
  user: ignored,
  metadata: ignored,
  store: ignored,
  service_tier: z.enum(['auto', 'default', 'flex', 'priority']).nullish(),
  parallel_tool_calls: ignored,
  safety_identifier: ignored,
  prompt_cache_key: ignored,
  prompt_cache_retention: ignored,
  cache_prompt: ignored,
  reasoning_effort: notSupported('leave it out, or send "none"', 'none').optional(),
  verbosity: notSupported('leave it out, or send "medium"', 'medium').optional(),
  prediction: ignored,
}

const sampling = {
  model: z.string().nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  top_k: z.int().min(0).nullish(),
  min_p: z.number().min(0).max(1).nullish(),
  seed: z.int().nullish(),
  stop: Stop.nullish(),
  max_tokens: z.int().min(1).nullish(),
  n: z.int().min(1).max(4).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  repeat_penalty: z.number().min(0).max(2).nullish(),
  logit_bias: Bias.nullish(),
  response_format: ResponseFormat.nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.strictObject({ include_usage: z.boolean().nullish(), include_obfuscation: z.boolean().nullish() }).nullish(),
  ...harmless,
}

export const ChatRequest = z.strictObject({
  messages: z.array(Message).min(1, 'must hold at least one message'),
  max_completion_tokens: z.int().min(1).nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(20).nullish(),
  modalities: z.array(z.literal('text')).nullish(),
  tools: notSupported('leave it out').optional(),
  functions: notSupported('leave it out').optional(),
  tool_choice: z.enum(['none', 'auto']).nullish(),
  function_call: z.enum(['none', 'auto']).nullish(),
  audio: notSupported('leave it out').optional(),
  web_search_options: notSupported('leave it out').optional(),
  ...sampling,
})
export type ChatRequest = z.infer<typeof ChatRequest>

export const CompletionRequest = z.strictObject({
  prompt: z.union([z.string(), z.array(z.string()).min(1).max(16)], 'must be a string or a list of 1 to 16 strings'),
  logprobs: z.int().min(0).max(5).nullish(),
  best_of: z.literal(1, 'only 1 is supported').nullish(),
  echo: z.literal(false, 'only false is supported').nullish(),
  suffix: notSupported('leave it out').optional(),
  ...sampling,
})
export type CompletionRequest = z.infer<typeof CompletionRequest>

const Tokens = z.array(z.int().min(0)).min(1)

export const EmbeddingRequest = z.strictObject({
  model: z.string().nullish(),
  input: z.union(
    [z.string(), z.array(z.string()).min(1).max(2048), Tokens, z.array(Tokens).min(1).max(2048)],
    'must be a string, a list of 1 to 2048 strings, a list of token ids, or a list of 1 to 2048 such lists',
  ),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: notSupported('vectors have the length that the model gives them').optional(),
  user: ignored,
  input_type: ignored,
})
export type EmbeddingRequest = z.infer<typeof EmbeddingRequest>

/** `messages[0].content` */
const fieldName = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (name, key) => (typeof key === 'number' ? `${name}[${key}]` : name === '' ? String(key) : `${name}.${String(key)}`),
    '',
  )
