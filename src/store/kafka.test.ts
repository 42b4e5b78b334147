import { expect, it } from 'vitest'
import { describeEachStore } from '../../test/stores.ts'
import type { KafkaTopic } from '../domain/kafka.ts'

const topic = (name: string, resourceGroup = 'default', more: Partial<KafkaTopic> = {}): KafkaTopic => ({
  name,
  resourceGroup,
  partitions: 2,
  replicas: 1,
  subject: null,
  subjectVersion: null,
  createdAt: 7,
  ...more,
})
const schema = (subject: string, version: number, content = '{}') => ({
  resourceGroup: 'default',
  subject,
  version,
  content,
  createdAt: 7,
})

describeEachStore('Kafka topics and schemas', (under) => {
  it('belong to one group each, by a name that is there once', async () => {
    const { kafka } = under.store
    await kafka.topics.insert(topic('b', 'default', { subject: 's', subjectVersion: 4 }))
    await kafka.topics.insert(topic('a'))
    await kafka.topics.insert(topic('c', 'team-a'))
    expect(await kafka.topics.list('default')).toEqual([topic('a'), topic('b', 'default', { subject: 's', subjectVersion: 4 })])
    expect(await kafka.topics.get('c')).toEqual(topic('c', 'team-a'))
    await expect(kafka.topics.insert(topic('c'))).rejects.toMatchObject({ code: 'conflict' })
    await expect(kafka.topics.insert(topic('d', 'nobody'))).rejects.toMatchObject({ code: 'not_found' })
    expect([await kafka.topics.remove('default', 'c'), await kafka.topics.remove('team-a', 'c')]).toEqual([false, true])
    expect(await kafka.topics.get('c')).toBeNull()
  })

  it('have versions, whose numbers are never given twice', async () => {
    const { schemas } = under.store.kafka
    await schemas.insert(schema('s', 2, '"b"'))
    await schemas.insert(schema('s', 1))
    await schemas.insert(schema('r', 1))
    expect((await schemas.list('default')).map(({ subject, version }) => `${subject}${version}`)).toEqual(['r1', 's1', 's2'])
    expect(await schemas.list('default', 's')).toEqual([schema('s', 1), schema('s', 2, '"b"')])
    expect([await schemas.remove('default', 's', 2), await schemas.remove('default', 's', 2)]).toEqual([true, false])
    expect(await schemas.list('default', 's')).toEqual([schema('s', 1)])
    expect([await schemas.highest('default', 's'), await schemas.highest('default', 'x')]).toEqual([2, 0])
    await expect(schemas.insert(schema('s', 2))).rejects.toMatchObject({ code: 'conflict' })
  })
})
