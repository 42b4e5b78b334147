import type { Kysely } from 'kysely'
import { DryRun } from '../domain/dry-run.ts'
import type { DryRunStore } from './dry-run-store.ts'
import { fromJson } from './json-columns.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'

export const makeDryRuns = (db: Kysely<Schema>): DryRunStore => ({
  list: async (deploymentId) =>
    (
      await db.selectFrom('dryRuns').select('run').where('deploymentId', '=', deploymentId).orderBy('number', 'desc').execute()
    ).map(read),

  get: async (deploymentId, number) => {
    const found = db.selectFrom('dryRuns').select('run').where('deploymentId', '=', deploymentId).where('number', '=', number)
    const row = await found.executeTakeFirst()
    return row ? read(row) : null
  },

  unfinished: async () => (await db.selectFrom('dryRuns').select('run').where('finished', '=', 0).execute()).map(read),

  insert: async (run) => {
    const { deploymentId, number } = run
    const row = { deploymentId, number, run: JSON.stringify(run), finished: finishedOf(run) }
    const taken = `deployment ${deploymentId} has a dry run ${number} already`
    await refusing({ taken, missing: `there is no deployment ${deploymentId}` }, db.insertInto('dryRuns').values(row).execute())
  },

  update: async (run) => {
    const { deploymentId, number } = run
    await db
      .updateTable('dryRuns')
      .set({ run: JSON.stringify(run), finished: finishedOf(run) })
      .where('deploymentId', '=', deploymentId)
      .where('number', '=', number)
      .execute()
  },
})

const read = ({ run }: { readonly run: string }): DryRun => fromJson(DryRun, run)

const finishedOf = ({ state }: DryRun): number => (state === 'running' ? 0 : 1)
