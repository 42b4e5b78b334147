import type { Kysely } from 'kysely'
import { ResourcePlan } from '../domain/resources.ts'
import { fromJson } from './json-columns.ts'
import { refusing } from './refusals.ts'
import type { PlanQuotaStore, ResourcePlanStore } from './resource-plan-store.ts'
import type { Schema } from './schema.ts'

export const makeResourcePlans = (db: Kysely<Schema>): ResourcePlanStore => ({
  list: async () => {
    const rows = await db.selectFrom('resourcePlans').select(['name', 'plan']).orderBy('name').execute()
    return rows.map(({ name, plan }) => ({ name, plan: plan === null ? null : fromJson(ResourcePlan, plan) }))
  },

  put: async (name, plan) => {
    const changed = { plan: plan && JSON.stringify(plan) }
    await db
      .insertInto('resourcePlans')
      .values({ name, ...changed })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(changed))
      .execute()
  },

  remove: async (name) => {
    const { numDeletedRows } = await db.deleteFrom('resourcePlans').where('name', '=', name).executeTakeFirst()
    return numDeletedRows > 0n
  },
})

export const makePlanQuotas = (db: Kysely<Schema>): PlanQuotaStore => ({
  list: () =>
    db
      .selectFrom('planQuotas')
      .select(['plan', 'resourceGroup', 'maxInstances'])
      .orderBy('plan')
      .orderBy('resourceGroup')
      .execute(),

  put: ({ plan, resourceGroup, maxInstances }) =>
    db.transaction().execute(async (transaction) => {
      const scope = resourceGroup === null ? ('is' as const) : ('=' as const)
      await transaction.deleteFrom('planQuotas').where('plan', '=', plan).where('resourceGroup', scope, resourceGroup).execute()
      if (maxInstances === null) return
      const missing = `there is no resource group ${resourceGroup}`
      const write = transaction.insertInto('planQuotas').values({ plan, resourceGroup, maxInstances })
      await refusing({ taken: missing, missing }, write.execute())
    }),
})
