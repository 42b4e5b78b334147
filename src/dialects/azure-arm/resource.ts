import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Caller } from '../../control/platform/caller.ts'
import type { Platform } from '../../control/platform/platform.ts'
import { Failure } from '../../domain/failure.ts'
import type { Principal } from '../../domain/principal.ts'
import type { ResourceGroup } from '../../domain/resource-group.ts'
import { callerOf } from '../control/access.ts'

/** Addresses of Azure Resource Manager. Subscription and resource group are whatever a caller writes; an account is a group of ours. */
export const subscriptionRoot = '/subscriptions/:subscriptionId/providers/Microsoft.CognitiveServices'
export const locationRoot = `${subscriptionRoot}/locations/:location`
export const accountsRoot =
  '/subscriptions/:subscriptionId/resourceGroups/:resourceGroupName/providers/Microsoft.CognitiveServices/accounts'
export const accountRoot = `${accountsRoot}/:accountName`
export const deploymentsRoot = `${accountRoot}/deployments`
export const deploymentRoot = `${deploymentsRoot}/:deploymentName`

const Name = z.string().min(1).max(256)
export const OfSubscription = z.object({ subscriptionId: Name })
export const OfLocation = OfSubscription.extend({ location: Name })
export const OfGroup = OfSubscription.extend({ resourceGroupName: Name })
export const OfAccount = OfGroup.extend({ accountName: Name })
export const OfDeployment = OfAccount.extend({ deploymentName: Name })

export type Scope = z.infer<typeof OfGroup>
export type AccountScope = z.infer<typeof OfAccount>

export const idOf = ({ subscriptionId, resourceGroupName }: Scope, ...rest: readonly string[]): string =>
  [`/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers`, ...rest].join('/')

export const accountId = (scope: AccountScope): string =>
  idOf(scope, 'Microsoft.CognitiveServices', 'accounts', scope.accountName)

export const reads = { access: { role: 'viewer', group: 'none' } } as const
export const writes = { access: { role: 'operator', group: 'none' } } as const

type Parts = {
  readonly params?: z.ZodType
  readonly querystring?: z.ZodType
  readonly body?: z.ZodType
  readonly description?: string
}

/** What every route's description has in common; answers are Azure's own shapes. A summary is one route's alone. */
export const described = <P extends Parts>(summary: string, parts?: P) => ({
  tags: ['Azure Resource Manager'],
  operationId: `arm.${(summary.match(/\w+/g) ?? []).join('_').toLowerCase()}`,
  summary,
  ...(parts as P),
})

type GroupVerbs = Pick<Platform, 'enterResourceGroup' | 'listResourceGroups'>

/** Who calls, in the group that is the account. */
export type InAccount = (request: FastifyRequest, accountName: string) => Promise<Caller>

export const makeInAccount =
  (platform: GroupVerbs): InAccount =>
  async (request, accountName) => {
    const principal = callerOf(request)
    const { id: resourceGroup } = await enterAccount(platform, principal, accountName)
    request.resourceGroup = resourceGroup
    return { principal, resourceGroup }
  }

export async function enterAccount(platform: GroupVerbs, principal: Principal, accountName: string): Promise<ResourceGroup> {
  try {
    return await platform.enterResourceGroup(principal, accountName)
  } catch (cause) {
    if (!(cause instanceof Failure) || cause.code !== 'not_found') throw cause
    const message = `there is no account '${accountName.slice(0, 80)}': an account is a resource group of this server. ${cause.message}`
    throw new Failure('not_found', message, { code: 'ResourceNotFound', target: 'accountName' }, { cause })
  }
}

export const groupsOf = async (platform: GroupVerbs, principal: Principal): Promise<readonly ResourceGroup[]> =>
  (await platform.listResourceGroups(principal, [], { top: 10_000, skip: 0 })).items

/** Clients send bodies that are empty, or none, where nothing is to be said. */
export const noBody = z.strictObject({}).nullish()
