import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTopicBroker, type TopicBroker } from '../../test/telemetry/topic-broker.ts'
import { makeKafkaTopics } from './kafka-topics.ts'

let broker: TopicBroker
beforeEach(async () => {
  broker = await startTopicBroker()
})
afterEach(() => broker[Symbol.asyncDispose]())

const topics = makeKafkaTopics({ allowPrivate: true })
const place = () => ({ brokers: [broker.address], tls: false })

describe('topics of Kafka', () => {
  it('are made as they are asked for', async () => {
    await topics.create(place(), 'irisdep-inf0042', { partitions: 3, replicas: 2 })
    expect(broker.made).toEqual([{ topic: 'irisdep-inf0042', partitions: 3, replicas: 2 }])
  })

  it.each([
    ['is there already', 36],
    ['may not be made', 29],
  ])('say what is wrong with one that %s', async (_, code) => {
    broker.refuses = code
    await expect(topics.create(place(), 'mine', { partitions: 1, replicas: 1 })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/^the topic "mine" could not be made: ./),
    })
  })

  it('are found and removed again', async () => {
    broker.topics.add('other')
    await topics.create(place(), 'mine', { partitions: 1, replicas: 1 })
    expect([await topics.has(place(), 'mine'), await topics.has(place(), 'nobody')]).toEqual([true, false])
    await topics.remove(place(), 'mine')
    expect([...broker.topics]).toEqual(['other'])
    await expect(topics.remove(place(), 'mine')).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/^the topic "mine" could not be removed: ./),
    })
  })

  it('are made at no private address unless that is allowed', async () => {
    const guarded = makeKafkaTopics({ allowPrivate: false })
    await expect(guarded.create(place(), 'mine', { partitions: 1, replicas: 1 })).rejects.toMatchObject({
      message: expect.stringMatching(/private, loopback/),
    })
    expect(broker.made).toEqual([])
  })
})
