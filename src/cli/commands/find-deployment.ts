import { ApiError } from '../../client/api-error.ts'
import type { Deployment } from '../../client/types.ts'
import type { Session } from '../session.ts'

/** By id, else by name; the refusal lists the names there are. */
export async function findDeployment(session: Session, named: string): Promise<Deployment> {
  return isId(named) ? session.client.deployments.get(named) : byName(session, named)
}

/** The id as it is, whether there is such a deployment or not; a name is looked for in `group`, or where the session is. */
export const deploymentIdOf = async (session: Session, named: string, group?: string): Promise<string> =>
  isId(named) ? named : (await byName(session, named, group)).id

async function byName({ client }: Session, named: string, group?: string): Promise<Deployment> {
  const { resources } = await client.deployments.list(group)
  const found = resources.find((each) => each.name === named)
  if (found) return found
  const names = resources.map((each) => each.name ?? each.id).join(', ')
  const message = `there is no deployment "${named}" in this resource group; ${names ? `there are: ${names}` : 'there is none yet'}`
  throw new ApiError(404, { message, code: 'NotFound', requestId: null, details: null })
}

const isId = (text: string): boolean => /^d[0-9a-f]{15}$/.test(text)
