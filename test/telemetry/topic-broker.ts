import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'

/**
 * As much of a Kafka broker as it takes to have topics made, listed and removed: ApiVersions 3, Metadata 12, CreateTopics 7, DeleteTopics 6. (The cluster in memory that
 * messages are tested with makes none when asked.)
 */
export type TopicBroker = AsyncDisposable & {
  readonly address: string
  readonly made: { readonly topic: string; readonly partitions: number; readonly replicas: number }[]
  /** Names of those that are there. */
  readonly topics: Set<string>
  /** Code that a topic is refused with; 0: it is made. */
  refuses: number
}

export async function startTopicBroker(): Promise<TopicBroker> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    let rest: Buffer = Buffer.alloc(0)
    socket.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk])
      while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE()) {
        const size = rest.readInt32BE()
        const answer = answerTo(rest.subarray(4, 4 + size))
        rest = rest.subarray(4 + size)
        socket.write(Buffer.concat([int32(answer.length), answer]))
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  const broker: TopicBroker = {
    address: `127.0.0.1:${port}`,
    made: [],
    topics: new Set(),
    refuses: 0,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  /** A request's header: key, version, correlation id, client id, tags. */
  function answerTo(request: Buffer): Buffer {
    const id = request.subarray(4, 8)
    const body = request.subarray(10 + request.readInt16BE(8) + 1)
    switch (request.readInt16BE()) {
      case 18:
        return Buffer.concat([id, int16(0), list([api(3, 12), api(18, 3), api(19, 7), api(20, 6)]), int32(0), none])
      case 3:
        return Buffer.concat([
          id,
          none,
          int32(0),
          list([Buffer.concat([int32(1), text('127.0.0.1'), int32(port), none, none])]),
          none,
          int32(1),
          list([...broker.topics].map(topicOf)),
          none,
        ])
      case 19:
        return Buffer.concat([id, none, int32(0), list([made(body)]), none])
      case 20:
        return Buffer.concat([id, none, int32(0), list([removed(body)]), none])
      default:
        throw new Error(`a request of kind ${request.readInt16BE()}`)
    }
  }

  /** One topic: name, partitions, replicas, … */
  function made(body: Buffer): Buffer {
    const end = 1 + (body[1] ?? 1)
    const topic = body.toString('utf8', 2, end)
    const partitions = body.readInt32BE(end)
    const replicas = body.readInt16BE(end + 4)
    if (broker.refuses === 0) {
      broker.made.push({ topic, partitions, replicas })
      broker.topics.add(topic)
    }
    const words = broker.refuses === 0 ? none : text('no such luck')
    return Buffer.concat([
      text(topic),
      Buffer.alloc(16),
      int16(broker.refuses),
      words,
      int32(partitions),
      int16(replicas),
      none,
      none,
    ])
  }
  function removed(body: Buffer): Buffer {
    const topic = body.toString('utf8', 2, 1 + (body[1] ?? 1))
    // 3: there is no such topic
    return Buffer.concat([text(topic), Buffer.alloc(16), int16(broker.topics.delete(topic) ? 0 : 3), none, none])
  }
  return broker
}

/** Without partitions: nobody writes here. */
const topicOf = (name: string): Buffer =>
  Buffer.concat([int16(0), text(name), Buffer.alloc(16), Buffer.from([0]), list([]), int32(0), none])

/** Of a compact nullable value, and of tags. */
const none = Buffer.from([0])
const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}
const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
/** Short ones: their lengths are one byte. */
const text = (value: string): Buffer => Buffer.concat([Buffer.from([value.length + 1]), Buffer.from(value)])
const list = (items: readonly Buffer[]): Buffer => Buffer.concat([Buffer.from([items.length + 1]), ...items])
const api = (key: number, version: number): Buffer => Buffer.concat([int16(key), int16(version), int16(version), none])
