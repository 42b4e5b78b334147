import { z } from 'zod'
import type { Caller } from '../../control/platform/caller.ts'
import type { Platform } from '../../control/platform/platform.ts'
import { Failure } from '../../domain/failure.ts'
import { limitOf, type PoolKey, pooledTypes } from '../../domain/pool.ts'
import { callerOf } from '../control/access.ts'
import type { ControlApp } from '../control/app.ts'
import { catalogOf, type ModelVersion, skusFor, versionsOf } from './models.ts'
import {
  accountRoot,
  described,
  groupsOf,
  type InAccount,
  locationRoot,
  OfAccount,
  OfLocation,
  OfSubscription,
  reads,
  subscriptionRoot,
} from './resource.ts'
import { type SkuName, skuNames, skus, unitWords, usageName } from './skus.ts'

type Verbs = Pick<
  Platform,
  'listOffers' | 'listPools' | 'listPoolLimits' | 'listCatalog' | 'listResourceGroups' | 'enterResourceGroup' | 'capacityFor'
>

export type CapacityDeps = { readonly platform: Verbs; readonly inAccount: InAccount; readonly location: string }

const Text = z.string().min(1).max(256)
const OfModel = z.object({ modelFormat: Text, modelName: Text, modelVersion: Text })

const Calculation = z
  .strictObject({
    model: z.looseObject({ format: Text.nullish(), name: Text, version: z.string().max(64).nullish() }),
    skuName: z.enum(skuNames),
    workloads: z
      .array(
        z.strictObject({
          requestPerMinute: z.number().nonnegative().max(1e9),
          requestParameters: z.strictObject({
            avgPromptTokens: z.number().nonnegative().max(1e9),
            avgGeneratedTokens: z.number().nonnegative().max(1e9).default(0),
          }),
        }),
      )
      .min(1)
      .max(100),
  })
  .meta({ id: 'ArmCapacityCalculation' })

/** What stands for no limit: clients expect a number. */
const noLimit = 2_147_483_647

/** How much capacity there is, how much of it is taken, and how much a workload needs. */
export const mountCapacity = (app: ControlApp, { platform, inAccount, location }: CapacityDeps): void => {
  const inGroups = async (principal: Caller['principal']): Promise<readonly Caller[]> =>
    (await groupsOf(platform, principal)).map(({ id }) => ({ principal, resourceGroup: id }))

  app.get(
    `${accountRoot}/usages`,
    {
      config: reads,
      schema: described('Lists quotas of an account with what is used of them', {
        params: OfAccount,
        querystring: z.object({ $filter: z.string().optional() }),
      }),
    },
    async (request) => {
      mustNotFilter(request.query.$filter)
      return { value: await usagesOf(platform, [await inAccount(request, request.params.accountName)]) }
    },
  )

  app.get(
    `${locationRoot}/usages`,
    {
      config: reads,
      schema: described('Lists quotas of all accounts together with what is used of them', {
        params: OfLocation,
        querystring: z.object({ $filter: z.string().optional() }),
      }),
    },
    async (request) => {
      mustNotFilter(request.query.$filter)
      return { value: await usagesOf(platform, await inGroups(callerOf(request))) }
    },
  )

  for (const [root, params, summary] of [
    [subscriptionRoot, OfSubscription, 'Tells how much capacity is left for a model'],
    [locationRoot, OfLocation, 'Tells how much capacity is left for a model at a location'],
  ] as const)
    app.get(
      `${root}/modelCapacities`,
      { config: reads, schema: described(summary, { params, querystring: OfModel }) },
      async (request) => {
        const { modelFormat: format, modelName: name, modelVersion: version } = request.query
        const callers = await inGroups(callerOf(request))
        const { subscriptionId } = request.params
        const all = await Promise.all(callers.map((caller) => capacitiesOf(platform, caller, { format, name, version })))
        return {
          value: mostOf(all.flat()).map(({ sku, available }) => ({
            id: `/subscriptions/${subscriptionId}/providers/Microsoft.CognitiveServices/locations/${location}/models/${format}.${name}.${version}/skus/${sku}`,
            type: 'Microsoft.CognitiveServices/locations/models/skus',
            name: sku,
            location,
            properties: { model: { format, name, version }, skuName: sku, availableCapacity: available },
          })),
        }
      },
    )

  app.post(
    `${subscriptionRoot}/calculateModelCapacity`,
    {
      config: reads,
      schema: described('Calculates how much capacity a workload needs', { params: OfSubscription, body: Calculation }),
    },
    async (request) => {
      const { model, skuName, workloads } = request.body
      const { raw, capacity } = calculate(platform, model.name, skuName, workloads)
      return { model, skuName, estimatedCapacity: { value: raw, deployableValue: capacity } }
    },
  )
}

/** Each pool that is in use or could be, of all the groups together. */
async function usagesOf(platform: Verbs, callers: readonly Caller[]) {
  const usages = new Map<string, { name: string; words: string; used: number; limit: number | null }>()
  const find = await catalogOf(platform)
  for (const caller of callers) {
    const limits = await platform.listPoolLimits(caller.principal)
    const pools = await platform.listPools(caller.principal, caller.resourceGroup)
    const seen = new Set<string>()
    for (const version of versionsOf(await platform.listOffers(caller), find)) {
      for (const sku of skusFor(version.offers)) {
        const key = poolKey(caller, sku, version)
        const name = usageName(sku, version)
        if (!key || seen.has(name)) continue
        seen.add(name)
        const used = pools.find((each) => isSame(each, key))?.used ?? 0
        const limit = limitOf(limits, key)
        const before = usages.get(name)
        usages.set(name, {
          name,
          words: unitWords(sku, key.model),
          used: used + (before?.used ?? 0),
          limit: limit === null || before?.limit === null ? null : limit + (before?.limit ?? 0),
        })
      }
    }
  }
  return [...usages.values()].map(({ name, words, used, limit }) => ({
    name: { value: name, localizedValue: words },
    currentValue: used,
    limit: limit ?? noLimit,
    unit: 'Count',
  }))
}

type Capacity = { readonly sku: SkuName; readonly available: number }

async function capacitiesOf(
  platform: Verbs,
  caller: Caller,
  asked: { readonly format: string; readonly name: string; readonly version: string },
): Promise<readonly Capacity[]> {
  const offers = (await platform.listOffers(caller)).filter(({ model }) => model === asked.name)
  const version = versionsOf(offers, await catalogOf(platform)).find(
    (each) => each.version === asked.version && each.format.toLowerCase() === asked.format.toLowerCase(),
  )
  if (!version) return []
  const [limits, pools] = [
    await platform.listPoolLimits(caller.principal),
    await platform.listPools(caller.principal, caller.resourceGroup),
  ]
  return skusFor(version.offers).flatMap((sku) => {
    const key = poolKey(caller, sku, version)
    if (!key) return []
    const limit = limitOf(limits, key)
    const used = pools.find((each) => isSame(each, key))?.used ?? 0
    return [{ sku, available: limit === null ? noLimit : Math.max(0, limit - used) }]
  })
}

/** A deployment lies in one account: what it can have is the most that one of them has left. */
function mostOf(capacities: readonly Capacity[]): readonly Capacity[] {
  const most = new Map<SkuName, number>()
  for (const { sku, available } of capacities) most.set(sku, Math.max(available, most.get(sku) ?? 0))
  return [...most].map(([sku, available]) => ({ sku, available }))
}

function poolKey({ resourceGroup }: Caller, sku: SkuName, { name }: Pick<ModelVersion, 'name'>): PoolKey | null {
  const { type, residency } = skus[sku]
  const pooled = pooledTypes.find((each) => each === type)
  return pooled ? { resourceGroup, type: pooled, residency, model: pooled === 'provisioned' ? null : name } : null
}

const isSame = (one: PoolKey, other: PoolKey): boolean =>
  one.type === other.type && one.residency === other.residency && one.model === other.model

function calculate(
  { capacityFor }: Verbs,
  model: string,
  sku: SkuName,
  workloads: z.infer<typeof Calculation>['workloads'],
): ReturnType<Platform['capacityFor']> {
  const { type, residency } = skus[sku]
  if (type !== 'standard' && type !== 'provisioned')
    return refuse('skuName', `${sku} has no capacity that follows from calls; ask for a standard or provisioned one`)
  const asked = workloads.map(({ requestPerMinute, requestParameters: { avgPromptTokens, avgGeneratedTokens } }) => ({
    requestsPerMinute: requestPerMinute,
    inputTokens: avgPromptTokens,
    outputTokens: avgGeneratedTokens,
  }))
  return capacityFor({ model, type, residency, workloads: asked })
}

function refuse(target: string, trouble: string): never {
  throw new Failure('invalid', `${target}: ${trouble}`, { target })
}

function mustNotFilter(filter: string | undefined): void {
  if (filter !== undefined) refuse('$filter', 'is not possible here; leave it out and look for name.value in the list')
}
