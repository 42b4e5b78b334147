import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Json } from '../platform.ts'
import { startTopicBroker, type TopicBroker } from '../telemetry/topic-broker.ts'
import { openScene, type Scene } from './scene.ts'

let broker: TopicBroker
let scene: Scene
beforeAll(async () => {
  broker = await startTopicBroker()
  scene = await openScene({ kafkaBrokers: [broker.address] })
  await scene.model('own', 1, { 'anything.txt': 'x' })
  await scene.upload('Resources', 'predict.py', 'class Predict:\n    def predict(self, inputs): return inputs\n')
})
afterAll(async () => {
  await scene?.[Symbol.asyncDispose]()
  await broker?.[Symbol.asyncDispose]()
})
afterEach(() => {
  broker.refuses = 0
})

let count = 0
const asked = (more: object = {}) => ({
  name: `logged${++count}`,
  modelName: 'own',
  modelVersion: 1,
  modelFramework: 'PYTHON',
  predictor: '/Projects/default/Resources/predict.py',
  predictorEnvironment: { name: 'minimal-inference-pipeline' },
  inferenceLogging: 'ALL',
  ...more,
})
const put = (body: object) => scene.call('PUT', 'serving', body)
const sinkOf = async ({ deploymentId }: Json) =>
  (await scene.control.call('GET', `/v2/admin/deployments/${deploymentId}/inferenceLog`)).body
const deployments = async () => (await scene.control.call('GET', '/v2/lm/deployments/$count')).body

describe('the topic of a deployment’s calls', () => {
  it('is made where CREATE asks for it, and is named from then on', async () => {
    const { status, body: made } = await put(asked({ kafkaTopicDTO: { name: 'CREATE', numOfPartitions: 3, numOfReplicas: 2 } }))
    const topic = made.kafkaTopicDTO.name
    expect([status, made.kafkaTopicDTO]).toEqual([201, { name: expect.stringMatching(/^logged\d+-inf\d{4}$/) }])
    expect(broker.made.at(-1)).toEqual({ topic, partitions: 3, replicas: 2 })
    expect(await sinkOf(made)).toMatchObject({
      mode: 'all',
      sink: { kind: 'kafka', brokers: [broker.address], topic, format: 'hopsworks' },
    })
    expect((await scene.call('GET', 'kafka/topics')).body.items).toContainEqual({
      name: topic,
      numOfPartitions: 3,
      numOfReplicas: 2,
      schemaName: 'inferenceschema',
      schemaVersion: 4,
      shared: false,
      ownerProjectId: expect.any(Number),
    })

    const before = broker.made.length
    const again = await put({ ...asked(), ...made, inferenceLogging: 'PREDICTIONS' })
    expect([again.status, again.body.kafkaTopicDTO]).toEqual([200, made.kafkaTopicDTO])
    expect(await sinkOf(made)).toMatchObject({ mode: 'outputs', sink: { kind: 'kafka', topic } })
    expect(broker.made.length).toBe(before)
  })

  it('is one that is there already, made here or elsewhere', async () => {
    await scene.call('POST', 'kafka/topics', { name: 'calls', numOfPartitions: 1 })
    broker.topics.add('of-somebody')
    for (const topic of ['calls', 'of-somebody']) {
      const { body } = await put(asked({ kafkaTopicDTO: { name: topic } }))
      expect(body.kafkaTopicDTO).toEqual({ name: topic })
      expect(await sinkOf(body)).toMatchObject({ sink: { kind: 'kafka', topic, mustExist: true } })
    }
    expect(await scene.call('DELETE', 'kafka/topics/calls')).toMatchObject({ status: 409, body: { errorCode: 190002 } })
  })

  it('is none where NONE says so: nothing is kept', async () => {
    const { body } = await put(asked({ kafkaTopicDTO: { name: 'NONE' } }))
    expect(await sinkOf(body)).toMatchObject({ mode: 'none' })
    const stored = await put(asked())
    expect(await sinkOf(stored.body)).toMatchObject({ mode: 'all', sink: { kind: 'store' } })
  })

  it('is refused where it is not there, or another project’s, and nothing is left', async () => {
    const key = await scene.control.keyFor('operator', ['team-a'])
    await scene.call('POST', 'kafka/topics', { name: 'theirs' }, { key, group: 'team-a' })
    const before = await deployments()
    for (const name of ['nobody', 'theirs'])
      expect(await put(asked({ kafkaTopicDTO: { name } }))).toMatchObject({
        status: 404,
        body: { errorCode: 240022, usrMsg: expect.stringMatching(new RegExp(`there is no topic "${name}"`)) },
      })
    broker.refuses = 29
    expect(await put(asked({ kafkaTopicDTO: { name: 'CREATE' } }))).toMatchObject({
      status: 503,
      body: { errorCode: 190021, usrMsg: expect.stringMatching(/could not be made/) },
    })
    const left = (await scene.call('GET', 'serving')).body.map(({ name }: Json) => name)
    expect(left).not.toContain(`logged${count}`)
    expect(before).toBe(left.length)
    const taken = { mode: 'all', sink: { kind: 'kafka', topic: 'theirs' } }
    const [{ id }] = (await scene.control.call('GET', '/v2/lm/deployments')).body.resources
    expect(await scene.control.call('PUT', `/v2/admin/deployments/${id}/inferenceLog`, taken)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringMatching(/"theirs" is a topic of another resource group/) } },
    })
  })
})

describe('topics of a project', () => {
  it('are made, listed, shown and removed', async () => {
    const { status, body } = await scene.call('POST', 'kafka/topics', {
      name: 'mine',
      schemaName: 'inferenceschema',
      schemaVersion: 4,
      numOfReplicas: 2,
      numOfPartitions: 5,
    })
    expect([status, body]).toEqual([201, expect.objectContaining({ name: 'mine', numOfPartitions: 5, numOfReplicas: 2 })])
    expect((await scene.call('GET', 'kafka/topics/mine')).body).toEqual(body)
    expect((await scene.call('DELETE', 'kafka/topics/mine')).status).toBe(204)
    expect(await scene.call('GET', 'kafka/topics/mine')).toMatchObject({ status: 404, body: { errorCode: 190000 } })
    expect(broker.topics.has('mine')).toBe(false)
  })

  it('are nobody else’s', async () => {
    await scene.call('POST', 'kafka/topics', { name: 'private' })
    const others = { key: await scene.control.keyFor('operator', ['team-a']), group: 'team-a' }
    const names = (await scene.call('GET', 'kafka/topics', undefined, others)).body.items.map(({ name }: Json) => name)
    expect(names).not.toContain('private')
    expect((await scene.call('DELETE', 'kafka/topics/private', undefined, others)).status).toBe(404)
    expect(await scene.call('POST', 'kafka/topics', { name: 'private' }, others)).toMatchObject({
      status: 409,
      body: { errorCode: 190002 },
    })
    const reader = { key: await scene.control.keyFor('viewer') }
    expect((await scene.call('GET', 'kafka/topics', undefined, reader)).status).toBe(200)
    expect((await scene.call('POST', 'kafka/topics', { name: 'x' }, reader)).status).toBe(403)
  })

  it.each([
    { name: 'a name that is none', body: { name: 'a/b' }, status: 400, errorCode: 120001 },
    { name: 'a name that means something', body: { name: 'CREATE' }, status: 400, errorCode: 120001 },
    { name: 'a name that is taken elsewhere', body: { name: 'of-somebody' }, status: 409, errorCode: 190002 },
    { name: 'no partitions', body: { name: 'x', numOfPartitions: 0 }, status: 400, errorCode: 120001 },
    { name: 'a schema that is not there', body: { name: 'x', schemaName: 'nobody' }, status: 404, errorCode: 190006 },
    {
      name: 'a version that is not there',
      body: { name: 'x', schemaName: 'inferenceschema', schemaVersion: 3 },
      status: 404,
      errorCode: 190018,
    },
  ])('are not made with $name', async ({ body, status, errorCode }) => {
    broker.topics.add('of-somebody')
    expect(await scene.call('POST', 'kafka/topics', body)).toMatchObject({ status, body: { errorCode } })
  })

  it('need brokers', async () => {
    await using without = await openScene()
    expect((await without.call('GET', 'kafka/topics')).body).toEqual({ count: 0, items: [] })
    for (const ask of [without.call('POST', 'kafka/topics', { name: 'x' }), without.call('GET', 'kafka/clusterinfo')])
      expect((await ask).body).toMatchObject({ errorCode: 190025, usrMsg: expect.stringMatching(/--kafka-brokers/) })
    expect((await scene.call('GET', 'kafka/clusterinfo?external=true')).body).toEqual({ brokers: [broker.address] })
  })
})

describe('schemas of a project', () => {
  const avro = '{"type":"record","name":"calls","fields":[{"name":"id","type":"int"}]}'
  it('are kept by subject and version', async () => {
    const add = (schema: string) => scene.call('POST', 'kafka/subjects/calls/versions', { schema })
    const first = (await add(avro)).body
    expect(first).toEqual({ id: expect.any(Number), subject: 'calls', version: 1, schema: avro })
    expect((await add(` ${avro}`)).body).toEqual(first)
    expect((await add('"string"')).body.version).toBe(2)
    expect((await scene.call('GET', 'kafka/subjects')).body).toEqual(['calls', 'inferenceschema'])
    expect((await scene.call('GET', 'kafka/subjects/calls/versions')).body).toEqual([1, 2])
    expect((await scene.call('GET', 'kafka/subjects/calls/versions/latest')).body.version).toBe(2)

    await scene.call('POST', 'kafka/topics', { name: 'with-schema', schemaName: 'calls', schemaVersion: 1 })
    expect(await scene.call('DELETE', 'kafka/subjects/calls/versions/1')).toMatchObject({
      status: 412,
      body: { errorCode: 190014 },
    })
    expect((await scene.call('DELETE', 'kafka/subjects/calls/versions/2')).status).toBe(204)
    expect((await add('"long"')).body.version).toBe(3)
  })

  it('have that of inference logs among them, which stays', async () => {
    const at = 'kafka/subjects/inferenceschema/versions'
    const { body } = await scene.call('GET', `${at}/4`)
    expect(JSON.parse(body.schema).fields.map(({ name }: Json) => name)).toEqual([
      'servingId',
      'modelName',
      'modelVersion',
      'requestTimestamp',
      'responseHttpCode',
      'inferenceId',
      'messageType',
      'payload',
    ])
    for (const ask of [scene.call('POST', at, { schema: '{}' }), scene.call('DELETE', `${at}/4`)])
      expect(await ask).toMatchObject({ status: 400, body: { errorCode: 190016 } })
  })

  it.each([
    { name: 'no JSON', schema: '{', errorCode: 120001 },
    { name: 'a number', schema: '7', errorCode: 120001 },
    { name: 'nothing', schema: undefined, errorCode: 120001 },
  ])('are not $name', async ({ schema, errorCode }) => {
    expect(await scene.call('POST', 'kafka/subjects/odd/versions', { schema })).toMatchObject({
      status: 400,
      body: { errorCode },
    })
    expect(await scene.call('GET', 'kafka/subjects/odd/versions')).toMatchObject({ status: 404, body: { errorCode: 190006 } })
  })
})
