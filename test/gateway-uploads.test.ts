import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { eventually, type Harness, idOf, route, startHarness, target } from './gateway-harness.ts'

/** Long bodies that nobody has to read go on to their target while they arrive. */
const size = 3_000_000
const body = Buffer.alloc(size, 'abcdefghij')
const head = (path: string, length: number): string =>
  `POST /v2/inference/deployments/${idOf('raw')}${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer admin\r\ncontent-type: application/octet-stream\r\ncontent-length: ${length}\r\n\r\n`
const answered = (text: string): string => `HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n\r\n${text}`

let harness: Harness
const opened: (() => unknown)[] = []
afterEach(async () => {
  await harness[Symbol.asyncDispose]()
  for (const close of opened.splice(0)) await close()
})

/** What the target got on each of its connections. */
type Seen = { readonly socket: Socket; bytes: Buffer[]; length: number; closed: boolean }

async function scene(heard: (seen: Seen) => void, accepts = true): Promise<{ readonly seen: Seen[]; readonly caller: Caller }> {
  const seen: Seen[] = []
  const server = createServer((socket) => {
    const each: Seen = { socket, bytes: [], length: 0, closed: false }
    seen.push(each)
    socket.on('error', () => {})
    socket.on('close', () => {
      each.closed = true
    })
    socket.on('data', (chunk: Buffer) => {
      each.bytes.push(chunk)
      each.length += chunk.length
      heard(each)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  if (accepts) opened.push(() => new Promise((done) => server.close(done)))
  else await new Promise((done) => server.close(done))
  const other = createServer((socket) => {
    socket.on('error', () => {}).on('data', () => socket.write(answered('small')))
  }).listen(0, '127.0.0.1')
  await once(other, 'listening')
  opened.push(() => new Promise((done) => other.close(done)))
  const raw = { wire: 'bytes', modelName: null, capabilities: [] }
  harness = await startHarness([
    route('raw', [target(`http://127.0.0.1:${port}`)], raw),
    route('small', [target(`http://127.0.0.1:${(other.address() as AddressInfo).port}`)], raw),
  ])
  const caller = new Caller(connect(harness.gateway.port, '127.0.0.1'))
  opened.unshift(() => caller.socket.destroy())
  opened.unshift(() => seen.forEach(({ socket }) => void socket.destroy()))
  return { seen, caller }
}

class Caller {
  text = ''
  readonly socket: Socket
  constructor(socket: Socket) {
    this.socket = socket
    socket
      .on('error', () => {})
      .on('data', (chunk: Buffer) => {
        this.text += chunk.toString('latin1')
      })
  }

  until(said: RegExp): Promise<void> {
    return eventually(() => said.test(this.text))
  }

  /** The connection takes another call. */
  async goesOn(): Promise<void> {
    this.text = ''
    this.socket.write(head('', 5).replace(idOf('raw'), idOf('small')).concat('small'))
    await this.until(/^HTTP\/1\.1 200 [\s\S]*small$/)
  }
}

const whole = ({ bytes }: Seen): Buffer => Buffer.concat(bytes)
const ends = ({ length }: Seen): boolean => length > size

describe('a long body', () => {
  it('arrives as it was, and the connection takes another call', async () => {
    const { seen, caller } = await scene((each) => ends(each) && each.socket.write(answered('taken')))
    caller.socket.write(head('/in', size))
    for (let at = 0; at < size; at += 700_000) caller.socket.write(body.subarray(at, at + 700_000))
    await caller.until(/^HTTP\/1\.1 200 [\s\S]*taken$/)
    expect(
      whole(seen[0] as Seen)
        .subarray(-size)
        .equals(body),
    ).toBe(true)
    await caller.goesOn()
  })

  it('is taken to its end where nobody takes the call, and the connection goes on', async () => {
    const { caller } = await scene(() => {}, false)
    caller.socket.write(head('/in', size))
    caller.socket.write(body)
    await caller.until(/^HTTP\/1\.1 502 [\s\S]*connect_failed/)
    await caller.goesOn()
  })

  it('is taken to its end where the target answers at its beginning', async () => {
    const { seen, caller } = await scene((each) => each.bytes.length === 1 && each.socket.write(answered('early')))
    caller.socket.write(head('/in', size))
    caller.socket.write(body.subarray(0, 100_000))
    await caller.until(/^HTTP\/1\.1 200 [\s\S]*early$/)
    await eventually(() => seen[0]?.closed === true)
    caller.socket.write(body.subarray(100_000))
    await caller.goesOn()
  })

  it('is taken to its end where the target breaks off', async () => {
    const { caller } = await scene((each) => each.length > 500_000 && each.socket.destroy())
    caller.socket.write(head('/in', size))
    caller.socket.write(body)
    await caller.until(/^HTTP\/1\.1 502 /)
    await caller.goesOn()
  })

  it('that its caller does not finish ends at the target, too', async () => {
    const { seen, caller } = await scene(() => {})
    caller.socket.write(head('/in', size))
    caller.socket.write(body.subarray(0, 1_000_000))
    await eventually(() => (seen[0]?.length ?? 0) > 900_000)
    caller.socket.destroy()
    await eventually(() => seen[0]?.closed === true)
    await eventually(() => harness.logged.some((line) => line['event'] === 'call' && line['outcome'] === 'hang-up'))
  })

  it('waits for a target that does not read, and goes on when it does', async () => {
    const { seen, caller } = await scene((each) => {
      if (each.bytes.length === 1) each.socket.pause()
      if (each.length > 60_000_000) each.socket.write(answered('late'))
    })
    const long = 60_000_000
    caller.socket.write(head('/in', long))
    for (let at = 0; at < long; at += size) caller.socket.write(body)
    let left = -1
    let times = 0
    await eventually(() => {
      times = left === caller.socket.writableLength && seen[0]?.socket.isPaused() === true ? times + 1 : 0
      left = caller.socket.writableLength
      return times > 20
    })
    // Kernel buffers on two loopback connections take some MB.
    expect(left).toBeGreaterThan(30_000_000)
    seen[0]?.socket.resume()
    await caller.until(/^HTTP\/1\.1 200 [\s\S]*late$/)
    await caller.goesOn()
  })
})
