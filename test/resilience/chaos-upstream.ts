import { Buffer } from 'node:buffer'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { ChaosWire } from './chaos-wires.ts'

export const troubles = [
  'none',
  'refused',
  'reset',
  '429',
  '429 soon',
  '429 late',
  '503',
  '500',
  'slow first byte',
  'stall',
  'truncated',
  'wrong content type',
  'megabyte line',
  'bad UTF-8',
  'gzip',
] as const
export type Trouble = (typeof troubles)[number]
export type Mode = 'whole' | 'stream'

export type ChaosUpstream = AsyncDisposable & {
  /** Nobody listens at `refused`. */
  addressFor(trouble: Trouble): string
  /** Requests that came, by the `x-case` header that they carry. */
  readonly came: Map<string, number>
}

/**
 * Plain sockets, so that everything can be said that a server would not say. What it does is told by the headers `x-case`,
 * `x-trouble` and `x-mode` of a request.
 */
export async function startChaosUpstream(wires: readonly ChaosWire[]): Promise<ChaosUpstream> {
  const came = new Map<string, number>()
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      const length = text.indexOf('\r\n\r\n')
      if (length === -1) return
      const head = text.slice(0, length)
      const header = (name: string): string => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]?.trim() ?? ''
      if (text.length < length + 4 + Number(header('content-length'))) return
      text = ''
      const name = header('x-case')
      came.set(name, (came.get(name) ?? 0) + 1)
      const wire = wires.find((each) => name.startsWith(`${each.name}:`))
      if (!wire) throw new Error(`no wire for ${name}`)
      answer(socket, wire, header('x-trouble') as Trouble, header('x-mode') as Mode)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    addressFor: (trouble) => `http://127.0.0.1:${trouble === 'refused' ? 1 : port}`,
    came,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** What the answer's body is when it is whole. */
export function bodyOf(wire: ChaosWire, trouble: Trouble, mode: Mode): Buffer {
  const text =
    trouble === 'megabyte line'
      ? Buffer.alloc(1024 * 1024, 'x')
      : trouble === 'bad UTF-8'
        ? Buffer.from([0x68, 0xff, 0xc3, 0x28])
        : null
  if (mode === 'whole') return text ? wire.saying.whole(text) : wire.answer
  const events = [...wire.events]
  if (text) events[wire.textAt ?? 2] = wire.saying.event(text)
  return Buffer.concat(events)
}

function answer(socket: Socket, wire: ChaosWire, trouble: Trouble, mode: Mode): void {
  const type = mode === 'stream' ? wire.streamType : 'application/json'
  const say = (status: number, headers: string, body: Buffer): void =>
    void socket.write(
      Buffer.concat([Buffer.from(`HTTP/1.1 ${status} X\r\ncontent-length: ${body.length}\r\n${headers}\r\n`), body]),
    )
  const refuse = (status: number, headers = ''): void =>
    say(status, `content-type: application/json\r\n${headers}`, Buffer.from(`{"said":${status}}`))
  const body = bodyOf(wire, trouble, mode)
  const good = (headers: string, bytes: Buffer): void =>
    mode === 'whole'
      ? say(200, headers, bytes)
      : void socket.write(
          Buffer.concat([Buffer.from(`HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n${headers}\r\n`), ...chunked(bytes), last]),
        )
  /** A good beginning, and no end. */
  const begin = (): void => {
    const some = mode === 'whole' ? body.subarray(0, body.length / 2) : Buffer.concat(wire.events.slice(0, 2))
    const framing = mode === 'whole' ? `content-length: ${body.length}` : 'transfer-encoding: chunked'
    socket.write(`HTTP/1.1 200 X\r\n${framing}\r\ncontent-type: ${type}\r\n\r\n`)
    for (const piece of mode === 'whole' ? [some] : chunked(some)) socket.write(piece)
  }
  const says: Record<Trouble, () => unknown> = {
    refused: () => {},
    'slow first byte': () => {},
    reset: () => socket.resetAndDestroy(),
    '429': () => refuse(429),
    '429 soon': () => refuse(429, 'retry-after-ms: 1\r\n'),
    '429 late': () => refuse(429, 'retry-after: 60\r\n'),
    '503': () => refuse(503),
    '500': () => refuse(500),
    stall: begin,
    truncated: () => {
      begin()
      socket.end()
    },
    'wrong content type': () => good('content-type: text/plain\r\n', body),
    gzip: () => good(`content-type: ${type}\r\ncontent-encoding: gzip\r\n`, gzipSync(body)),
    none: () => good(`content-type: ${type}\r\n`, body),
    'megabyte line': () => good(`content-type: ${type}\r\n`, body),
    'bad UTF-8': () => good(`content-type: ${type}\r\n`, body),
  }
  says[trouble]()
}

const last = Buffer.from('0\r\n\r\n')
function chunked(bytes: Buffer): Buffer[] {
  return [Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]
}
