import { Buffer } from 'node:buffer'
import type { LookupFunction } from 'node:net'
import type { Producer } from '@platformatic/kafka'
import type { Clock } from '../domain/clock.ts'
import type { RoutedSink } from '../domain/inference-log.ts'
import { makeGuardedLookup } from '../outbound/guard.ts'
import { connectionOptions, guardBrokers, rootOf } from '../outbound/kafka-client.ts'
import type { LogMessage } from '../telemetry/inference-log-messages.ts'

export type KafkaRoute = Extract<RoutedSink, { kind: 'kafka' }>

/** Hands messages to topics. */
export type KafkaSender = {
  /** All of them, in order. Throws `NotTaken`. `key` names the sink: equal ones share connections. */
  send(key: string, sink: KafkaRoute, messages: readonly LogMessage[]): Promise<void>
  close(): Promise<void>
}

/** Brokers did not take what was sent to them. */
export class NotTaken extends Error {
  /** Whether the same may go well a moment later. */
  readonly worthAnotherTry: boolean

  constructor(cause: unknown) {
    super(rootOf(cause), { cause })
    this.worthAnotherTry = !hopeless(cause)
  }
}

export type KafkaSenderOptions = {
  /** Brokers may live at private addresses; otherwise every address must be public, of those that brokers name too. */
  readonly allowPrivate: boolean
  readonly clock: Clock
  /** In place of the guarded look-up of names. */
  readonly lookup?: LookupFunction
}

/** Connections that nothing went over for so long are closed at the next chance. */
const idleMs = 5 * 60_000

type Open = { readonly producer: Promise<Producer>; usedAt: number }

export function makeKafkaSender({ allowPrivate, clock, lookup: given }: KafkaSenderOptions): KafkaSender {
  const open = new Map<string, Open>()
  const lookup = allowPrivate ? null : (given ?? makeGuardedLookup())

  const close = async (key: string): Promise<void> => {
    const producer = open.get(key)?.producer
    open.delete(key)
    // One that never came to be has nothing to close, and one whose broker is gone cannot say good-bye.
    await producer?.then((each) => each.close(true)).catch(() => {})
  }

  const producerFor = (key: string, sink: KafkaRoute): Promise<Producer> => {
    const now = clock.now()
    for (const [other, { usedAt }] of open) if (other !== key && now - usedAt > idleMs) void close(other)
    const known = open.get(key)
    if (known) {
      known.usedAt = now
      return known.producer
    }
    const producer = connect(sink, lookup)
    open.set(key, { producer, usedAt: now })
    return producer
  }

  return {
    async send(key, sink, messages) {
      try {
        const producer = await producerFor(key, sink)
        await producer.send({
          messages: messages.map(({ key, value, headers }) => ({
            topic: sink.topic,
            key: Buffer.from(key),
            value,
            headers: new Map(Object.entries(headers).map(([name, text]) => [Buffer.from(name), Buffer.from(text)])),
          })),
        })
      } catch (error) {
        // What it knows of the brokers may be what was wrong.
        await close(key)
        throw new NotTaken(error)
      }
    },
    async close() {
      await Promise.all([...open.keys()].map(close))
    },
  }
}

async function connect(sink: KafkaRoute, lookup: LookupFunction | null): Promise<Producer> {
  // Loaded where somebody keeps calls in Kafka, and nowhere else.
  const kafka = await import('@platformatic/kafka')
  const producer = new kafka.Producer({
    ...connectionOptions(sink, lookup),
    // Metadata of a topic that is being made are not there at once; what lasts longer is tried again by our caller.
    retries: 2,
    retryDelay: 250,
    autocreateTopics: true,
    acks: kafka.ProduceAcks.ALL,
  })
  if (lookup) guardBrokers(kafka.NetworkError, producer, sink.tls, lookup)
  return producer
}

/** Its errors know whether what failed may go well next time; one that does not is a fault of ours. */
const hopeless = (error: unknown): boolean => {
  const { findBy } = (error ?? {}) as { findBy?: (property: string, value: unknown) => unknown }
  return typeof findBy !== 'function' || Boolean(findBy.call(error, 'canRetry', false))
}
