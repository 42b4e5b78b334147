import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import type { RoutedRule } from '../../src/domain/parameter-rules.ts'
import type { BranchFacts, Route } from '../../src/domain/route.ts'
import { azureSchemas, openaiRules } from '../../src/executables/openai-rules.ts'
import { type Harness, idOf, route, startHarness, target } from '../gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'

/**
 * A gateway in front of a provider, with rules for what calls may say: of models, and of deployments. Importing this sets it up once for
 * the importing file.
 */
export let upstream: OpenaiUpstream
export let harness: Harness
export let client: OpenAI

const rulesOf = (model: string): Pick<Route, 'modelName' | 'parameterRules'> => ({
  modelName: model,
  parameterRules: openaiRules(model, azureSchemas) ?? expect.unreachable(),
})
const own: readonly RoutedRule[] = [
  { name: 'temperature', by: 'deployment', maximum: 1, default: 0.2 },
  { name: 'max_tokens', by: 'deployment', maximum: 50, default: 50 },
  { name: 'reasoning_effort', by: 'deployment', values: ['low', 'medium'], default: 'low' },
  { name: 'parallel_tool_calls', by: 'deployment', default: false },
  { name: 'logit_bias', by: 'deployment', allowed: false },
]

beforeAll(async () => {
  upstream = await startOpenaiUpstream()
  const targets = [target(upstream.address)]
  const responses = { capabilities: ['chat', 'responses'] }
  const facts = (model: string, executableId: string): BranchFacts => ({
    ...(route('x', []) satisfies BranchFacts),
    ...rulesOf(model),
    executableId,
  })
  harness = await startHarness([
    route('classic', targets, { ...rulesOf('gpt-4o'), ...responses }),
    route('thinker', targets, { ...rulesOf('o3'), ...responses }),
    route('newer', targets, { ...rulesOf('gpt-5.1') }),
    route('embedder', targets, rulesOf('text-embedding-ada-002')),
    route('ruled', targets, { ...responses, modelName: 'my-model', parameterRules: { parameters: own } }),
    route('ruled-thinker', targets, {
      modelName: 'o3',
      parameterRules: { parameters: [...(rulesOf('o3').parameterRules?.parameters ?? []), ...own] },
    }),
    route('spread-ruled', [target(upstream.address, { branch: 0 })], {
      spread: {
        strategy: 'ordered',
        branches: [
          { configurationId: 'c1', weight: 1, facts: { ...facts('gpt-4o', 'one'), parameterRules: { parameters: own } } },
        ],
      },
    }),
    route('first', targets, {
      terms: { type: 'provisioned', residency: 'global', spilloverTo: idOf('second') },
      parameterRules: { parameters: [{ name: 'seed', by: 'deployment', default: 7 }] },
    }),
    route('second', [target(upstream.address, { id: 'remote:2' })], {
      parameterRules: { parameters: [{ name: 'temperature', by: 'deployment', maximum: 1 }] },
    }),
    route('free', targets, responses),
    route(
      'spread',
      [target(upstream.address, { id: 'a', branch: 0 }), target(upstream.address, { id: 'b', branch: 1, model: 'second' })],
      {
        spread: {
          strategy: 'ordered',
          branches: [
            { configurationId: 'c1', weight: 1, facts: facts('o3', 'one') },
            { configurationId: 'c2', weight: 1, facts: facts('gpt-4o', 'two') },
          ],
        },
      },
    ),
  ])
  client = new OpenAI({ baseURL: `${harness.url}/v1`, apiKey: 'admin', maxRetries: 0 })
})
afterAll(async () => {
  await harness[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})
beforeEach(() => upstream.reset())

export const messages = [{ role: 'user' as const, content: 'Hello' }]
export const post = async (path: string, body: object, headers: Record<string, string> = {}) => {
  const answer = await fetch(harness.url + path, {
    method: 'POST',
    headers: { authorization: 'Bearer admin', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  // biome-ignore lint/suspicious/noExplicitAny: what is expected of it is the check
  return { status: answer.status, body: (await answer.json()) as any }
}
export const chat = (model: string, more: object) => post('/v1/chat/completions', { model, messages, ...more })
export const sent = () => upstream.received.at(-1)?.json ?? {}
export const untouched = () => expect(upstream.received).toEqual([])
