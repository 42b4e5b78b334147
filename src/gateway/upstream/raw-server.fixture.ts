import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises'
import { createServer as createTlsServer, type TLSSocket } from 'node:tls'
import { type Connector, makeConnector } from './connect.ts'
import type { AnswerHandler, SentRequest } from './handler.ts'
import { type LinePool, makeLinePool } from './pool.ts'

/** One connection as the server sees it. */
export type Seen = { readonly socket: Socket; text: string; requests: number; closed: boolean; reused: boolean }

export type RawServer = AsyncDisposable & { readonly port: number; readonly seen: Seen[] }

/** Says whatever `answer` writes, byte by byte, once a request with all of its body has come. `path`: of a Unix socket. */
export async function startRawServer(
  answer: (socket: Socket, request: string, seen: Seen) => void,
  tls?: { cert: string; key: string },
  path?: string,
): Promise<RawServer> {
  const seen: Seen[] = []
  const accept = (socket: Socket): void => {
    const reused = 'isSessionReused' in socket && (socket as TLSSocket).isSessionReused()
    const each: Seen = { socket, text: '', requests: 0, closed: false, reused }
    seen.push(each)
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('close', () => {
      each.closed = true
    })
    let need = 0
    socket.on('data', (chunk) => {
      each.text += chunk.toString('latin1')
      while (each.text.length >= need) {
        const end = each.text.indexOf('\r\n\r\n')
        if (end === -1) return
        need = end + 4 + Number(/^content-length: (\d+)$/m.exec(each.text.slice(0, end))?.[1] ?? 0)
        if (each.text.length < need) return
        const request = each.text.slice(0, need)
        each.text = each.text.slice(need)
        need = 0
        each.requests += 1
        answer(socket, request, each)
      }
    })
  }
  const server = tls ? createTlsServer(tls, accept) : createServer(accept)
  server.listen(path === undefined ? { port: 0, host: '127.0.0.1' } : { path })
  await once(server, 'listening')
  return {
    port: path === undefined ? (server.address() as AddressInfo).port : 0,
    seen,
    async [Symbol.asyncDispose]() {
      for (const { socket } of seen) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export const answerOf = (body: string, headers = ''): string =>
  `HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`

/** What a caller of a pool hears, written down. */
export class Heard implements AnswerHandler {
  readonly events: string[] = []
  status = 0
  raw: readonly string[] = []
  body = ''
  error: (Error & { code?: string }) | null = null
  abort: (error?: Error) => void = () => {}
  resume: () => void = () => {}
  /** Pieces are held back until `resume` while this is false. */
  flows = true
  sent = 0
  readonly over: Promise<void>
  #done: () => void = () => {}
  readonly #at: Partial<Record<string, () => void>>

  /** `at`: done when that event has been heard. */
  constructor(at: Partial<Record<string, () => void>> = {}) {
    this.#at = at
    this.over = new Promise((resolve) => {
      this.#done = resolve
    })
  }

  onConnect(abort: (error?: Error) => void): void {
    this.abort = abort
    this.#hear('connect')
  }

  onBodySent(): void {
    this.sent += 1
  }

  onHeaders(status: number, raw: readonly string[], resume: () => void): boolean {
    Object.assign(this, { status, raw, resume })
    this.#hear('head')
    return this.flows
  }

  onData(chunk: Buffer): boolean {
    this.body += chunk.toString('latin1')
    if (this.events.at(-1) !== 'data') this.events.push('data')
    this.#at['data']?.()
    return this.flows
  }

  onComplete(): void {
    this.#hear('complete')
    this.#done()
  }

  onError(error: Error): void {
    this.error = error
    this.#hear('error')
    this.#done()
  }

  #hear(event: string): void {
    this.events.push(event)
    this.#at[event]?.()
  }
}

export const get: SentRequest = { method: 'GET', path: '/v1/models', headers: ['accept', '*/*'], body: null }
export const post = (body: SentRequest['body'], headers: readonly string[] = []): SentRequest => ({
  method: 'POST',
  path: '/v1/chat',
  headers,
  body,
})

export type TestPool = LinePool & { send(request: SentRequest, heard?: Heard): Promise<Heard>; at: number }

/** Its time stands still; `at` sets it. */
export function poolOf(connector: Connector): TestPool {
  const pool = makeLinePool({ connector, connectMs: 1000, now: () => made.at, atTurnEnd: setImmediate })
  const made: TestPool = {
    ...pool,
    at: 0,
    async send(request, heard = new Heard()) {
      pool.dispatch(request, heard)
      await heard.over
      return heard
    },
  }
  return made
}

/** Closes what a test opened, last first. */
export const opened: (() => unknown)[] = []
export async function closeOpened(): Promise<void> {
  for (const close of opened.splice(0).reverse()) await close()
}

export async function scene(answer: Parameters<typeof startRawServer>[0]): Promise<{ server: RawServer; pool: TestPool }> {
  const server = await startRawServer(answer)
  const pool = poolOf(makeConnector(`http://127.0.0.1:${server.port}`, false))
  opened.push(
    () => server[Symbol.asyncDispose](),
    () => pool.destroy(),
  )
  return { server, pool }
}

/** Connections rest for a look at what comes on them. */
export const rest = async (): Promise<void> => {
  for (let turns = 0; turns < 4; turns += 1) await turn()
}

export const until = async (holds: () => boolean): Promise<void> => {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries > 500) throw new Error('it did not come to pass')
    await pause(5)
  }
}
