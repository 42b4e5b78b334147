import { z } from 'zod'

/**
 * What a call may say besides its words, by one name whatever a chat API calls it: `max_tokens` is the bound of the answer. Of
 * numbers, rules may give a range; of words, those that are allowed; of the others, that they are not allowed.
 */
export const parameterKinds = {
  temperature: 'number',
  top_p: 'number',
  top_k: 'number',
  max_tokens: 'number',
  presence_penalty: 'number',
  frequency_penalty: 'number',
  n: 'number',
  seed: 'number',
  top_logprobs: 'number',
  dimensions: 'number',
  reasoning_effort: 'word',
  verbosity: 'word',
  service_tier: 'word',
  parallel_tool_calls: 'flag',
  store: 'flag',
  logprobs: 'other',
  logit_bias: 'other',
  stop: 'other',
  tools: 'other',
  response_format: 'other',
} as const
export type ParameterName = keyof typeof parameterKinds
export const parameterNames = Object.keys(parameterKinds) as ParameterName[]

const Rule = z
  .strictObject({
    allowed: z.literal(false).optional().describe('false: a call that says it is refused'),
    minimum: z.number().optional(),
    maximum: z.number().optional().describe('Of max_tokens also what a call gets that sets no bound, unless default says less'),
    values: z.array(z.string().min(1).max(64)).min(1).max(20).optional().describe('Words that are allowed'),
    default: z
      .union([z.number(), z.string().min(1).max(64), z.boolean()])
      .optional()
      .describe('What a call gets that does not say it'),
  })
  .meta({ id: 'ParameterRule' })

const shape = Object.fromEntries(parameterNames.map((name) => [name, Rule.optional()])) as Record<
  ParameterName,
  z.ZodOptional<typeof Rule>
>

/** What an operator says of a deployment's calls. */
export const ParameterRules = z.strictObject(shape).meta({ id: 'ParameterRules' })
export type ParameterRules = Readonly<z.infer<typeof ParameterRules>>
export type ParameterRule = Readonly<z.infer<typeof Rule>>

/** One rule as the gateway has it. */
export type RoutedRule = {
  readonly name: ParameterName
  /** Who says so: refusals name it. */
  readonly by: 'model' | 'deployment'
  readonly allowed?: false
  /** A value that may be said all the same, since it changes nothing. */
  readonly neutral?: number | boolean
  /** In OpenAI's chat completions it must be said by this name. */
  readonly instead?: 'max_completion_tokens'
  readonly minimum?: number
  readonly maximum?: number
  readonly values?: readonly (string | number)[]
  readonly default?: number | string | boolean
}

/** Which JSON Schemas a model holds its answers to where a call asks for `strict`. */
export type SchemaSubset = {
  /** Of all objects together. */
  readonly properties: number
  /** Objects in objects, the outermost counted. */
  readonly depth: number
  /** Keywords that are refused. */
  readonly refused: readonly string[]
}

/** What calls are checked for before they leave. */
export type RouteRules = { readonly parameters: readonly RoutedRule[]; readonly schemas?: SchemaSubset }
