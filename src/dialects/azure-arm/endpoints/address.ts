import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Caller } from '../../../control/platform/caller.ts'
import { Failure } from '../../../domain/failure.ts'
import type { InAccount } from '../resource.ts'

/** Addresses of Azure Machine Learning. A workspace is a resource group of ours. */
export const workspaceRoot =
  '/subscriptions/:subscriptionId/resourceGroups/:resourceGroupName/providers/Microsoft.MachineLearningServices/workspaces/:workspaceName'
export const serverlessRoot = `${workspaceRoot}/serverlessEndpoints`
export const onlineRoot = `${workspaceRoot}/onlineEndpoints`
export const onlineEndpoint = `${onlineRoot}/:endpointName`
export const onlineDeployments = `${onlineEndpoint}/deployments`
export const onlineDeployment = `${onlineDeployments}/:deploymentName`

const Name = z.string().min(1).max(256)
export const OfWorkspace = z.object({ subscriptionId: Name, resourceGroupName: Name, workspaceName: Name })
export const OfEndpoint = OfWorkspace.extend({ endpointName: Name })
export const OfOnlineDeployment = OfEndpoint.extend({ deploymentName: Name })
export type WorkspaceScope = z.infer<typeof OfWorkspace>

export const workspaceId = ({ subscriptionId, resourceGroupName, workspaceName }: WorkspaceScope): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.MachineLearningServices/workspaces/${workspaceName}`

/** Who calls, in the group that is the workspace. */
export const inWorkspace = (inAccount: InAccount, request: FastifyRequest<{ Params: WorkspaceScope }>): Promise<Caller> =>
  inAccount(request, request.params.workspaceName)

export type AssetName = { readonly name: string; readonly version: string | null }

/**
 * The asset that an id names: `azureml://registries/r/models/m/versions/1`, `azureml:m:1`, a resource's id that ends in
 * `/models/m/versions/1`, or `m:1`; without a version the newest. `kind`: `models`, `environments`.
 */
export function assetIn(text: string, kind: 'models' | 'environments', field: string): AssetName {
  const refuse = (): never => {
    const message = `${field} "${text.slice(0, 120)}" names nothing: write azureml://registries/<registry>/${kind}/<name>/versions/<version>, azureml:<name>:<version> or <name>`
    throw new Failure('invalid', message, { code: 'InvalidResourceProperties', target: field })
  }
  if (text.startsWith('azureml://') || text.startsWith('/')) {
    const [, name = '', version] = new RegExp(`/${kind}/([^/]+)(?:/(?:versions|labels)/([^/]+))?$`).exec(text) ?? []
    return name === '' ? refuse() : { name, version: version === 'latest' ? null : (version ?? null) }
  }
  const short = text.replace(/^azureml:/, '').replace(/@latest$/, '')
  const colon = short.lastIndexOf(':')
  const [name, version] = colon === -1 ? [short, null] : [short.slice(0, colon), short.slice(colon + 1)]
  return name === '' || version === '' ? refuse() : { name, version: version === 'latest' ? null : version }
}
