import { must } from '../conformance/scene.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { type Answer, type Json, type Platform, startPlatform } from '../platform.ts'
import { type AnthropicUpstream, anthropicKey, startAnthropic } from '../upstreams/anthropic.ts'

export const question = { messages: [{ role: 'user', content: 'Hello' }], max_tokens: 20 }
/** Nano-units for a million tokens, in and out: no two models cost the same. */
const price = (input: number) => ({ currency: 'USD', input: input * 1_000_000_000, output: 2 * input * 1_000_000_000 })

export type TargetsScene = AsyncDisposable & {
  readonly platform: Platform
  /** Two that speak OpenAI's wire, with a model of their own each, and one that speaks Anthropic's. */
  readonly one: OpenaiUpstream
  readonly two: OpenaiUpstream
  readonly claude: AnthropicUpstream
  readonly ids: { readonly one: string; readonly two: string; readonly claude: string }
  configure(executableId: string, parameters: Readonly<Record<string, string>>): Promise<string>
  /** Deploys and waits until it runs; answers the deployment's id. */
  deploy(body: Json): Promise<string>
  ask(name: string, more?: object): Promise<Answer>
  /** Rows of the ledger, the oldest first. */
  ledger(deploymentId: string): Promise<Json[]>
  reset(): void
}

/** The whole platform, with a configuration for each of three local servers. */
export async function openTargets(settings: Record<string, unknown> = {}): Promise<TargetsScene> {
  const [one, two] = [await startOpenaiUpstream(), await startOpenaiUpstream()]
  const claude = await startAnthropic()
  const platform = await startPlatform({ at: '2026-09-01T00:00:00Z', settings })
  const connect = async (name: string, provider: string, baseUrl: string, credential: object) =>
    must(201, await platform.call('POST', '/v2/admin/connections', { name, provider, baseUrl, credential }))
  await connect('one', 'openai-compatible', `${one.address}/v1`, {})
  await connect('two', 'openai-compatible', `${two.address}/v1`, {})
  await connect('anthropic', 'anthropic', claude.address, { apiKey: anthropicKey })
  for (const [model, input] of [
    ['model-one', 1],
    ['model-two', 7],
  ] as const) {
    const path = `/v2/admin/catalog/openai-compatible/${model}`
    const { status } = await platform.call('PUT', path, {
      versions: [{ name: '1', latestFrom: '1970-01-01', prices: [price(input)] }],
    })
    if (status >= 300) throw new Error(`${path}: ${status}`)
  }
  const configure: TargetsScene['configure'] = async (executableId, parameters) => {
    const parameterBindings = Object.entries(parameters).map(([key, value]) => ({ key, value }))
    const body = { name: 'c', executableId, scenarioId: 'foundation-models', parameterBindings, inputArtifactBindings: [] }
    return must(201, await platform.call('POST', '/v2/lm/configurations', body)).id
  }
  const ids = {
    one: await configure('openai-compatible', { modelName: 'model-one', connection: 'one' }),
    two: await configure('openai-compatible', { modelName: 'model-two', connection: 'two' }),
    claude: await configure('anthropic', { modelName: 'claude-haiku-4-5' }),
  }
  return {
    platform,
    one,
    two,
    claude,
    ids,
    configure,
    async deploy(body) {
      const { id } = must(202, await platform.call('POST', '/v2/lm/deployments', body))
      await platform.until(id, 'RUNNING')
      return id
    },
    ask: (name, more = {}) => platform.call('POST', '/v1/chat/completions', { model: name, ...question, ...more }),
    async ledger(deploymentId) {
      const { body } = await platform.call('GET', `/v2/analytics/ledger?deployment=${deploymentId}`)
      return body.resources.toReversed()
    },
    reset() {
      one.reset()
      two.reset()
      claude.received.length = 0
      Object.assign(claude.behaviour, { answer: null, eventMs: 0 })
    },
    async [Symbol.asyncDispose]() {
      await platform[Symbol.asyncDispose]()
      for (const each of [one, two, claude]) await each[Symbol.asyncDispose]()
    },
  }
}
