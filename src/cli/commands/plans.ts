import type { Amount, ResourcePlan, ResourcePlanQuota } from '../../client/plans.ts'
import type { Shape } from '../output.ts'
import type { Session } from '../session.ts'
import { UsageError } from '../world.ts'

export type PlanOptions = {
  readonly cores: string
  readonly memory: string
  readonly gpus?: string
  readonly description?: string
}
export type LimitOptions = { readonly inGroup?: string }

const planShape: Shape<ResourcePlan> = {
  columns: {
    NAME: (each) => each.name,
    CORES: (each) => each.cores,
    'MEMORY MB': (each) => each.memoryMb,
    GPUS: (each) => each.gpus,
    DESCRIPTION: (each) => each.description,
  },
  name: (each) => each.name,
}

export const listPlans = async ({ client, output }: Session): Promise<void> => output.list(planShape, await client.plans.list())

export async function setPlan({ client, output }: Session, name: string, options: PlanOptions): Promise<void> {
  const { cores, memory, gpus = '0', description = '' } = options
  const body = {
    cores: number(cores, '--cores', /^\d+(\.\d{1,3})?$/, 'a number of cores, such as 0.5'),
    memoryMb: number(memory, '--memory', /^\d+$/, 'a whole number of MB'),
    gpus: number(gpus, '--gpus', /^\d+$/, 'a whole number'),
    description,
  }
  await output.one(planShape, await client.plans.put(name, body))
}

export async function removePlan({ client, say }: Session, name: string): Promise<void> {
  await client.plans.remove(name)
  say(`resource plan ${name} removed`)
}

const quotaShape: Shape<ResourcePlanQuota> = {
  columns: {
    PLAN: (each) => each.resourcePlan,
    FOR: (each) => (each.resourceGroup === null ? 'all groups together' : `resourceGroup=${each.resourceGroup}`),
    USED: (each) => each.usedInstances,
    ALLOWED: (each) => each.maxInstances,
  },
  name: (each) => each.resourcePlan,
}

export const listLimits = async ({ client, output }: Session): Promise<void> =>
  output.list(quotaShape, await client.plans.quotas())

/** `most`: a whole number, or `none`. */
export async function limitPlan(session: Session, name: string, most: string, { inGroup }: LimitOptions): Promise<void> {
  const maxInstances = most === 'none' ? null : number(most, 'instances', /^\d+$/, 'a whole number, or "none"')
  const quota = await session.client.plans.setQuota(name, { maxInstances, resourceGroup: inGroup ?? null })
  if (quota) await session.output.one(quotaShape, quota)
  else session.say(`no limit of instances of resource plan ${name}`)
}

type Row = Amount & { readonly what: string }
const roomShape: Shape<Row> = {
  columns: { WHAT: (each) => each.what, TOTAL: (each) => each.total, FREE: (each) => each.free },
  name: (each) => each.what,
}

/** What the machine has for instances, and what of it is free. */
export async function showResources({ client, output, say }: Session): Promise<void> {
  const room = await client.plans.room()
  if (!room) return say('nothing is known of the machine that instances run on')
  const resources = [
    { what: 'cores', ...room.cores },
    { what: 'memory MB', ...room.memoryMb },
    { what: 'GPUs', ...room.gpus },
  ]
  await output.list(roomShape, { count: resources.length, resources })
  if (room.limitedBy !== null) say(`instances are kept to their limits by ${limiters[room.limitedBy] ?? room.limitedBy}`)
}

const limiters: Readonly<Record<string, string>> = {
  'cgroup-v2': 'control groups (version 2)',
  'cgroup-v1': 'control groups (version 1)',
  watchdog: 'a watchdog: memory is looked at twice a second, cores are not limited',
}

function number(text: string, what: string, form: RegExp, allowed: string): number {
  if (form.test(text)) return Number(text)
  throw new UsageError(`${what} ${text}: must be ${allowed}`)
}
