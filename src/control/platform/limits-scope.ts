import { Failure } from '../../domain/failure.ts'
import type { LimitScope } from '../../domain/limits.ts'
import { mayAs, mayEnter, type Principal } from '../../domain/principal.ts'
import type { ControlDeps } from '../deps.ts'

/** What a caller writes: what is absent or null is any. */
export type ScopeRequest = { readonly [Field in keyof LimitScope]?: string | null | undefined }

/** As callers write the fields. */
const scopeWords = {
  resourceGroup: 'resourceGroup',
  executableId: 'executable',
  deploymentId: 'deployment',
  model: 'model',
  apiKey: 'apiKey',
} as const satisfies Record<keyof LimitScope, string>

/** Throws `Failure('invalid')` where the scope names what does not exist. A deployment brings its group along. */
export async function checkScope(
  { store, executables }: Pick<ControlDeps, 'store' | 'executables'>,
  asked: ScopeRequest,
): Promise<LimitScope> {
  const { resourceGroup = null, executableId = null, deploymentId = null, model = null, apiKey = null } = asked
  if (resourceGroup !== null && !(await store.resourceGroups.get(resourceGroup)))
    throw invalid('resourceGroup', `there is no resource group "${resourceGroup}"`)
  if (executableId !== null && !executables.find(executableId)) {
    const known = executables.list().map(({ id }) => id)
    throw invalid('executableId', `there is no executable "${executableId}"; there are ${known.join(', ')}`)
  }
  const deployment = deploymentId === null ? null : await store.deployments.byId(deploymentId)
  if (deploymentId !== null && (!deployment || (resourceGroup !== null && deployment.resourceGroup !== resourceGroup)))
    throw invalid(
      'deploymentId',
      `there is no deployment "${deploymentId}"${resourceGroup === null ? '' : ` in resource group "${resourceGroup}"`}`,
    )
  if (apiKey !== null && !(await store.apiKeys.byPublicId(apiKey)) && !(await store.oauthClients.byId(apiKey)))
    throw invalid('apiKey', `there is no API key and no OAuth client with the id "${apiKey}"`)
  return { resourceGroup: deployment?.resourceGroup ?? resourceGroup, executableId, deploymentId, model, apiKey }
}

/** Limits are set by who is above all that they concern: an administrator of the group, or of the installation where it is none. */
export function mustGovern(principal: Principal, { resourceGroup }: LimitScope): void {
  if (mayAs(principal, 'admin') && governs(principal, resourceGroup)) return
  throw new Failure(
    'forbidden',
    resourceGroup === null
      ? 'a limit without a resource group concerns the whole installation: it takes an administrator of all of it'
      : `a limit of resource group "${resourceGroup}" takes an administrator of that group`,
    { target: 'scope' },
  )
}

/** Whose limits a caller may read: those of their groups, and those that concern everyone. */
export const maySeeScope = (principal: Principal, { resourceGroup, deploymentId }: LimitScope): boolean =>
  (resourceGroup === null || mayEnter(principal, resourceGroup)) &&
  (deploymentId === null || principal.deployments === '*' || principal.deployments.includes(deploymentId))

const governs = (principal: Principal, resourceGroup: string | null): boolean => {
  if (principal.deployments !== '*') return false
  return resourceGroup === null ? principal.resourceGroups === '*' : mayEnter(principal, resourceGroup)
}

const invalid = (field: keyof LimitScope, trouble: string): Failure => {
  const target = `scope.${scopeWords[field]}`
  return new Failure('invalid', `${target}: ${trouble}`, { target })
}
