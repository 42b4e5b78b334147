import { must } from '../conformance/scene.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { question } from '../upgrades/scene.ts'
import { type ConsoleUnderTest, openConsole } from './harness.ts'

const dayMs = 86_400_000
const dayFrom = (days: number): string => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10)
const price = (input: number) => ({ currency: 'USD', input: input * 1_000_000_000, output: 2 * input * 1_000_000_000 })

/** A model whose first version ends in ten weeks, whenever this runs. `times`: so much dearer than one dollar a million tokens. */
export const entry = (times = 1) => ({
  versions: [
    { name: 'v1', latestFrom: dayFrom(-300), retirementDate: dayFrom(70), providerModelId: 'talker-v1', prices: [price(times)] },
    {
      name: 'v2',
      latestFrom: dayFrom(-30),
      retirementDate: dayFrom(500),
      providerModelId: 'talker-v2',
      prices: [price(3 * times)],
    },
  ],
})

export type MoneyScene = AsyncDisposable & {
  readonly under: ConsoleUnderTest
  readonly upstream: OpenaiUpstream
  /** Deploys the model and waits until it runs; answers the deployment's id. */
  deploy(name: string, more?: object): Promise<string>
  /** Calls it so often; what a call costs is in the ledger a moment later. */
  ask(name: string, times?: number): Promise<void>
}

/** The console in front of one provider's account with a model that costs something. */
export async function openMoneyScene(settings: Record<string, unknown> = {}, at?: string): Promise<MoneyScene> {
  const upstream = await startOpenaiUpstream()
  const under = await openConsole({ allowPrivate: true, ...settings }, at)
  const { call, until } = under.platform
  const baseUrl = `${upstream.address}/v1`
  must(
    201,
    await call('POST', '/v2/admin/connections', {
      name: 'openai',
      provider: 'openai',
      baseUrl,
      credential: { apiKey: 'sk-test' },
    }),
  )
  must(200, await call('PUT', '/v2/admin/catalog/openai/talker', entry()))
  return {
    under,
    upstream,
    async deploy(name, more = {}) {
      const order = { model: 'talker', executableId: 'openai', name, version: 'v1', deploymentType: 'serverless', ...more }
      const { id } = must(202, await call('POST', '/v2/lm/models/deploy', order))
      await until(id, 'RUNNING')
      return id
    },
    async ask(name, times = 1) {
      for (let at = 0; at < times; at += 1) must(200, await call('POST', '/v1/chat/completions', { model: name, ...question }))
    },
    async [Symbol.asyncDispose]() {
      await under[Symbol.asyncDispose]()
      await upstream[Symbol.asyncDispose]()
    },
  }
}
