import type { Kysely } from 'kysely'
import { inParts } from './page.ts'
import { makeRegistryArtifacts } from './registry-artifacts.ts'
import { makeRegistryImports } from './registry-imports.ts'
import type { RegistryStore } from './registry-store.ts'
import { makeTree } from './registry-tree.ts'
import { makeUploads } from './registry-uploads.ts'
import { makeTags, makeVersions } from './registry-versions.ts'
import type { Schema } from './schema.ts'
import type { Words } from './words.ts'

export const makeRegistry = (db: Kysely<Schema>, words: Words): RegistryStore => ({
  versions: makeVersions(db, words),
  tags: makeTags(db),
  artifacts: makeRegistryArtifacts(db),
  tree: makeTree(db),
  uploads: makeUploads(db),
  imports: makeRegistryImports(db),
  named: async (sha256s) => {
    const rows = await inParts(sha256s, (part) =>
      db
        .selectFrom('treeNodes')
        .select('sha256')
        .where('sha256', 'in', part)
        .union(db.selectFrom('modelFiles').select('sha256').where('sha256', 'in', part))
        .union(db.selectFrom('uploads').select('sha256').where('sha256', 'in', part).where('state', '=', 'complete'))
        .execute(),
    )
    return new Set(rows.flatMap(({ sha256 }) => (sha256 === null ? [] : [sha256])))
  },
})
