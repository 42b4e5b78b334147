import type { StoredEvent } from '../../domain/events.ts'
import type { Principal } from '../../domain/principal.ts'
import type { ControlDeps } from '../deps.ts'

export type EventsAsked = {
  /** Epoch ms; `end` is not included. */
  readonly start: number
  readonly end: number
  readonly kind?: string
  readonly resourceGroup?: string
  readonly deployment?: string
}

/** Newest first: those of the caller's groups and deployments. Those of the installation are for who may see all of it. */
export const listEvents =
  ({ store }: Pick<ControlDeps, 'store'>) =>
  (viewer: Principal, asked: EventsAsked, limit: number): Promise<readonly StoredEvent[]> => {
    const { start, end, kind, resourceGroup, deployment } = asked
    const mine = viewer.resourceGroups
    const groups = resourceGroup === undefined ? mine : mine === '*' || mine.includes(resourceGroup) ? [resourceGroup] : []
    const filter = {
      start,
      end,
      resourceGroups: groups,
      deployments: viewer.deployments,
      ...(kind === undefined ? {} : { kind }),
      ...(deployment === undefined ? {} : { deploymentId: deployment }),
    }
    return store.events.list(filter, limit)
  }
