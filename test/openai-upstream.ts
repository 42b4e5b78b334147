import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { respond } from './openai-answers.ts'

/** What the upstream got, in full. */
export type Received = {
  readonly method: string
  /** Path with query. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
  readonly json: Record<string, unknown> | null
  /** Epoch ms at which the connection was cut before the answer was complete; null = it was not. */
  cutAt: number | null
  /** Chunks of a stream written so far. */
  chunks: number
}

/** How the upstream is to answer. Everything is off by default. */
export type Behaviour = {
  /** `azure`: filter results first, as Azure OpenAI does. */
  style: 'openai' | 'azure'
  /** The words of the answer; a stream sends one word a chunk. */
  words: readonly string[]
  /** Before the first byte of an answer. */
  firstByteMs: number
  /** Between chunks of a stream. */
  chunkMs: number
  /** Cuts the connection after so many chunks of a stream (0: right after the headers). */
  dieAfterChunks: number | null
  /** Cuts the connection in the middle of the last chunk written by `dieAfterChunks`. */
  dieInsideChunk: boolean
  /** Falls silent, without closing, after so many chunks. */
  stallAfterChunks: number | null
  /** Closes the connection on the request, without an answer. */
  refuse: boolean
  /** Answers this instead, whatever is asked. */
  answer: { status: number; headers: Record<string, string>; body: string } | null
  /** Streams so many bytes of one answer. */
  bigBytes: number | null
  /** Ends streams by closing, without length or chunks, as HTTP/1.0 servers do. */
  closeDelimited: boolean
}

export type OpenaiUpstream = AsyncDisposable & {
  /** `http://127.0.0.1:port`, or `unix:/path`. */
  readonly address: string
  readonly received: Received[]
  readonly behaviour: Behaviour
  /** Back to polite behaviour, and nothing received. */
  reset(): void
  /** Most calls that were here at one time. */
  mostAtOnce(): number
}

const polite: Behaviour = {
  style: 'openai',
  words: ['Hello', ' there', '!'],
  firstByteMs: 0,
  chunkMs: 0,
  dieAfterChunks: null,
  dieInsideChunk: false,
  stallAfterChunks: null,
  refuse: false,
  answer: null,
  bigBytes: null,
  closeDelimited: false,
}

/**
 * A small real server that speaks the wire of OpenAI and Azure OpenAI: chat, completions, embeddings (floats and base64),
 * responses, audio uploads, errors and rate limits. `listen`: a Unix socket path, or a port (0: any).
 */
export async function startOpenaiUpstream(listen: string | number = 0): Promise<OpenaiUpstream> {
  const received: Received[] = []
  const behaviour: Behaviour = { ...polite }
  let now = 0
  let most = 0
  const server: Server = createServer((request, response) => {
    now += 1
    most = Math.max(most, now)
    response.on('close', () => {
      now -= 1
    })
    answer(request, response, behaviour, received).catch(() => response.destroy())
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    if (typeof listen === 'string') server.listen(listen, resolve)
    else server.listen(listen, '127.0.0.1', resolve)
  })
  return {
    address: typeof listen === 'string' ? `unix:${listen}` : `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    behaviour,
    reset() {
      Object.assign(behaviour, polite)
      received.length = 0
      most = now
    },
    mostAtOnce: () => most,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  behaviour: Behaviour,
  received: Received[],
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  const entry: Received = {
    method: request.method ?? '',
    url: request.url ?? '',
    headers: request.headers,
    rawHeaders: request.rawHeaders,
    body,
    json: parsed(body),
    cutAt: null,
    chunks: 0,
  }
  received.push(entry)
  response.on('close', () => {
    if (!response.writableFinished) entry.cutAt = Date.now()
  })
  if (behaviour.refuse) return void request.socket.destroy()
  if (behaviour.firstByteMs > 0) await pause(behaviour.firstByteMs)
  const { answer: fixed } = behaviour
  if (fixed) return void response.writeHead(fixed.status, fixed.headers).end(fixed.body)
  return respond(new URL(request.url ?? '/', 'http://x').pathname, entry, response, behaviour)
}

function parsed(body: Buffer): Record<string, unknown> | null {
  try {
    return JSON.parse(body.toString())
  } catch {
    return null
  }
}
