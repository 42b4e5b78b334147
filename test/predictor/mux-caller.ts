import type { Socket } from 'node:net'
import { makeConnector } from '../../src/gateway/upstream/connect.ts'
import type { SentRequest } from '../../src/gateway/upstream/handler.ts'
import { get, Heard, opened, poolOf, type TestPool } from '../../src/gateway/upstream/raw-server.fixture.ts'
import { eventually } from '../gateway-harness.ts'
import { type Host, type HostAnswer, startHost } from './host.ts'

export type MuxCaller = {
  readonly pool: TestPool
  /** The connection for many calls. */
  readonly socket: Socket
  /** How many connections of their own requests took since the other is there. */
  lines(): number
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<MuxAnswered>
  /** Sent, not waited for. */
  send(path: string, body: unknown, headers?: Readonly<Record<string, string>>, heard?: Heard): Heard
}
export type MuxAnswered = Pick<HostAnswer, 'status' | 'headers' | 'bytes' | 'text'>

/** Calls a host as the gateway does, once its door for many calls on one connection is open. Closed by `closeOpened`. */
export async function openMuxCaller(host: Host): Promise<MuxCaller> {
  const connector = makeConnector(`unix:${host.socketPath}`, false)
  const { openMux } = connector
  if (!openMux) throw new Error('this address has no such door')
  const sockets: Socket[] = []
  let lines = 0
  const pool = poolOf({
    ...connector,
    open(heard) {
      lines += 1
      return connector.open(heard)
    },
    openMux(heard) {
      const socket = openMux(heard)
      sockets.push(socket)
      return socket
    },
  })
  opened.push(() => pool.destroy())
  await pool.send({ ...get, path: '/' })
  await eventually(() => sockets[0]?.readyState === 'open')
  const [socket] = sockets
  if (!socket) throw new Error('nothing was opened')
  lines = 0

  const send = (request: SentRequest, heard: Heard): Heard => {
    pool.dispatch(request, heard)
    return heard
  }
  return {
    pool,
    socket,
    lines: () => lines,
    async call(method, path, body, headers = {}) {
      const heard = send({ method, path, headers: flat(headers), body: bytesOf(body) }, new Heard())
      await heard.over
      if (heard.error) throw heard.error
      return answerIn(heard)
    },
    send: (path, body, headers = {}, heard = new Heard()) =>
      send({ method: 'POST', path, headers: flat(headers), body: bytesOf(body) }, heard),
  }
}

export function answerIn({ status, raw, body }: Heard): MuxAnswered {
  const headers: Record<string, string> = {}
  for (let at = 0; at < raw.length; at += 2) headers[raw[at]?.toLowerCase() ?? ''] = raw[at + 1] ?? ''
  const bytes = Buffer.from(body, 'latin1')
  return { status, headers, bytes, text: bytes.toString() }
}

const flat = (headers: Readonly<Record<string, string>>): string[] =>
  Object.entries(headers).flatMap(([name, value]) => [name.toLowerCase(), value])

const bytesOf = (body: unknown): Buffer | null => {
  if (body === undefined) return null
  if (Buffer.isBuffer(body)) return body
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}

/** Several calls at a time; `wait` until the file is there or somebody says `open`. */
const script = `
import asyncio, os
from pathlib import Path
GATE = Path(__file__).parent / "gate"

class Predict:
    def __init__(self):
        self.waiting = self.called_off = 0

    async def predict(self, inputs, parameters):
        word = inputs[0]
        if word == "waiting": return self.waiting
        if word == "called off": return self.called_off
        if word == "open": GATE.touch()
        if word == "close": GATE.unlink()
        if word == "raise": raise ValueError("that is wrong")
        if word == "none": return None
        if word == "bytes": return b"\\x00\\xff raw"
        if word == "long": return "x" * inputs[1]
        if word == "exit": os._exit(7)
        if word in ("stream", "stream and wait"): return self.stream(word)
        if word == "stream-broken": return self.broken()
        if word == "wait": await self.wait()
        return inputs

    async def wait(self):
        self.waiting += 1
        try:
            while not GATE.exists(): await asyncio.sleep(0.01)
        except asyncio.CancelledError:
            self.called_off += 1
            raise
        finally:
            self.waiting -= 1

    async def stream(self, word):
        yield "one"
        if word == "stream and wait": await self.wait()
        for each in range(50): yield f" {each}"
        yield {"json": "é"}

    async def broken(self):
        yield "one"
        raise RuntimeError("in the middle")

    def generate(self, text_input, parameters):
        if parameters.get("fail"): raise RuntimeError("no words")
        return iter(text_input.split()) if " " in text_input else text_input.upper()
`
export const startWaitingHost = (): Host => startHost({ script, args: ['--concurrency', '64'] })
export const path = '/v1/models/model:predict'
export const predict = (...instances: unknown[]): string => JSON.stringify({ instances })
export const events = { accept: 'text/event-stream' }

/** What a call of one word says, by this connection. */
export const told = async (caller: MuxCaller, word: string): Promise<unknown> =>
  JSON.parse((await caller.call('POST', path, predict(word))).text).predictions
export const untilWaiting = (caller: MuxCaller, count: number): Promise<void> =>
  eventually(async () => (await told(caller, 'waiting')) === count)
