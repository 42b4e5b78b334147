import { read } from '../../api/client.ts'
import type { Details } from './data.ts'

/** Instances that there are, and that there were in the last week, the newest first. Models elsewhere have none. */
export function useInstances(deployment: Details) {
  const path = { deploymentId: deployment.id }
  const enabled = deployment.instances !== undefined
  const start = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000 - 7 * 86_400_000).toISOString()
  const now = read.useQuery('get', '/v2/lm/deployments/{deploymentId}/instances', { params: { path } }, { enabled })
  const then = read.useQuery(
    'get',
    '/v2/lm/deployments/{deploymentId}/instances/timeline',
    { params: { path, query: { start } } },
    { enabled },
  )
  const running = now.data?.resources ?? []
  const ended = new Map<string, { id: string; component: string; from: number }>()
  for (const { instanceId, component, from } of then.data?.resources ?? [])
    if (instanceId !== null && !running.some(({ id }) => id === instanceId) && !ended.has(instanceId))
      ended.set(instanceId, { id: instanceId, component, from: Date.parse(from) })
  return {
    ready: !enabled || now.data !== undefined,
    error: now.error,
    running,
    ended: [...ended.values()].sort((one, other) => other.from - one.from),
  }
}

/** An id in the length that is read at a glance. */
export const shortId = (id: string): string => (id.length <= 10 ? id : id.slice(-6))
