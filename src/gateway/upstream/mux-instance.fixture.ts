import { Buffer } from 'node:buffer'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeMuxReader, makeMuxWriter, muxKinds, muxSuffix, writeTo } from '../../domain/mux-frames.ts'
import { type Connector, makeConnector } from './connect.ts'
import {
  answerOf,
  get,
  type Heard,
  opened,
  poolOf,
  type RawServer,
  startRawServer,
  type TestPool,
  until,
} from './raw-server.fixture.ts'

type Kind = keyof typeof muxKinds
export type Frame = { readonly exchange: number; readonly kind: Kind; readonly head: string; readonly body: string }

/** One connection for many requests, as the instance sees it. */
export type Door = {
  readonly socket: Socket
  readonly frames: Frame[]
  closed: boolean
  say(exchange: number, kind: Kind, head?: string, body?: string): void
}

export type Instance = {
  readonly path: string
  readonly connector: Connector
  readonly pool: TestPool
  /** What takes the lines: each is answered with `line`. */
  readonly lines: RawServer
  readonly lineRequests: string[]
  readonly doors: Door[]
  /** The gateway's side of each try to come in by the door. */
  readonly tries: readonly Socket[]
  /** Resolves to the door that is open, once the gateway knows that it is. */
  door(): Promise<Door>
}

const kinds = Object.fromEntries(Object.entries(muxKinds).map(([name, kind]) => [kind, name])) as Record<number, Kind>

export const okHead = 'HTTP/1.1 200 OK\r\n'

/** Answers each with its own body. */
export const echo = (door: Door, { exchange, kind, body }: Frame): void => {
  if (kind === 'request') door.say(exchange, 'answer', okHead, body)
  if (kind === 'cancel') door.say(exchange, 'broken')
}

/** An instance with both of its sockets; `hear`: null for one that has no door. */
export async function startInstance(hear: ((door: Door, frame: Frame) => void) | null): Promise<Instance> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-mux-'))
  opened.push(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'x.sock')
  const doors: Door[] = []
  if (hear) await listenAt(`${path}${muxSuffix}`, hear, doors)
  const lineRequests: string[] = []
  const answer = (socket: Socket, request: string): void => {
    lineRequests.push(request)
    socket.write(request.startsWith('HEAD') ? answerOf('line').slice(0, -4) : answerOf('line'))
  }
  const lines = await startRawServer(answer, undefined, path)
  opened.push(() => lines[Symbol.asyncDispose]())
  const tries: Socket[] = []
  const connector = makeConnector(`unix:${path}`, false)
  const openMux: Connector['open'] = (heard) => {
    const socket = connector.openMux?.(heard) as Socket
    tries.push(socket)
    return socket
  }
  const pool = poolOf({ ...connector, openMux })
  opened.push(() => pool.destroy())
  return {
    path,
    connector,
    pool,
    lines,
    lineRequests,
    doors,
    tries,
    async door() {
      if (tries.at(-1)?.closed !== false) await pool.send(get)
      await until(() => tries.at(-1)?.readyState === 'open' && doors.length === tries.length)
      return doors.at(-1) as Door
    },
  }
}

async function listenAt(path: string, hear: (door: Door, frame: Frame) => void, doors: Door[]): Promise<void> {
  const server = createServer((socket) => {
    const writer = makeMuxWriter((pieces) => writeTo(socket, pieces), process.nextTick)
    const door: Door = {
      socket,
      frames: [],
      closed: false,
      say: (exchange, kind, head, body) => writer.put(exchange, muxKinds[kind], head, Buffer.from(body ?? '', 'latin1')),
    }
    doors.push(door)
    const read = makeMuxReader((exchange, kind, head, body) => {
      const frame: Frame = { exchange, kind: kinds[kind] ?? 'broken', head, body: body.toString('latin1') }
      door.frames.push(frame)
      hear(door, frame)
    })
    socket.on('data', read)
    socket.on('error', () => {})
    socket.on('close', () => {
      door.closed = true
    })
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  opened.push(() => {
    for (const { socket } of doors) socket.destroy()
    return new Promise((resolve) => server.close(resolve))
  })
}

/** What the door heard so far, as `kind exchange`. */
export const told = ({ frames }: Door): string[] => frames.map(({ kind, exchange }) => `${kind} ${exchange}`)

/** Until it has heard just so many of that kind; resolves to the last one. */
export async function nth(door: Door, count: number, kind: Kind = 'request'): Promise<Frame> {
  const those = (): Frame[] => door.frames.filter((each) => each.kind === kind)
  await until(() => those().length >= count)
  return those()[count - 1] as Frame
}

/** What a caller has heard, in short. */
export const heardBy = ({ events, body, error }: Heard): readonly [string, string, string | undefined] => [
  events.join(' '),
  body,
  error?.code ?? error?.message,
]
