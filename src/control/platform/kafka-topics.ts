import { isDeepStrictEqual } from 'node:util'
import { Failure } from '../../domain/failure.ts'
import type { LogSink } from '../../domain/inference-log-sink.ts'
import type { KafkaTopic } from '../../domain/kafka.ts'
import type { ControlDeps } from '../deps.ts'
import type { Audit, Caller } from './caller.ts'
import type { TopicDeps } from './inference-log-topic.ts'

export type NewTopic = Pick<KafkaTopic, 'name' | 'partitions' | 'replicas' | 'subject' | 'subjectVersion'>
type Deps = Pick<ControlDeps, 'store' | 'clock'> & { readonly topics: TopicDeps; readonly audit: Audit }
type Own = { readonly brokers: string[]; readonly tls: false }

/** Those that the group made, here or by a deployment's log, at the installation's own brokers. */
export const listTopics =
  ({ store }: Pick<Deps, 'store'>) =>
  ({ resourceGroup }: Caller): Promise<readonly KafkaTopic[]> =>
    store.kafka.topics.list(resourceGroup)

/** Throws `conflict` where the name is taken, by whomever, `unavailable` where the brokers cannot be asked, `precondition` where there are none. */
export const createTopic =
  (deps: Deps) =>
  async ({ principal, resourceGroup }: Caller, asked: NewTopic): Promise<KafkaTopic> => {
    const { store, topics, clock, audit } = deps
    const place = ownBrokers(topics)
    if ((await store.kafka.topics.get(asked.name)) || (await topics.kafka.has(place, asked.name))) throw taken(asked.name)
    await topics.kafka.create(place, asked.name, asked)
    const topic: KafkaTopic = { ...asked, resourceGroup, createdAt: clock.now() }
    await store.kafka.topics.insert(topic)
    audit('topic created', { resourceGroup, topic: topic.name, by: principal.id })
    return topic
  }

/** With all that is in it. Throws `conflict` while a deployment's log goes there. */
export const removeTopic =
  (deps: Deps) =>
  async ({ principal, resourceGroup }: Caller, name: string): Promise<void> => {
    const { store, topics, audit } = deps
    const topic = await store.kafka.topics.get(name)
    if (topic?.resourceGroup !== resourceGroup) throw unknown(name)
    const place = ownBrokers(topics)
    const user = await userOf(deps, resourceGroup, name)
    if (user)
      throw new Failure('conflict', `the calls of deployment ${user} are kept in the topic "${name}"; change its log first`)
    if (await topics.kafka.has(place, name)) await topics.kafka.remove(place, name)
    await store.kafka.topics.remove(resourceGroup, name)
    audit('topic removed', { resourceGroup, topic: name, by: principal.id })
  }

/** Whether the group may name it: its own, or one that nobody here made. Throws `not_found` where it is not there. */
export const requireTopic =
  ({ store, topics }: Pick<Deps, 'store' | 'topics'>) =>
  async ({ resourceGroup }: Caller, name: string): Promise<void> => {
    const known = await store.kafka.topics.get(name)
    if (known && known.resourceGroup !== resourceGroup) throw unknown(name)
    if (!(await topics.kafka.has(ownBrokers(topics), name))) throw unknown(name)
  }

/** Of another group is no topic for a deployment of this one, where it is at the installation's own brokers. */
export async function mustBeFree({ store, topics }: Pick<Deps, 'store' | 'topics'>, group: string, sink: LogSink): Promise<void> {
  if (sink.kind !== 'kafka' || !isOwn(topics, sink)) return
  const known = await store.kafka.topics.get(sink.topic)
  if (known && known.resourceGroup !== group)
    throw new Failure('invalid', `sink.topic: "${sink.topic}" is a topic of another resource group`, { target: 'sink.topic' })
}

/** Writes down a topic that was made for a deployment's log. */
export async function keepTopic({ store, topics, clock }: Omit<Deps, 'audit'>, group: string, sink: LogSink): Promise<void> {
  if (sink.kind !== 'kafka' || !isOwn(topics, sink)) return
  await store.kafka.topics.insert({
    name: sink.topic,
    resourceGroup: group,
    partitions: sink.partitions ?? 1,
    replicas: sink.replicas ?? 1,
    subject: sink.format === 'hopsworks' ? 'inferenceschema' : null,
    subjectVersion: sink.format === 'hopsworks' ? 4 : null,
    createdAt: clock.now(),
  })
}

const isOwn = ({ brokers }: TopicDeps, sink: Extract<LogSink, { kind: 'kafka' }>): boolean =>
  isDeepStrictEqual(sink.brokers, [...brokers])

function ownBrokers({ brokers }: TopicDeps): Own {
  if (brokers.length > 0) return { brokers: [...brokers], tls: false }
  throw new Failure('precondition', 'this installation has no Kafka brokers; start the server with --kafka-brokers')
}

/** Name of a deployment whose calls are kept there; null: none. */
async function userOf({ store }: Pick<Deps, 'store'>, group: string, topic: string): Promise<string | null> {
  const { items } = await store.deployments.list(group, {})
  for (const { id, name } of items) {
    const log = await store.inferenceLogs.get(id)
    if (log?.setting.sink.kind === 'kafka' && log.setting.sink.topic === topic) return name
  }
  return null
}

const unknown = (name: string): Failure =>
  new Failure('not_found', `there is no topic "${name}" in this resource group`, { target: 'topic' })
const taken = (name: string): Failure => new Failure('conflict', `a topic named "${name}" already exists`, { target: 'name' })
