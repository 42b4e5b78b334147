import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Platform, startPlatform } from '../platform.ts'
import { systemPython } from '../python-environment.ts'
import { startTopicBroker, type TopicBroker } from '../telemetry/topic-broker.ts'
import { type ClientRelease, clients, runClient, type Told } from './client.ts'

let broker: TopicBroker
let platform: Platform
beforeAll(async () => {
  broker = await startTopicBroker()
  platform = await startPlatform({ settings: { tls: 'self-signed', python: systemPython, kafkaBrokers: broker.address } })
}, 60_000)
afterAll(async () => {
  await platform?.[Symbol.asyncDispose]()
  await broker?.[Symbol.asyncDispose]()
})

describe.each(Object.keys(clients) as ClientRelease[])('Kafka with hopsworks %s', (release) => {
  const suffix = release.startsWith('5') ? 'New' : 'Old'
  let told: Told
  beforeAll(async () => {
    told = await runClient(release, 'topics.py', platform, { SUFFIX: suffix })
  }, 400_000)

  it('has topics and schemas of the project', () => {
    expect(told.facts).toMatchObject({
      schema: [`calls${suffix}`, 1, expect.stringMatching(/"name":"calls"/)],
      schemas: [1],
      topic: [`topic${suffix}`, 1, 2],
      listed: expect.arrayContaining([`topic${suffix}`]),
      found: `topic${suffix}`,
      logged: expect.arrayContaining(['servingId', 'messageType', 'payload']),
      brokers: broker.address,
      in_use: expect.stringMatching(/error code: 190014/),
      taken: expect.stringMatching(/error code: 190002/),
      removed: 'no trouble: None',
    })
    expect(broker.made).toContainEqual({ topic: `topic${suffix}`, partitions: 2, replicas: 1 })
    expect(told.facts['left']).not.toContain(`topic${suffix}`)
  })

  it('takes the calls of deployments', () => {
    const topic = broker.made.find((each) => each.topic.startsWith(`fresh${suffix}-inf`))?.topic
    expect(told.facts).toMatchObject({
      fresh: [topic, 'ALL'],
      kept: topic,
      named: [`topic${suffix}`, 'PREDICTIONS'],
      dictionary: [`topic${suffix}`, 'MODEL_INPUTS'],
      nowhere: expect.stringMatching(/error code: 240022.*there is no topic "nobody"/s),
      busy: expect.stringMatching(/error code: 190002.*change its log first/s),
    })
    expect(broker.made.filter((each) => each.topic.startsWith(`fresh${suffix}`))).toEqual([{ topic, partitions: 3, replicas: 1 }])
  })

  it('leaves what a key’s scopes do not open', async () => {
    const path = '/hopsworks-api/api/users/apiKey'
    const query = `name=models${suffix}&scope=PROJECT&scope=MODELREGISTRY&scope=DATASET_VIEW&scope=DATASET_CREATE`
    const { body } = await platform.call('POST', `${path}?${query}`)
    const seen = await runClient(release, 'scoped.py', platform, { KEY_FOR_MODELS: body.key, SUFFIX: suffix })
    expect(seen.facts).toMatchObject({
      saved: `scoped_${suffix}`,
      serving: expect.stringMatching(/error code: 320004.*\[SERVING\]/s),
      kafka: expect.stringMatching(/error code: 320004.*\[KAFKA\]/s),
    })
    const call = '/v1/default/any/v1/models/any:predict'
    expect(await platform.call('POST', call, { instances: [] }, { authorization: `ApiKey ${body.key}` })).toMatchObject({
      status: 403,
      body: { errorCode: 250011, usrMsg: expect.stringMatching(/may call no deployment: it has the scopes \[PROJECT/) },
    })
  }, 200_000)
})

it('publishes the schema of a deployment, and gives it back', async () => {
  const { facts } = await runClient('5.2.1', 'declared.py', platform)
  expect(facts).toMatchObject({
    id: [true, ['amount']],
    answer: { predictions: [3, 4] },
    wrong: expect.stringMatching(/amount/),
    missing: expect.stringMatching(/amount/),
    openapi: [expect.stringMatching(/predict/)],
    jsonschema: true,
  })
}, 200_000)
