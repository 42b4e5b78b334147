import type { Kysely } from 'kysely'
import type { KafkaSchema } from '../domain/kafka.ts'
import { pick } from './columns.ts'
import type { KafkaStore } from './kafka-store.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'

const topicColumns = ['name', 'resourceGroup', 'partitions', 'replicas', 'subject', 'subjectVersion', 'createdAt'] as const
const schemaColumns = ['resourceGroup', 'subject', 'version', 'content', 'createdAt'] as const

export const makeKafka = (db: Kysely<Schema>): KafkaStore => ({
  topics: {
    list: (resourceGroup) =>
      db.selectFrom('kafkaTopics').select(topicColumns).where('resourceGroup', '=', resourceGroup).orderBy('name').execute(),

    get: async (name) =>
      (await db.selectFrom('kafkaTopics').select(topicColumns).where('name', '=', name).executeTakeFirst()) ?? null,

    insert: async (topic) => {
      const write = db.insertInto('kafkaTopics').values(pick(topicColumns, topic)).execute()
      const missing = `resource group "${topic.resourceGroup}" does not exist`
      await refusing({ taken: `a topic named "${topic.name}" already exists`, missing }, write)
    },

    remove: async (resourceGroup, name) => {
      const { numDeletedRows } = await db
        .deleteFrom('kafkaTopics')
        .where('resourceGroup', '=', resourceGroup)
        .where('name', '=', name)
        .executeTakeFirst()
      return numDeletedRows > 0n
    },
  },

  schemas: {
    list: async (resourceGroup, subject) => {
      const all = db
        .selectFrom('kafkaSchemas')
        .select(schemaColumns)
        .where('resourceGroup', '=', resourceGroup)
        .where('content', 'is not', null)
        .orderBy('subject')
        .orderBy('version')
      const rows = await (subject === undefined ? all : all.where('subject', '=', subject)).execute()
      return rows.flatMap(({ content, ...row }): KafkaSchema[] => (content === null ? [] : [{ ...row, content }]))
    },

    highest: async (resourceGroup, subject) => {
      const row = await db
        .selectFrom('kafkaSchemas')
        .select('version')
        .where('resourceGroup', '=', resourceGroup)
        .where('subject', '=', subject)
        .orderBy('version', 'desc')
        .executeTakeFirst()
      return row?.version ?? 0
    },

    insert: async (schema) => {
      const write = db.insertInto('kafkaSchemas').values(pick(schemaColumns, schema)).execute()
      const missing = `resource group "${schema.resourceGroup}" does not exist`
      await refusing({ taken: `subject "${schema.subject}" has a version ${schema.version} already`, missing }, write)
    },

    /** Its number stays taken. */
    remove: async (resourceGroup, subject, version) => {
      const { numUpdatedRows } = await db
        .updateTable('kafkaSchemas')
        .set({ content: null })
        .where('resourceGroup', '=', resourceGroup)
        .where('subject', '=', subject)
        .where('version', '=', version)
        .where('content', 'is not', null)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },
  },
})
