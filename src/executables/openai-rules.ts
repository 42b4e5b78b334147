import type { RoutedRule, RouteRules, SchemaSubset } from '../domain/parameter-rules.ts'

/**
 * Which parameters OpenAI's models take, by the names of the models: learn.microsoft.com, "reasoning models" and the API reference of
 * chat completions, read in July 2026. Where a model is not known nothing is checked: the provider has the last word.
 */
export function openaiRules(model: string, schemas: SchemaSubset): RouteRules | null {
  const parameters = families.find(([pattern]) => pattern.test(model))?.[1]
  if (!parameters) return null
  return holdsToSchemas.test(model) ? { parameters, schemas } : { parameters }
}

const rule = (name: RoutedRule['name'], more: Omit<RoutedRule, 'name' | 'by'>): RoutedRule => ({ name, by: 'model', ...more })
const none = (name: RoutedRule['name'], neutral?: number | boolean): RoutedRule =>
  rule(name, { allowed: false, ...(neutral === undefined ? {} : { neutral }) })
const between = (name: RoutedRule['name'], minimum: number, maximum: number): RoutedRule => rule(name, { minimum, maximum })

const sampled: readonly RoutedRule[] = [
  between('temperature', 0, 2),
  between('top_p', 0, 1),
  between('presence_penalty', -2, 2),
  between('frequency_penalty', -2, 2),
  between('n', 1, 128),
  between('top_logprobs', 0, 20),
  none('reasoning_effort'),
]

const bound = rule('max_tokens', { instead: 'max_completion_tokens' })

/** What changes nothing passes: many clients say it without being asked. */
const reasoning: readonly RoutedRule[] = [
  rule('temperature', { values: [1] }),
  none('top_p', 1),
  none('presence_penalty', 0),
  none('frequency_penalty', 0),
  none('logprobs', false),
  none('top_logprobs', 0),
  none('logit_bias'),
  bound,
]
const efforts = (...values: readonly string[]): RoutedRule => rule('reasoning_effort', { values })

/** The first that fits counts. */
const families: readonly (readonly [RegExp, readonly RoutedRule[]])[] = [
  [/^(o1-mini|o1-preview)/, [...reasoning, none('reasoning_effort'), none('tools')]],
  [/^(o1|o3-mini)/, [...reasoning, efforts('low', 'medium', 'high')]],
  [/^(o3|o4-mini)/, [...reasoning, none('stop'), efforts('low', 'medium', 'high')]],
  [/^gpt-5-chat/, []],
  [/^gpt-5-pro/, [...reasoning, none('stop'), efforts('high')]],
  [/^gpt-5(-mini|-nano|-codex)?(-\d{4}-|$)/, [...reasoning, none('stop'), efforts('minimal', 'low', 'medium', 'high')]],
  // From 5.1 on it depends on the effort which of the others they take.
  [/^gpt-([5-9]|\d\d)/, [bound]],
  [/^(gpt-3\.5-turbo|gpt-35-turbo|gpt-4|chatgpt-4o)/, sampled],
  [/^text-embedding-ada-002/, [none('dimensions')]],
  [/^text-embedding-3-small/, [between('dimensions', 1, 1_536)]],
  [/^text-embedding-3-large/, [between('dimensions', 1, 3_072)]],
]

/** Others take `strict` for a wish, or not at all. */
const holdsToSchemas = /^(gpt-4o|gpt-4\.1|o1(?!-mini|-preview)|o3|o4|gpt-([5-9]|\d\d))/

const composition = ['allOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependentRequired', 'dependentSchemas']

/** OpenAI's own platform: "structured model outputs", supported schemas. */
export const openaiSchemas: SchemaSubset = { properties: 5_000, depth: 10, refused: composition }

/** Azure OpenAI: "structured outputs", JSON Schema support and limitations. */
export const azureSchemas: SchemaSubset = {
  properties: 100,
  depth: 5,
  refused: [
    ...composition,
    ...['minLength', 'maxLength', 'pattern', 'format'],
    ...['minimum', 'maximum', 'multipleOf'],
    ...['patternProperties', 'unevaluatedProperties', 'propertyNames', 'minProperties', 'maxProperties'],
    ...['unevaluatedItems', 'contains', 'minContains', 'maxContains', 'minItems', 'maxItems', 'uniqueItems'],
  ],
}
