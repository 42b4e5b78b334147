import { ApiError } from '../../client/api-error.ts'
import type { Deployment } from '../../client/types.ts'
import type { Session } from '../session.ts'

/** By id, else by name; the refusal lists the names there are. */
export async function findDeployment({ client }: Session, named: string): Promise<Deployment> {
  if (/^d[0-9a-f]{15}$/.test(named)) return client.deployments.get(named)
  const { resources } = await client.deployments.list()
  const found = resources.find((each) => each.name === named)
  if (found) return found
  const names = resources.map((each) => each.name ?? each.id).join(', ')
  const message = `there is no deployment "${named}" in this resource group; ${names ? `there are: ${names}` : 'there is none yet'}`
  throw new ApiError(404, { message, code: 'NotFound', requestId: null, details: null })
}
