import { Failure } from '../../domain/failure.ts'
import { limitOf, type PoolKey, type PoolLimit, type PoolTaking, shortage } from '../../domain/pool.ts'
import { mayEnter, type Principal } from '../../domain/principal.ts'
import type { Store } from '../../store/store.ts'
import type { Audit } from './caller.ts'
import { mustGovern } from './limits-scope.ts'

type Deps = { readonly store: Pick<Store, 'pools' | 'resourceGroups'>; readonly audit: Audit }

/** A pool with what is used of it, in units of its type. `limit` null: as much as anybody wants. */
export type PoolState = PoolKey & { readonly limit: number | null; readonly used: number; readonly remaining: number | null }

/** Pools that something was taken of, or that were given a limit, of groups that the viewer may enter. */
export const listPools =
  ({ store }: Pick<Deps, 'store'>) =>
  async (viewer: Principal, resourceGroup?: string): Promise<readonly PoolState[]> => {
    const [limits, taken] = [await store.pools.limits(), await store.pools.taken(resourceGroup)]
    const set = limits.flatMap(({ units: _, resourceGroup: group, model, ...rest }) =>
      group === null || (model === null && rest.type !== 'provisioned')
        ? []
        : [{ ...rest, resourceGroup: group, model, units: 0 }],
    )
    const pools = new Map([...set, ...taken].map((each) => [nameOf(each), each]))
    return [...pools.values()]
      .filter(
        (each) => (resourceGroup === undefined || each.resourceGroup === resourceGroup) && mayEnter(viewer, each.resourceGroup),
      )
      .toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1))
      .map(({ units, ...key }) => stateOf(key, limitOf(limits, key), units))
  }

/** One pool, whether or not anything was taken of it yet. */
export const readPool =
  ({ store }: Pick<Deps, 'store'>) =>
  async (key: PoolKey): Promise<PoolState> => {
    const taken = (await store.pools.taken(key.resourceGroup)).find((each) => nameOf(each) === nameOf(key))
    return stateOf(key, limitOf(await store.pools.limits(), key), taken?.units ?? 0)
  }

/** Whether a new deployment could take so much now; takes nothing. Throws `Failure('forbidden')`, as taking it would. */
export async function mustHaveUnits(deps: Pick<Deps, 'store'>, taking: PoolTaking): Promise<void> {
  const { limit, used } = await readPool(deps)(taking)
  if (limit !== null && used + taking.units > limit) throw shortage(taking, used, limit)
}

/** Limits as they were set, for groups that the viewer may enter and for all. */
export const listPoolLimits =
  ({ store }: Pick<Deps, 'store'>) =>
  async (viewer: Principal): Promise<readonly PoolLimit[]> =>
    (await store.pools.limits()).filter(({ resourceGroup }) => resourceGroup === null || mayEnter(viewer, resourceGroup))

/** `units` absent: as if it had never been set. What is above it already stays; nothing more is taken. */
export const setPool =
  (deps: Deps) =>
  async (by: Principal, { units, ...pool }: Omit<PoolLimit, 'units'> & { readonly units?: number | null }): Promise<void> => {
    const { model, type } = pool
    // Groups share what the installation has: how much each gets is not for the group to say.
    mustGovern(by, { resourceGroup: null, executableId: null, deploymentId: null, model: null, apiKey: null })
    if (type === 'provisioned' && model !== null)
      throw new Failure('invalid', 'model: provisioned units are of one pool for all models; leave model out', {
        target: 'model',
      })
    if (units === undefined) await deps.store.pools.removeLimit(pool)
    else await deps.store.pools.setLimit({ ...pool, units })
    deps.audit('pool changed', { ...pool, units: units === undefined ? 'default' : units, by: by.id })
  }

const stateOf = (key: PoolKey, limit: number | null, used: number): PoolState => ({
  ...key,
  limit,
  used,
  remaining: limit === null ? null : Math.max(0, limit - used),
})

const nameOf = ({ resourceGroup, type, residency, model }: PoolKey): string =>
  JSON.stringify([resourceGroup, type, residency, model ?? ''])
