import type { Kysely } from 'kysely'
import { pick } from './columns.ts'
import { refusing } from './refusals.ts'
import type { RegistryStore } from './registry-store.ts'
import { insertNodes } from './registry-tree.ts'
import { keys } from './registry-versions.ts'
import type { Schema } from './schema.ts'

const columns = [...keys, 'artifact', 'digest', 'predictor', 'transformer', 'config', 'creator', 'createdAt'] as const

export const makeRegistryArtifacts = (db: Kysely<Schema>): RegistryStore['artifacts'] => ({
  insert: (artifact, nodes) =>
    db.transaction().execute(async (transaction) => {
      const refusals = {
        taken: `artifact version ${artifact.artifact} of ${artifact.name} ${artifact.version} exists already`,
        missing: `there is no version ${artifact.version} of model ${artifact.name}`,
      }
      await refusing(refusals, transaction.insertInto('artifactVersions').values(pick(columns, artifact)).execute())
      await insertNodes(transaction, nodes)
    }),

  get: async (of, artifact) =>
    (await db
      .selectFrom('artifactVersions')
      .select(columns)
      .where((eb) => eb.and({ ...pick(keys, of), artifact }))
      .executeTakeFirst()) ?? null,

  list: (of) =>
    db
      .selectFrom('artifactVersions')
      .select(columns)
      .where((eb) => eb.and(pick(keys, of)))
      .orderBy('artifact', 'desc')
      .execute(),
})
