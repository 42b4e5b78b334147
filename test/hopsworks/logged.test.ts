import { Buffer } from 'node:buffer'
import { expect, it } from 'vitest'
import { makeKafkaSender } from '../../src/gateway/inference-log-kafka.ts'
import { systemClock } from '../gateway-harness.ts'
import { startPlatform } from '../platform.ts'
import { systemPython } from '../python-environment.ts'
import { kafkaCanRun, startKafka } from '../telemetry/kafka-broker.ts'
import { runClient } from './client.ts'

it.skipIf(!kafkaCanRun)(
  'the calls of a deployment go to the topic that the client named, as Hopsworks writes them',
  async () => {
    await using kafka = await startKafka()
    const brokers = [kafka.address]
    // The topic has to be there.
    const sender = makeKafkaSender({ allowPrivate: true, clock: systemClock })
    const first = { key: 'first', value: Buffer.from('{}'), headers: {} }
    await sender.send('test', { kind: 'kafka', brokers, topic: 'calls', format: 'hopsworks', tls: false }, [first])
    await sender.close()

    await using platform = await startPlatform({
      settings: { tls: 'self-signed', python: systemPython, kafkaBrokers: kafka.address },
    })
    const { facts } = await runClient('5.2.1', 'logged.py', platform)
    expect(facts).toMatchObject({ answer: { predictions: [3] } })
    const messages = (await kafka.read('calls', 3)).filter(({ key }) => key !== 'first')
    const records = messages.map(({ value }) => JSON.parse(value.toString()))
    const inferenceId = records[0]?.inferenceId
    const common = {
      servingId: facts['id'],
      modelName: 'logged',
      modelVersion: 1,
      requestTimestamp: expect.any(Number),
      responseHttpCode: 200,
      inferenceId,
    }
    expect(records).toEqual([
      { ...common, messageType: 'request', payload: expect.stringMatching(/^\{"inputs": ?\[\[1, ?2\]\]\}$|"instances"/) },
      { ...common, messageType: 'response', payload: '{"predictions":[3]}' },
    ])
  },
  300_000,
)
