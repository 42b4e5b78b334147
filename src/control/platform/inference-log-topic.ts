import { Failure } from '../../domain/failure.ts'
import type { LogSink } from '../../domain/inference-log-sink.ts'
import type { KafkaTopics } from '../../outbound/kafka-topics.ts'

export type TopicDeps = {
  readonly kafka: KafkaTopics
  readonly random: (bytes: number) => Uint8Array
  /** Of the installation, for who names none. */
  readonly brokers: readonly string[]
}

/** The sink with the brokers that it goes to. */
export function withBrokers({ brokers }: Pick<TopicDeps, 'brokers'>, sink: LogSink): LogSink {
  if (sink.kind !== 'kafka' || sink.brokers.length > 0) return sink
  if (brokers.length > 0) return { ...sink, brokers: [...brokers] }
  throw new Failure(
    'invalid',
    'sink.brokers: name at least one, "host:port"; this installation has none of its own (--kafka-brokers)',
    {
      target: 'sink.brokers',
    },
  )
}

/** The sink with the topic that calls go to: `CREATE` makes one as Hopsworks does; what must be there is looked for. */
export async function withTopic(
  { kafka, random }: TopicDeps,
  deploymentName: string,
  sink: LogSink,
  secret: string | undefined,
): Promise<LogSink> {
  if (sink.kind !== 'kafka') return sink
  const place = { ...sink, ...(secret === undefined ? {} : { secret }) }
  if (sink.topic === 'NONE') throw refuse('"NONE" is no topic; without one choose the sink {"kind":"file"} or {"kind":"store"}')
  if (sink.topic === 'CREATE') {
    const topic = `${deploymentName}-inf${digits(random)}`
    const { partitions = 1, replicas = 1 } = sink
    await kafka.create(place, topic, { partitions, replicas })
    return { ...sink, topic }
  }
  if (sink.mustExist === true && !(await kafka.has(place, sink.topic)))
    throw refuse(`there is no topic "${sink.topic}" at ${sink.brokers.join(', ')}; name another, or CREATE`)
  return sink
}

/** Four. */
const digits = (random: TopicDeps['random']): string => {
  const [high = 0, low = 0] = random(2)
  return String((high * 256 + low) % 10_000).padStart(4, '0')
}

const refuse = (trouble: string): Failure => new Failure('invalid', `sink.topic: ${trouble}`, { target: 'sink.topic' })
