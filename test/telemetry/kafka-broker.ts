import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** librdkafka 2.16 with its cluster in memory, which speaks the protocol of today's brokers. */
const client = 'confluent-kafka==2.16.1'
const packages = join(import.meta.dirname, '../../node_modules/.cache/lectern/kafka-client-2.16.1')

export type TestMessage = {
  readonly key: string
  readonly value: Buffer
  readonly headers: Readonly<Record<string, string>>
}

/** Where there is no Python that can fetch packages, there is no broker for tests. */
export const kafkaCanRun = existsSync(packages) || spawnSync('python3', ['-m', 'pip', '--version']).status === 0

/** A broker behind a door of its own port, which can be shut: nothing gets in then, and who was in is out. */
export type TestKafka = AsyncDisposable & {
  readonly address: string
  /** What is in a topic from its beginning, once it is as much. */
  read(topic: string, count: number): Promise<readonly TestMessage[]>
  shut(): Promise<void>
  open(): Promise<void>
}

export async function startKafka(): Promise<TestKafka> {
  await install()
  const broker = spawn('python3', [join(import.meta.dirname, 'kafka-broker.py')], {
    env: { ...process.env, PYTHONPATH: packages },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const lines = createInterface({ input: broker.stdout })[Symbol.asyncIterator]()
  const answer = async (): Promise<unknown> => {
    const { value, done } = await lines.next()
    if (done) throw new Error('the Kafka cluster of the tests ended')
    return JSON.parse(value)
  }
  const { port } = (await answer()) as { port: number }
  const door = await openDoor(port)
  return {
    address: `127.0.0.1:${door.port}`,
    async read(topic, count) {
      broker.stdin.write(`${JSON.stringify({ topic, count })}\n`)
      const found = (await answer()) as { key: string; value: string; headers: Record<string, string> }[]
      return found.map((each) => ({ ...each, value: Buffer.from(each.value, 'base64') }))
    },
    shut: door.shut,
    open: door.open,
    async [Symbol.asyncDispose]() {
      await door.shut()
      await ended(broker)
    },
  }
}

/** Once for all test runs. No virtual environment: not every system Python can make one. */
async function install(): Promise<void> {
  if (existsSync(packages)) return
  const half = `${packages}.${process.pid}`
  mkdirSync(half, { recursive: true })
  try {
    await run('python3', ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:', '--target', half, client])
    renameSync(half, packages)
  } catch (error) {
    rmSync(half, { recursive: true, force: true })
    if (!existsSync(packages)) throw error // else somebody else was first
  }
}

async function ended(broker: ChildProcess): Promise<void> {
  const exit = new Promise((resolve) => broker.once('exit', resolve))
  broker.stdin?.end()
  await exit
}

/** Passes bytes on; where the broker names its own port, it names that of the door. */
async function openDoor(inside: number): Promise<{ readonly port: number; shut(): Promise<void>; open(): Promise<void> }> {
  const sockets = new Set<Socket>()
  let server: Server | null = null
  let port = 0
  const named = (at: number): Buffer => {
    const bytes = Buffer.alloc(13, '127.0.0.1')
    bytes.writeUInt32BE(at, 9)
    return bytes
  }
  const open = async (): Promise<void> => {
    if (server) return
    const opened = createServer((caller) => {
      const broker = connect(inside, '127.0.0.1')
      for (const socket of [caller, broker]) {
        sockets.add(socket)
        socket.on('error', () => {}) // the other side is told by the close
        socket.on('close', () => {
          sockets.delete(socket)
          caller.destroy()
          broker.destroy()
        })
      }
      caller.on('data', (chunk) => broker.write(chunk))
      broker.on('data', (chunk: Buffer) => {
        for (let at = chunk.indexOf(named(inside)); at !== -1; at = chunk.indexOf(named(inside), at + 1))
          named(port).copy(chunk, at)
        caller.write(chunk)
      })
    })
    await new Promise<void>((resolve) => opened.listen(port, '127.0.0.1', resolve))
    server = opened
    const address = opened.address()
    port = typeof address === 'object' && address ? address.port : port
  }
  await open()
  return {
    port,
    open,
    async shut() {
      const closing = server
      server = null
      for (const socket of sockets) socket.destroy()
      if (closing) await new Promise((resolve) => closing.close(resolve))
    },
  }
}
