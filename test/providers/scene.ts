import { startOpenaiUpstream } from '../openai-upstream.ts'
import { type Answer, type Json, type Platform, startPlatform } from '../platform.ts'
import { anthropicKey, startAnthropic } from '../upstreams/anthropic.ts'
import { bedrockKeys, startBedrock } from '../upstreams/bedrock.ts'
import { startGemini } from '../upstreams/gemini.ts'
import { entraApplication, keyFile, startTokenEndpoint } from '../upstreams/tokens.ts'

/** The catalog as of this day has every model that the tests deploy. */
const at = '2026-09-01T00:00:00Z'

const executableOf: Readonly<Record<string, string>> = { entra: 'azure-openai' }

/** The whole platform with a connection to a local server for each provider; each of these checks what it is shown. */
export async function openProviders() {
  let platform: Platform
  const now = () => platform.clock.now()
  const tokens = await startTokenEndpoint(now)
  const bedrock = await startBedrock(now)
  const gemini = await startGemini(tokens)
  const anthropic = await startAnthropic()
  const azure = await startOpenaiUpstream()
  platform = await startPlatform({ at })

  const connect = async (name: string, body: Json): Promise<Answer> =>
    platform.call('POST', '/v2/admin/connections', { name, provider: executableOf[name] ?? name, ...body })
  const made = [
    await connect('aws-bedrock', { baseUrl: bedrock.address, credential: bedrockKeys, options: { region: 'eu-central-1' } }),
    await connect('gcp-vertexai', {
      baseUrl: gemini.address,
      credential: keyFile(tokens),
      options: { location: 'europe-west1' },
    }),
    await connect('anthropic', { baseUrl: anthropic.address, credential: { apiKey: anthropicKey } }),
    await connect('entra', {
      baseUrl: azure.address,
      credential: { ...entraApplication, authority: `${tokens.address}/entra` },
    }),
  ]
  const refused = made.find(({ status }) => status !== 201)
  if (refused) throw new Error(JSON.stringify(refused.body))

  /** Configures, deploys and waits until it runs: the deployment's own address. */
  const deploy = async (executableId: string, parameters: Readonly<Record<string, string>>): Promise<string> => {
    const configuration = await platform.call('POST', '/v2/lm/configurations', {
      name: parameters['modelName'],
      executableId,
      scenarioId: 'foundation-models',
      parameterBindings: Object.entries(parameters).map(([key, value]) => ({ key, value })),
      inputArtifactBindings: [],
    })
    if (configuration.status !== 201) throw new Error(JSON.stringify(configuration.body))
    const created = await platform.call('POST', '/v2/lm/deployments', { configurationId: configuration.body.id })
    const { deploymentUrl } = await platform.until(created.body.id, 'RUNNING')
    return deploymentUrl
  }

  return {
    platform,
    tokens,
    bedrock,
    gemini,
    anthropic,
    azure,
    connect,
    deploy,
    /** Posts as the administrator; the answer's text is read by the caller. */
    post: (url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${platform.adminKey}`, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    /** Tokens that the gateway's own metrics say of a deployment, by kind. */
    counted: (url: string) => countedTokens(platform, url),
    async [Symbol.asyncDispose]() {
      await platform[Symbol.asyncDispose]()
      for (const each of [tokens, bedrock, gemini, anthropic, azure]) await each[Symbol.asyncDispose]()
    },
  }
}

export type Providers = Awaited<ReturnType<typeof openProviders>>

async function countedTokens(platform: Platform, deploymentUrl: string): Promise<Record<string, number>> {
  const id = deploymentUrl.slice(deploymentUrl.lastIndexOf('/') + 1)
  const { body } = await platform.call('GET', '/metrics')
  const tokens = String(body).matchAll(/^lectern_(\w+)_tokens_total\{([^}]*)\} (\d+)$/gm)
  return Object.fromEntries(
    [...tokens].filter(([, , labels]) => labels?.includes(id)).map(([, kind, , value]) => [kind, Number(value)]),
  )
}

/** The `data:` of every event of a stream; `[DONE]` stays text. */
export const dataOf = (text: string): Json[] =>
  text
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice(6)))
