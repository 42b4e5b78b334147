import type { Details } from './data.ts'

export type Rules = NonNullable<Details['parameterRules']>
export type RuleName = keyof Rules
export type Rule = NonNullable<Rules[RuleName]>

/** What can be said of each: numbers have a range, words are some of several, of the others there is only that they are not allowed. */
export const ruleKinds: Readonly<Record<RuleName, 'number' | 'word' | 'flag' | 'other'>> = {
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
}

export const ruleNames = Object.keys(ruleKinds) as RuleName[]
