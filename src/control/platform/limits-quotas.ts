import { Failure } from '../../domain/failure.ts'
import type { Quota } from '../../domain/limits.ts'
import type { Principal } from '../../domain/principal.ts'
import type { ControlDeps } from '../deps.ts'
import type { LimitsFeed } from '../limits-feed.ts'
import type { Audit } from './caller.ts'
import { checkScope, maySeeScope, mustGovern, type ScopeRequest } from './limits-scope.ts'

export type LimitDeps = Pick<ControlDeps, 'store' | 'clock' | 'newIds' | 'executables'> & {
  readonly audit: Audit
  readonly limits: Pick<LimitsFeed, 'changed'>
}

type Numbers = Pick<Quota, 'requestsPerMinute' | 'tokensPerMinute' | 'concurrent'>
export type NewQuota = Numbers & { readonly scope: ScopeRequest }
export type QuotaChange = { readonly [Field in keyof Numbers]?: Numbers[Field] | undefined }

export const listCallQuotas =
  ({ store }: Pick<LimitDeps, 'store'>) =>
  async (viewer: Principal): Promise<readonly Quota[]> =>
    (await store.quotas.list()).filter(({ scope }) => maySeeScope(viewer, scope))

export const getCallQuota =
  (deps: Pick<LimitDeps, 'store'>) =>
  (viewer: Principal, id: string): Promise<Quota> =>
    mustFindQuota(deps, viewer, id)

/** Told to every gateway when it returns. */
export const createCallQuota =
  (deps: LimitDeps) =>
  async (by: Principal, { scope: asked, ...numbers }: NewQuota): Promise<Quota> => {
    const scope = await checkScope(deps, asked)
    mustGovern(by, scope)
    mustLimit(numbers)
    const now = deps.clock.now()
    const quota: Quota = { id: deps.newIds.uuid(), scope, ...numbers, source: 'operator', createdAt: now, modifiedAt: now }
    await deps.store.quotas.put(quota)
    await deps.limits.changed(null)
    deps.audit('quota created', { quotaId: quota.id, scope, ...numbers, by: by.id })
    return quota
  }

/** Only the numbers change: what has passed goes on counting. */
export const changeCallQuota =
  (deps: LimitDeps) =>
  async (by: Principal, id: string, { requestsPerMinute, tokensPerMinute, concurrent }: QuotaChange): Promise<Quota> => {
    const before = await mustFindQuota(deps, by, id)
    mustGovern(by, before.scope)
    const numbers: Numbers = {
      requestsPerMinute: requestsPerMinute === undefined ? before.requestsPerMinute : requestsPerMinute,
      tokensPerMinute: tokensPerMinute === undefined ? before.tokensPerMinute : tokensPerMinute,
      concurrent: concurrent === undefined ? before.concurrent : concurrent,
    }
    mustLimit(numbers)
    const quota = { ...before, ...numbers, modifiedAt: deps.clock.now() }
    await deps.store.quotas.put(quota)
    await deps.limits.changed(null)
    deps.audit('quota changed', { quotaId: id, ...numbers, by: by.id })
    return quota
  }

export const removeCallQuota =
  (deps: LimitDeps) =>
  async (by: Principal, id: string): Promise<Pick<Quota, 'scope'>> => {
    const { scope } = await mustFindQuota(deps, by, id)
    mustGovern(by, scope)
    await deps.store.quotas.remove(id)
    await deps.limits.changed(null)
    deps.audit('quota removed', { quotaId: id, by: by.id })
    return { scope }
  }

const mustFindQuota = async ({ store }: Pick<LimitDeps, 'store'>, viewer: Principal, id: string): Promise<Quota> => {
  const quota = await store.quotas.get(id)
  if (quota && maySeeScope(viewer, quota.scope)) return quota
  throw new Failure('not_found', `there is no quota ${id}`, { target: 'id' })
}

const mustLimit = ({ requestsPerMinute, tokensPerMinute, concurrent }: Numbers): void => {
  if (requestsPerMinute !== null || tokensPerMinute !== null || concurrent !== null) return
  throw new Failure('invalid', 'a quota limits something: give at least one of requestsPerMinute, tokensPerMinute and concurrent')
}
