import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

export type Counted = { readonly prompt: number; readonly completion: number; readonly cached: number }

export type CountingUpstream = AsyncDisposable & {
  readonly address: string
  /** What every request that came was counted as, by the request id that came with it. */
  readonly calls: ReadonlyMap<string, Counted>
  /** Requests that came more than once. */
  readonly twice: readonly string[]
}

/** A backend that keeps books of its own: what it will say it used is written down before it says anything. */
export async function startCountingUpstream(random: () => number): Promise<CountingUpstream> {
  const calls = new Map<string, Counted>()
  const twice: string[] = []
  const server = createServer(async (request, response) => {
    const id = String(request.headers['x-request-id'])
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    if (calls.has(id)) twice.push(id)
    const prompt = 1 + Math.floor(random() * 500)
    const counted = { prompt, completion: 1 + Math.floor(random() * 20), cached: Math.floor(random() * prompt) }
    calls.set(id, counted)
    await pause(random() * 15)
    await answer(response, counted, body.includes('"stream":true'), random).catch(() => response.destroy())
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    twice,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answer(response: ServerResponse, counted: Counted, stream: boolean, random: () => number): Promise<void> {
  const usage = {
    prompt_tokens: counted.prompt,
    completion_tokens: counted.completion,
    total_tokens: counted.prompt + counted.completion,
    prompt_tokens_details: { cached_tokens: counted.cached },
  }
  if (!stream) {
    const choices = [
      { index: 0, message: { role: 'assistant', content: 'word '.repeat(counted.completion) }, finish_reason: 'stop' },
    ]
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: 'c', choices, usage }))
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const say = (event: object): void => void response.write(`data: ${JSON.stringify({ id: 'c', ...event })}\n\n`)
  for (let word = 0; word < counted.completion; word += 1) {
    say({ choices: [{ index: 0, delta: { content: 'word ' } }] })
    await pause(random() * 4)
    if (response.destroyed) return
  }
  say({ choices: [], usage })
  response.end('data: [DONE]\n\n')
}
