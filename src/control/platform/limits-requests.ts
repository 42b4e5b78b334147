import { Failure } from '../../domain/failure.ts'
import type { Quota, QuotaRequest, QuotaRequestStatus } from '../../domain/limits.ts'
import { mayEnter, type Principal } from '../../domain/principal.ts'
import type { LimitDeps } from './limits-quotas.ts'
import { mustGovern } from './limits-scope.ts'

/** A group's or the tenant's (null) limits of requests for models, by model and executable; a group sees its own only. */
export const modelQuotas =
  ({ store }: Pick<LimitDeps, 'store'>) =>
  async (resourceGroup: string | null): Promise<readonly (Quota & { readonly scope: { readonly model: string } })[]> =>
    (await store.quotas.list()).flatMap((quota) => {
      const { scope, requestsPerMinute } = quota
      const { model } = scope
      if (model === null || requestsPerMinute === null || scope.deploymentId !== null || scope.apiKey !== null) return []
      return scope.resourceGroup === resourceGroup ? [{ ...quota, scope: { ...scope, model } }] : []
    })

export type NewQuotaRequest = Pick<QuotaRequest, 'resourceGroup' | 'model' | 'executableId' | 'requestsPerMinute' | 'reason'>

/** An administrator's own request needs nobody else: it is approved at once. */
export const requestQuota =
  (deps: LimitDeps) =>
  async (by: Principal, asked: NewQuotaRequest): Promise<QuotaRequest> => {
    if (!deps.executables.find(asked.executableId)) {
      const known = deps.executables.list().map(({ id }) => id)
      throw new Failure('invalid', `providerName "${asked.executableId}" is no executable; there are ${known.join(', ')}`, {
        target: 'quotaDetails.descriptors.providerName',
      })
    }
    const now = deps.clock.now()
    const request: QuotaRequest = {
      id: deps.newIds.uuid(),
      ...asked,
      status: 'PENDING',
      requestedBy: by.id,
      decidedBy: null,
      createdAt: now,
      modifiedAt: now,
    }
    await deps.store.quotaRequests.put(request)
    deps.audit('quota requested', { requestId: request.id, ...asked, by: by.id })
    return governed(by, asked.resourceGroup) ? decide(deps, by, request, 'APPROVED') : request
  }

/** `resourceGroup` null: those of the tenant, and of every group that the viewer may enter. */
export const listQuotaRequests =
  ({ store }: Pick<LimitDeps, 'store'>) =>
  async (viewer: Principal, resourceGroup: string | null): Promise<readonly QuotaRequest[]> =>
    (await store.quotaRequests.list()).filter((each) =>
      resourceGroup === null
        ? each.resourceGroup === null || mayEnter(viewer, each.resourceGroup)
        : each.resourceGroup === resourceGroup,
    )

/** Approval makes the limit, or changes the one that an earlier request made. */
export const decideQuotaRequest =
  (deps: LimitDeps) =>
  async (by: Principal, id: string, status: 'APPROVED' | 'REJECTED'): Promise<QuotaRequest> => {
    const request = await deps.store.quotaRequests.get(id)
    if (!request || (request.resourceGroup !== null && !mayEnter(by, request.resourceGroup)))
      throw new Failure('not_found', `there is no quota request ${id}`, { target: 'requestId' })
    mustGovern(by, scopeOf(request))
    if (request.status !== 'PENDING')
      throw new Failure('precondition', `quota request ${id} is ${request.status} already; only a pending one can be decided`)
    return decide(deps, by, request, status)
  }

async function decide(deps: LimitDeps, by: Principal, request: QuotaRequest, status: QuotaRequestStatus): Promise<QuotaRequest> {
  const now = deps.clock.now()
  const decided: QuotaRequest = { ...request, status, decidedBy: by.id, modifiedAt: now }
  if (status === 'APPROVED') {
    const scope = scopeOf(request)
    const before = (await deps.store.quotas.list()).find(
      (each) => each.source === 'request' && JSON.stringify(each.scope) === JSON.stringify(scope),
    )
    const fresh: Quota = {
      id: deps.newIds.uuid(),
      scope,
      requestsPerMinute: null,
      tokensPerMinute: null,
      concurrent: null,
      source: 'request',
      createdAt: now,
      modifiedAt: now,
    }
    await deps.store.quotas.put({ ...(before ?? fresh), requestsPerMinute: request.requestsPerMinute, modifiedAt: now })
    await deps.limits.changed(null)
  }
  await deps.store.quotaRequests.put(decided)
  deps.audit('quota request decided', { requestId: request.id, status, by: by.id })
  return decided
}

const scopeOf = ({ resourceGroup, executableId, model }: QuotaRequest): Quota['scope'] => ({
  resourceGroup,
  executableId,
  deploymentId: null,
  model,
  apiKey: null,
})

const governed = (by: Principal, resourceGroup: string | null): boolean => {
  try {
    mustGovern(by, { resourceGroup, executableId: null, deploymentId: null, model: null, apiKey: null })
    return true
  } catch {
    return false // somebody else has to say yes
  }
}
