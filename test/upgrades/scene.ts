import { must } from '../conformance/scene.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { type Answer, type Json, type Platform, startPlatform } from '../platform.ts'

export const question = { messages: [{ role: 'user', content: 'Hello' }], max_tokens: 20 }

const price = (input: number) => ({ currency: 'USD', input: input * 1_000_000_000, output: 2 * input * 1_000_000_000 })

/** A model whose default changes on 1 October 2026, and whose first version ends on 1 February 2027. */
export const entry = {
  versions: [
    { name: 'v1', latestFrom: '2026-01-01', retirementDate: '2027-02-01', providerModelId: 'talker-v1', prices: [price(1)] },
    { name: 'v2', latestFrom: '2026-10-01', retirementDate: '2028-01-01', providerModelId: 'talker-v2', prices: [price(3)] },
  ],
}

export type UpgradeScene = AsyncDisposable & {
  readonly platform: Platform
  readonly upstream: OpenaiUpstream
  /** Deploys the model and waits until it runs; answers the deployment's id. */
  deploy(name: string, body: Json): Promise<string>
  ask(name: string): Promise<Answer>
  /** What the provider was asked for last. */
  asked(): unknown
  /** Goes to that time, and looks at every deployment. */
  travel(time: string): Promise<void>
  read(id: string, path?: string): Promise<Json>
}

/** The whole platform in front of one provider's account. */
export async function openUpgrades(settings: Record<string, unknown> = {}): Promise<UpgradeScene> {
  const upstream = await startOpenaiUpstream()
  const platform = await startPlatform({ at: '2026-09-01T00:00:00Z', settings })
  const baseUrl = `${upstream.address}/v1`
  const connection = { name: 'openai', provider: 'openai', baseUrl, credential: { apiKey: 'sk-test' } }
  must(201, await platform.call('POST', '/v2/admin/connections', connection))
  const { status } = await platform.call('PUT', '/v2/admin/catalog/openai/talker', entry)
  if (status >= 300) throw new Error(`catalog: ${status}`)
  return {
    platform,
    upstream,
    async deploy(name, body) {
      const order = { model: 'talker', executableId: 'openai', name, deploymentType: 'serverless', ...body }
      const { id } = must(202, await platform.call('POST', '/v2/lm/models/deploy', order))
      await platform.until(id, 'RUNNING')
      return id
    },
    ask: (name) => platform.call('POST', '/v1/chat/completions', { model: name, ...question }),
    asked: () => upstream.received.at(-1)?.json?.['model'],
    async travel(time) {
      platform.clock.travelTo(time)
      await platform.control.sweep()
    },
    async read(id, path = '') {
      return (await platform.call('GET', `/v2/lm/deployments/${id}${path}`)).body
    },
    async [Symbol.asyncDispose]() {
      await platform[Symbol.asyncDispose]()
      await upstream[Symbol.asyncDispose]()
    },
  }
}
