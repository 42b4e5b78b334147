import { Failure } from '../domain/failure.ts'
import { makeGuardedLookup } from './guard.ts'
import { connectionOptions, guardBrokers, type KafkaPlace, rootOf } from './kafka-client.ts'

/** Makes and removes topics, and looks for them. Throws `Failure('unavailable')` where brokers cannot be asked, or will not. */
export type KafkaTopics = {
  create(place: KafkaPlace, topic: string, of: { readonly partitions: number; readonly replicas: number }): Promise<void>
  has(place: KafkaPlace, topic: string): Promise<boolean>
  remove(place: KafkaPlace, topic: string): Promise<void>
}

/** `allowPrivate`: brokers may live at private addresses; otherwise every address must be public, of those that brokers name too. */
export function makeKafkaTopics({ allowPrivate }: { readonly allowPrivate: boolean }): KafkaTopics {
  const lookup = allowPrivate ? null : makeGuardedLookup()

  const asked = async <T>(
    place: KafkaPlace,
    what: string,
    ask: (admin: import('@platformatic/kafka').Admin) => Promise<T>,
  ): Promise<T> => {
    // Loaded where somebody keeps calls in Kafka, and nowhere else.
    const kafka = await import('@platformatic/kafka')
    const admin = new kafka.Admin({ ...connectionOptions(place, lookup), retries: 1, retryDelay: 250 })
    if (lookup) guardBrokers(kafka.NetworkError, admin, place.tls, lookup)
    try {
      return await ask(admin)
    } catch (cause) {
      throw new Failure('unavailable', `${what}: ${rootOf(cause)}`, { target: 'sink.topic' }, { cause })
    } finally {
      // One whose brokers are gone cannot say good-bye.
      await admin.close().catch(() => {})
    }
  }

  return {
    create: (place, topic, of) =>
      asked(place, `the topic "${topic}" could not be made`, async (admin) => {
        await admin.createTopics({ topics: [{ topic, ...of }] })
      }),
    has: (place, topic) =>
      asked(place, 'the Kafka brokers could not be asked for their topics', async (admin) =>
        (await admin.listTopics({ includeInternals: true })).includes(topic),
      ),
    remove: (place, topic) =>
      asked(place, `the topic "${topic}" could not be removed`, (admin) => admin.deleteTopics({ topics: [topic] })),
  }
}
