import { type ExpressionBuilder, type Kysely, type SqlBool, sql, type Transaction } from 'kysely'
import { isFile, type TreeNode } from '../domain/registry.ts'
import { pick } from './columns.ts'
import { readPage } from './page.ts'
import { refusing } from './refusals.ts'
import type { RegistryStore } from './registry-store.ts'
import type { Schema } from './schema.ts'

const columns = ['resourceGroup', 'path', 'sha256', 'bytes', 'owner', 'modifiedAt'] as const

export const makeTree = (db: Kysely<Schema>): RegistryStore['tree'] => ({
  get: async (resourceGroup, path) =>
    (await db
      .selectFrom('treeNodes')
      .select(columns)
      .where('resourceGroup', '=', resourceGroup)
      .where('path', '=', path)
      .executeTakeFirst()) ?? null,

  children: (resourceGroup, parent, { descending = false, ...window }) => {
    const matches = db.selectFrom('treeNodes').where('resourceGroup', '=', resourceGroup).where('parent', '=', parent)
    return readPage(matches, matches.select(columns).orderBy('path', descending ? 'desc' : 'asc'), window, (row) => row)
  },

  below: (resourceGroup, path) =>
    db
      .selectFrom('treeNodes')
      .select(columns)
      .where('resourceGroup', '=', resourceGroup)
      .where((eb) => atOrBelow(eb, path))
      .orderBy('path')
      .execute(),

  insert: (nodes) => db.transaction().execute((transaction) => insertNodes(transaction, nodes)),

  remove: (resourceGroup, path) => db.transaction().execute((transaction) => removeNodes(transaction, resourceGroup, path)),

  move: (resourceGroup, from, nodes) =>
    db.transaction().execute(async (transaction) => {
      await removeNodes(transaction, resourceGroup, from)
      await insertNodes(transaction, nodes)
    }),

  bytes: async (resourceGroup) => {
    const { bytes } = await db
      .selectFrom('treeNodes')
      .select(sumOfBytes)
      .where('resourceGroup', '=', resourceGroup)
      .executeTakeFirstOrThrow()
    return Number(bytes)
  },

  holds: async (resourceGroup, sha256) => {
    const row = await db
      .selectFrom('treeNodes')
      .select('bytes')
      .where('sha256', '=', sha256)
      .where('resourceGroup', '=', resourceGroup)
      .executeTakeFirst()
    return row?.bytes ?? null
  },
})

/** Postgres adds up bigints to a numeric, which arrives as text; a folder of exabytes would be needed to lose a byte by this. */
export const sumOfBytes = sql<number | string>`coalesce(sum(bytes), 0)`.as('bytes')

export const insertNodes = async (db: Transaction<Schema>, nodes: readonly TreeNode[]): Promise<void> => {
  for (let from = 0; from < nodes.length; from += 500) {
    const part = nodes.slice(from, from + 500)
    const rows = part.map((node) => ({ ...pick(columns, node), parent: parentOf(node.path) }))
    const [first] = part
    const refusals = {
      taken: `a file or folder is at this path already: ${part.length === 1 ? first?.path : `one of ${part.length} from ${first?.path} on`}`,
      missing: `resource group "${first?.resourceGroup}" does not exist`,
    }
    await refusing(refusals, db.insertInto('treeNodes').values(rows).execute())
  }
}

/** Answers the contents of what it removed. */
export const removeNodes = async (db: Transaction<Schema>, resourceGroup: string, path: string): Promise<readonly string[]> => {
  const rows = await db
    .deleteFrom('treeNodes')
    .where('resourceGroup', '=', resourceGroup)
    .where((eb) => atOrBelow(eb, path))
    .returning(columns)
    .execute()
  return [...new Set(rows.filter(isFile).map(({ sha256 }) => sha256))]
}

/** Paths are compared by bytes, and "0" is the character after "/". */
const atOrBelow = (eb: ExpressionBuilder<Schema, 'treeNodes'>, path: string) =>
  path === ''
    ? sql<SqlBool>`1 = 1`
    : eb.or([eb('path', '=', path), eb.and([eb('path', '>=', `${path}/`), eb('path', '<', `${path}0`)])])

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
