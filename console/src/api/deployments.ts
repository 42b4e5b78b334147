import type { components } from '../../../src/client/openapi.ts'
import { read } from './client.ts'

/** A deployment as lists and single readings answer it. */
export type Deployment = Extract<components['schemas']['DeploymentList']['resources'][number], { configurationName: string }>

/** All deployments of the group. The list answers less per entry only where a query asks for less, which we never do. */
export const useDeployments = (more: { readonly enabled?: boolean } = {}) => {
  const { data, ...rest } = read.useQuery('get', '/v2/lm/deployments', {}, more)
  return { ...rest, deployments: data?.resources as readonly Deployment[] | undefined }
}
