import type { Action } from '../decide/plan.ts'
import type { Deployment } from '../domain/deployment.ts'
import type { NewIds } from '../domain/ids.ts'
import { underWay } from '../domain/rollout.ts'
import type { Batching } from './batching.ts'
import type { Placed } from './deps.ts'
import type { InstanceKeys } from './platform-access/instance-keys.ts'
import type { StartWhereRoom } from './room.ts'

type Start = Extract<Action, { readonly kind: 'start' }>
export type StartDeps = {
  readonly startWhereRoom: StartWhereRoom
  readonly newIds: NewIds
  /** What an instance is told of the deployment it belongs to, by environment variables; no part of its revision. */
  readonly environmentOf: (deployment: Deployment) => Readonly<Record<string, string>>
  /** Keys of this platform, for deployments whose instances get one. */
  readonly instanceKeys: InstanceKeys
  readonly batching: Batching
  readonly log: { info(fields: object, event: string): void }
}

/** Starts one copy of what was placed. Answers what is missing of the machine where it could not be started for it; else null. */
export async function startInstance(
  deps: StartDeps,
  deployment: Deployment,
  places: readonly (Placed | null)[],
  { revision, component = 'predictor' }: Start,
): Promise<string | null> {
  const { id } = deployment
  const placed = places
    .map((each) => (component === 'transformer' ? each?.transformer : each))
    .find((each) => each?.revision === revision)
  if (placed?.placement.kind !== 'launch') return null
  const beside = revision === places[1]?.revision ? underWay(deployment) : null
  const version = beside?.version ?? deployment.version
  const told = component === 'predictor' ? await deps.batching.starting(id, placed.placement) : placed.placement
  const access = await deps.instanceKeys.give(deployment, revision, placed.placement.platformAccess)
  const placement = { ...told, env: { ...told.env, ...deps.environmentOf({ ...deployment, version }), ...access.env } }
  const secretEnv = { ...(await placed.openSecrets()), ...access.secretEnv }
  const spec = { id: deps.newIds.instance(id, component), deploymentId: id, revision, component, placement, secretEnv }
  const missing = await deps.startWhereRoom(spec)
  if (missing !== null) return missing
  deps.log.info({ deploymentId: id, instanceId: spec.id, revision: spec.revision, component }, 'instance starting')
  return null
}
