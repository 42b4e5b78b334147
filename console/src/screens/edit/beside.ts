import { api } from '../../api/client.ts'
import type { Draft } from './draft.ts'

/** What is set beside the deployment once it is there; answers the words of what was refused. */
export async function saveBeside(deploymentId: string, { batcher, log }: Draft): Promise<readonly string[]> {
  const params = { path: { deploymentId } }
  const said = await Promise.all([
    batcher && api.PUT('/v2/admin/deployments/{deploymentId}/batcher', { params, body: batcher }).then(fine, words),
    log && api.PUT('/v2/admin/deployments/{deploymentId}/inferenceLog', { params, body: log }).then(fine, words),
  ])
  return said.filter((each): each is string => typeof each === 'string')
}

const fine = (): null => null
const words = (error: Error): string => error.message
