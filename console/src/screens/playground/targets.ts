import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { callOk, read } from '../../api/client.ts'
import { useDeployments } from '../../api/deployments.ts'
import { useGroup } from '../../api/group.ts'
import { modelOf } from '../deployments/columns.tsx'
import type { PlaygroundMode } from './routes.ts'

/** A deployment as the gateway tells it to whoever may call it. `status`: `running`, `starting`, `stopped`, `paused`, … */
export type Target = {
  readonly id: string
  readonly name: string
  readonly executable: string
  readonly model: string | null
  readonly capabilities: readonly string[]
  readonly status: string
}

type Models = {
  readonly data: readonly {
    readonly id: string
    readonly deployment_id: string
    readonly owned_by: string
    readonly model_name: string | null
    readonly capabilities: readonly string[]
    readonly status: string
  }[]
}

/** What may be called in the group that is chosen, then what could be, if it ran. */
export const useTargets = () => {
  const { data: called, error, refetch } = useCalled()
  const { deployments } = useDeployments()
  const { data: executables } = read.useQuery('get', '/v2/lm/executables', {})
  const targets = useMemo(() => {
    if (!called || !deployments || !executables) return undefined
    const abilities = new Map(executables.resources.map(({ id, capabilities }) => [id, capabilities]))
    const others = deployments.filter(({ id }) => !called.some((each) => each.id === id))
    return [
      ...called,
      ...others.map((each) => ({
        id: each.id,
        name: each.name,
        executable: each.executableId,
        model: modelOf(each) || null,
        capabilities: abilities.get(each.executableId) ?? [],
        status: each.paused ? 'paused' : (words[each.status] ?? 'starting'),
      })),
    ]
  }, [called, deployments, executables])
  return { targets, error, refetch }
}

/** What gateways answer now. Its key has the word that changes of deployments are told by. */
const useCalled = () => {
  const group = useGroup()
  return useQuery<readonly Target[]>({
    queryKey: ['get', '/gateway/deployments', { group }],
    // Gateways hear of a deployment a moment after it is told.
    refetchInterval: ({ state }) => (state.data?.every(({ status }) => status === 'running') ? 5_000 : 2_000),
    queryFn: async ({ signal }) => {
      const { data } = (await (await callOk('/v1/models', { signal })).json()) as Models
      return data.map((each) => ({
        id: each.deployment_id,
        name: each.id,
        executable: each.owned_by,
        model: each.model_name,
        capabilities: each.capabilities,
        status: each.status,
      }))
    },
  })
}

/** One that runs and that no gateway answers for yet is about to start. */
const words: Readonly<Record<string, string>> = { STOPPED: 'stopped', STOPPING: 'stopped', COMPLETED: 'stopped', DEAD: 'dead' }

/** What it can be tried out with, the likeliest first. */
export const modesOf = ({ capabilities }: Target): readonly PlaygroundMode[] =>
  (['chat', 'predict', 'embeddings'] as const).filter((mode) => capabilities.includes(mode))

export const byNameOrId = (targets: readonly Target[], wanted: string): Target | undefined =>
  targets.find(({ name }) => name === wanted) ?? targets.find(({ id }) => id === wanted)
