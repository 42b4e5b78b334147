import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import type { KafkaTopic } from '../../../domain/kafka.ts'
import type { ControlApp } from '../../control/app.ts'
import { apiRoot, projectNumber } from '../address.ts'
import { numbered, refusal } from '../errors.ts'
import { mustHaveSchema, type SchemaVerbs } from './kafka-subjects.ts'
import { type InProject, ofProject } from './projects.ts'
import { described, noBody, reads, writes } from './routes.ts'

type TopicVerbs = Pick<Platform, 'kafkaBrokers' | 'listTopics' | 'createTopic' | 'removeTopic'> & SchemaVerbs

const NewTopic = z.looseObject({
  name: z.string().regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/, 'must be 1 to 249 letters, digits, ".", "_" or "-"'),
  numOfPartitions: z.int().min(1).max(1_000).nullish(),
  numOfReplicas: z.int().min(1).max(10).nullish(),
  schemaName: z.string().min(1).max(255).nullish(),
  schemaVersion: z.int().min(1).nullish(),
})
const ofTopic = z.object({ ...ofProject.shape, topic: z.string().min(1).max(249) })
/** What programs that know no more than an address ask for. */
const Filter = z.looseObject({ filter_by: z.string().optional() })

/** Topics that a project made at the installation's own brokers; those of other projects, and of nobody, are not shown. */
export const mountKafkaTopics = (app: ControlApp, platform: TopicVerbs, inProject: InProject): void => {
  const path = `${apiRoot}/project/:projectId/kafka`
  const asTopic = <T>(ask: () => Promise<T>): Promise<T> =>
    numbered({ not_found: 190000, conflict: 190002, precondition: 190025, unavailable: 190021, invalid: 120001 }, ask)

  app.get(
    `${path}/topics`,
    { config: reads('KAFKA'), schema: described('Lists Kafka topics of a project', { params: ofProject, querystring: Filter }) },
    async (request) => {
      const caller = await inProject(request, request.params.projectId)
      const topics = request.query.filter_by === 'shared:true' ? [] : await platform.listTopics(caller)
      return { count: topics.length, items: topics.map(showTopic) }
    },
  )

  app.post(
    `${path}/topics`,
    { config: writes('KAFKA'), schema: described('Makes a Kafka topic', { params: ofProject, body: NewTopic }) },
    async (request, reply) => {
      const caller = await inProject(request, request.params.projectId)
      const { name, numOfPartitions, numOfReplicas, schemaName = null, schemaVersion } = request.body
      if (name === 'CREATE' || name === 'NONE')
        throw refusal('invalid', 120001, `name ${name} means something else where a topic is named; choose another`, 'name')
      const version = schemaName === null ? null : (schemaVersion ?? 1)
      if (schemaName !== null && version !== null) await mustHaveSchema(platform, caller, schemaName, version)
      const topic = await asTopic(() =>
        platform.createTopic(caller, {
          name,
          partitions: numOfPartitions ?? 1,
          replicas: numOfReplicas ?? 1,
          subject: schemaName,
          subjectVersion: version,
        }),
      )
      return reply.code(201).send(showTopic(topic))
    },
  )

  app.get(
    `${path}/topics/:topic`,
    { config: reads('KAFKA'), schema: described('Shows a Kafka topic of a project', { params: ofTopic }) },
    async (request) => {
      const caller = await inProject(request, request.params.projectId)
      const found = (await platform.listTopics(caller)).find(({ name }) => name === request.params.topic)
      if (found) return showTopic(found)
      throw refusal('not_found', 190000, `there is no topic ${request.params.topic} in this project`, 'topic')
    },
  )

  app.delete(
    `${path}/topics/:topic`,
    {
      config: writes('KAFKA'),
      schema: described('Removes a Kafka topic with all that is in it', { params: ofTopic, body: noBody }),
    },
    async (request, reply) => {
      const caller = await inProject(request, request.params.projectId)
      await asTopic(() => platform.removeTopic(caller, request.params.topic))
      return reply.code(204).send()
    },
  )

  app.get(
    `${path}/clusterinfo`,
    {
      config: reads('KAFKA'),
      schema: described('Tells addresses of the Kafka brokers', { params: ofProject, querystring: z.looseObject({}) }),
    },
    async (request) => {
      await inProject(request, request.params.projectId)
      if (platform.kafkaBrokers.length > 0) return { brokers: platform.kafkaBrokers }
      throw refusal('not_found', 190025, 'this installation has no Kafka brokers; start the server with --kafka-brokers')
    },
  )
}

const showTopic = ({ name, resourceGroup, partitions, replicas, subject, subjectVersion }: KafkaTopic) => ({
  name,
  numOfPartitions: partitions,
  numOfReplicas: replicas,
  schemaName: subject,
  schemaVersion: subjectVersion,
  shared: false,
  ownerProjectId: projectNumber(resourceGroup),
})
