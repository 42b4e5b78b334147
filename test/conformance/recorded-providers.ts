import { type Answer, type Json, type Platform, startPlatform } from '../platform.ts'
import { asFrames, converseToolEvents, type Recorded, recorded } from '../translation/fixtures.ts'
import { type Scripted, startScripted } from '../translation/scripted-upstream.ts'
import { converseAnswer, converseFrames } from '../upstreams/bedrock.ts'
import { geminiAnswer, geminiEvents } from '../upstreams/gemini.ts'
import { keyFile, startTokenEndpoint } from '../upstreams/tokens.ts'

export type RecordedProviders = AsyncDisposable & {
  readonly platform: Platform
  readonly upstream: Scripted
  /** The deployments' own addresses, by name: `gpt`, `embed`, `claude`, `nova`, `titan`, `flash`, `vectors`. */
  readonly urls: Readonly<Record<string, string>>
  /** The upstream answers with a recording next, whole or streamed as it is asked. */
  play(wire: string, name: string): Recorded
  /** The upstream answers with text alone next; how that reads whole, and streamed. */
  talk(wire: string): readonly [string, string]
  /** The upstream answers with this next. */
  say(whole: unknown): void
  /** Body of the last call that the upstream got. */
  asked(): Json
}

const deployments = [
  ['gpt', 'openai', 'gpt-4o'],
  ['embed', 'openai', 'text-embedding-3-small'],
  ['claude', 'anthropic', 'claude-haiku-4-5'],
  ['nova', 'aws-bedrock', 'amazon--nova-pro'],
  ['titan', 'aws-bedrock', 'amazon--titan-embed-text'],
  ['flash', 'gcp-vertexai', 'gemini-2.5-flash'],
  ['vectors', 'gcp-vertexai', 'gemini-embedding'],
] as const

/** The whole platform with a deployment of every provider, all of them one server that plays recordings of each. */
export async function openRecordedProviders(): Promise<RecordedProviders> {
  const upstream = await startScripted()
  let platform: Platform
  const tokens = await startTokenEndpoint(() => platform.clock.now())
  platform = await startPlatform({ at: '2026-09-01T00:00:00Z' })
  const must = (wanted: number, { status, body }: Answer): Json => {
    if (status !== wanted) throw new Error(`expected ${wanted}, got ${status}: ${JSON.stringify(body)}`)
    return body
  }
  const connections = [
    { name: 'openai', baseUrl: `${upstream.address}/v1`, credential: { apiKey: 'provider-key' } },
    { name: 'anthropic', baseUrl: upstream.address, credential: { apiKey: 'provider-key' } },
    {
      name: 'aws-bedrock',
      baseUrl: upstream.address,
      credential: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
      options: { region: 'eu-central-1' },
    },
    { name: 'gcp-vertexai', baseUrl: upstream.address, credential: keyFile(tokens), options: { location: 'europe-west1' } },
  ]
  for (const each of connections)
    must(201, await platform.call('POST', '/v2/admin/connections', { ...each, provider: each.name, shared: true }))
  const urls: Record<string, string> = {}
  for (const [name, executableId, modelName] of deployments) {
    const configuration = await platform.call('POST', '/v2/lm/configurations', {
      name,
      executableId,
      scenarioId: 'foundation-models',
      parameterBindings: [{ key: 'modelName', value: modelName }],
      inputArtifactBindings: [],
    })
    const body = { configurationId: must(201, configuration).id, name }
    const { id } = must(202, await platform.call('POST', '/v2/lm/deployments', body))
    urls[name] = (await platform.until(id, 'RUNNING')).deploymentUrl
  }
  const script = { status: 200, stream: Buffer.alloc(0), streamType: 'text/event-stream', end: 'whole' } as const
  const frames = 'application/vnd.amazon.eventstream'
  const play: RecordedProviders['play'] = (wire, name) => {
    const found = recorded.find((each) => each.format === wire && each.name.includes(name))
    if (!found) throw new Error(`nothing recorded of ${wire}: ${name}`)
    const whole = JSON.stringify(found.answer)
    upstream.script =
      wire === 'bedrock-converse'
        ? { ...script, whole, stream: asFrames(converseToolEvents), streamType: frames }
        : { ...script, whole, stream: Buffer.from(found.stream) }
    return found
  }
  return {
    platform,
    upstream,
    urls,
    play,
    talk(wire) {
      if (wire === 'bedrock-converse') {
        upstream.script = {
          ...script,
          whole: JSON.stringify(converseAnswer),
          stream: Buffer.concat(converseFrames()),
          streamType: frames,
        }
        return ['Hello there!', 'Hello \u{1F44B} it\'s "there"\n!']
      }
      if (wire === 'gemini') {
        const stream = Buffer.from(geminiEvents.map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`).join(''))
        upstream.script = { ...script, whole: JSON.stringify(geminiAnswer), stream }
        return ['Hello there!', 'Hello there!']
      }
      const { says } = play(wire, wire === 'openai' ? 'text' : 'a stop sequence')
      const text = says.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('')
      return [text, text]
    },
    say(whole) {
      upstream.script = { ...script, whole: JSON.stringify(whole) }
    },
    asked: () => JSON.parse(upstream.received.at(-1)?.body.toString() ?? '{}'),
    async [Symbol.asyncDispose]() {
      await platform[Symbol.asyncDispose]()
      await tokens[Symbol.asyncDispose]()
      await upstream[Symbol.asyncDispose]()
    },
  }
}
