import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { type Answer, type Json, type Platform, startPlatform } from '../platform.ts'

/** What a test says of a deployment it wants; the rest is plausible. */
export type Wanted = {
  readonly name: string
  readonly executableId?: string
  readonly parameters: Readonly<Record<string, string>>
  readonly group?: string
}

export type Deployed = { readonly id: string; readonly url: string; readonly name: string; readonly configurationId: string }

export type Scene = AsyncDisposable & {
  readonly platform: Platform
  readonly upstream: OpenaiUpstream
  /** The id of a new configuration; fails unless it was created. */
  configure(wanted: Wanted): Promise<string>
  /** Configures, deploys and waits until it runs. */
  deploy(wanted: Wanted): Promise<Deployed>
  /** Reads a deployment in its group until the claim holds of it; fails with what it is instead. */
  untilSeen(id: string, claim: (deployment: Json) => boolean, group?: string): Promise<Json>
}

/**
 * The whole platform, with shared connections of both kinds to one upstream that speaks OpenAI's and Azure's wire, and
 * SAP's clients in this process pointed at it by `AICORE_SERVICE_KEY`, the one thing that their users paste.
 */
export async function openScene(options: Parameters<typeof startPlatform>[0] = {}): Promise<Scene> {
  const upstream = await startOpenaiUpstream()
  const platform = await startPlatform(options)
  process.env['AICORE_SERVICE_KEY'] = platform.serviceKey
  const connections = [
    { name: 'azure-openai', provider: 'azure-openai', baseUrl: upstream.address },
    { name: 'openai', provider: 'openai', baseUrl: `${upstream.address}/v1` },
  ]
  for (const connection of connections) {
    const credential = { apiKey: 'provider-key' }
    must(201, await platform.call('POST', '/v2/admin/connections', { ...connection, credential, shared: true }))
  }

  const configure: Scene['configure'] = async ({ name, executableId = 'azure-openai', parameters, group = 'default' }) => {
    const parameterBindings = Object.entries(parameters).map(([key, value]) => ({ key, value }))
    const body = { name, executableId, scenarioId: 'foundation-models', parameterBindings, inputArtifactBindings: [] }
    return must(201, await platform.call('POST', '/v2/lm/configurations', body, { 'ai-resource-group': group })).id
  }

  const untilSeen: Scene['untilSeen'] = async (id, claim, group = 'default') => {
    let last: unknown
    for (let attempt = 0; attempt < 400; attempt += 1) {
      const { body } = await platform.call('GET', `/v2/lm/deployments/${id}`, undefined, { 'ai-resource-group': group })
      last = body
      if (claim(body)) return body
      await platform.clock.sleep(25)
    }
    throw new Error(`deployment ${id} did not get there: ${JSON.stringify(last)}`)
  }

  const deploy: Scene['deploy'] = async (wanted) => {
    const { name, group = 'default' } = wanted
    const configurationId = await configure(wanted)
    const body = { configurationId, name }
    const { id } = must(202, await platform.call('POST', '/v2/lm/deployments', body, { 'ai-resource-group': group }))
    const { deploymentUrl } = await untilSeen(id, ({ status }) => status === 'RUNNING', group)
    return { id, url: deploymentUrl, name, configurationId }
  }

  return {
    platform,
    upstream,
    configure,
    deploy,
    untilSeen,
    async [Symbol.asyncDispose]() {
      delete process.env['AICORE_SERVICE_KEY']
      await platform[Symbol.asyncDispose]()
      await upstream[Symbol.asyncDispose]()
    },
  }
}

export const must = (status: number, answer: Answer): Json => {
  if (answer.status !== status) throw new Error(`expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** Polls, bounded: for what the world does a moment later. */
export async function eventually(claim: () => boolean | Promise<boolean>, platform: Platform, ms = 5_000): Promise<void> {
  for (let waited = 0; waited < ms; waited += 5) {
    if (await claim()) return
    await platform.clock.sleep(5)
  }
  throw new Error(`did not come true within ${ms} ms: ${claim}`)
}

/** Everything that an async iteration yields. */
export async function drain<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}
