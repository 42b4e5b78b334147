import { beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../domain/failure.ts'
import { LogSink } from '../../domain/inference-log-sink.ts'
import type { KafkaTopics } from '../../outbound/kafka-topics.ts'
import { withBrokers, withTopic } from './inference-log-topic.ts'

const there = new Set<string>()
const asked: unknown[] = []
/** Brokers in memory. */
const kafka: KafkaTopics = {
  async create(place, topic, of) {
    if (place.brokers.includes('away:1')) throw new Failure('unavailable', 'the topic could not be made')
    asked.push([place.secret, topic, of])
    there.add(topic)
  },
  has: async (_, topic) => there.has(topic),
  remove: async (_, topic) => void there.delete(topic),
}
const sinkOf = (topic: string, more: object = {}) =>
  LogSink.parse({ kind: 'kafka', brokers: ['a:9092'], topic, format: 'hopsworks', ...more })
const run = (sink: LogSink, bytes = [0, 42]) =>
  withTopic({ kafka, random: () => new Uint8Array(bytes), brokers: [] }, 'irisdep', sink, 'hunter2')

beforeEach(() => {
  there.clear()
  asked.length = 0
})

describe('the topic that calls are kept in', () => {
  it.each([
    [[0, 42], 'irisdep-inf0042', {}, { partitions: 1, replicas: 1 }],
    [[255, 255], 'irisdep-inf5535', { partitions: 3, replicas: 2 }, { partitions: 3, replicas: 2 }],
  ])('is made where CREATE asks for it: %j', async (bytes, topic, more, of) => {
    expect(await run(sinkOf('CREATE', more), bytes)).toMatchObject({ kind: 'kafka', topic, format: 'hopsworks' })
    expect(asked).toEqual([['hunter2', topic, of]])
  })

  it('is the one that is named, looked for where it must be there', async () => {
    expect(await run(sinkOf('any'))).toMatchObject({ topic: 'any' })
    await expect(run(sinkOf('mine', { mustExist: true }))).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/^sink\.topic: there is no topic "mine" at a:9092/),
    })
    there.add('mine')
    expect(await run(sinkOf('mine', { mustExist: true }))).toMatchObject({ topic: 'mine' })
    expect(asked).toEqual([])
  })

  it('is at the brokers that are named, else at those of the installation', () => {
    const own = { brokers: ['own:9092'] }
    expect(withBrokers(own, sinkOf('mine'))).toMatchObject({ brokers: ['a:9092'] })
    expect(withBrokers(own, sinkOf('mine', { brokers: [] }))).toMatchObject({ brokers: ['own:9092'] })
    expect(withBrokers(own, { kind: 'file' })).toEqual({ kind: 'file' })
    expect(() => withBrokers({ brokers: [] }, sinkOf('mine', { brokers: [] }))).toThrow(/^sink\.brokers: name at least one/)
  })

  it('is none for other sinks, and NONE is none', async () => {
    expect(await run({ kind: 'store' })).toEqual({ kind: 'store' })
    await expect(run(sinkOf('NONE'))).rejects.toMatchObject({ code: 'invalid' })
    await expect(run(sinkOf('CREATE', { brokers: ['away:1'] }))).rejects.toMatchObject({ code: 'unavailable' })
  })
})
