import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type Harness, idOf, route, startHarness, target } from './gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from './openai-upstream.ts'

/**
 * What most gateway tests play on: a gateway with deployments in every state, in front of one upstream that can misbehave.
 * Importing this sets it up and takes it down around the importing file's tests.
 */
export let upstream: OpenaiUpstream
export let harness: Harness
export const chat = { messages: [{ role: 'user', content: 'Hello' }] }

beforeAll(async () => {
  upstream = await startOpenaiUpstream()
  harness = await startHarness(
    [
      route('chat', [target(upstream.address)], { deprecatedAt: 1_700_000_000_000, retiresAt: 1_800_000_000_000 }),
      route('blue', [target(upstream.address)], { resourceGroup: 'blue' }),
      route('raw', [target(upstream.address, { paths: [{ below: '/**', path: '/{rest}' }] })], { wire: 'anything' }),
      route('two', [target(upstream.address, { paths: [{ below: '/chat/completions', path: '/v1/chat/completions' }] })]),
      route('nowhere', [target('http://127.0.0.1:1')]),
      route('private', [target(upstream.address, { publicOnly: true })]),
      route('retired', [], { state: 'retired', message: 'gpt-4 0613 was retired on 2025-06-06; use gpt-4o' }),
      route('dead', [], { state: 'dead', message: 'the model file is broken' }),
    ],
    { firstByteMs: 800, idleMs: 800, totalMs: 3000, startingMs: 1000 },
    { maxBodyBytes: 1024 * 1024 },
  )
})
beforeEach(() => {
  upstream.reset()
  harness.logged.length = 0
})
afterAll(async () => {
  await harness[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

type Sent = { key?: string; group?: string; method?: string; headers?: Record<string, string> }
export const call = (
  path: string,
  body: unknown,
  { key = 'admin', group, method = 'POST', headers = {} }: Sent = {},
): Promise<Response> =>
  fetch(`${harness.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      ...(group ? { 'ai-resource-group': group } : {}),
      ...headers,
    },
    ...(body === null
      ? {}
      : { body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body) }),
    redirect: 'manual',
  })
export const errorOf = async (answer: Response): Promise<{ code: string; message: string }> =>
  ((await answer.json()) as { error: { code: string; message: string } }).error
export const sap = (name: string, below = '/chat/completions'): string => `/v2/inference/deployments/${idOf(name)}${below}`
export const stream = { ...chat, stream: true }

/** Raw bytes to the gateway; resolves with everything that came until the connection ended or `until` was seen. */
export function exchange(bytes: string, until?: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(harness.gateway.port, '127.0.0.1', () => socket.write(bytes))
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
      if (until && text.includes(until) && text.includes('}}')) socket.destroy()
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(text))
  })
}
