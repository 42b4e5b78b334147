import type { Clock } from '../domain/clock.ts'
import type { EventSeverity, NewEvent } from '../domain/events.ts'
import type { NewIds } from '../domain/ids.ts'
import type { Store } from '../store/store.ts'

export type EventDeps = {
  readonly store: Pick<Store, 'events'>
  readonly clock: Clock
  readonly newIds: Pick<NewIds, 'uuid'>
  readonly log: { info(fields: object, event: string): void; warn(fields: object, event: string): void }
}

/** Tells whoever wants to know; `false`: the same (`once`) was told before. The one way in which anything is told. */
export type Notify = (event: NewEvent) => Promise<boolean>

const keptMs = 400 * 86_400_000

/** Events are kept and logged. */
export const makeNotify =
  ({ store, clock, newIds, log }: EventDeps): Notify =>
  async (event) => {
    const at = clock.now()
    if (!(await store.events.add({ ...event, id: newIds.uuid(), at }))) return false
    const { kind, severity, resourceGroup, deploymentId, message, data } = event
    log[levelOf[severity]]({ kind, resourceGroup, deploymentId, ...data }, message)
    await store.events.removeBefore(at - keptMs)
    return true
  }

const levelOf = { info: 'info', warning: 'warn', critical: 'warn' } as const satisfies Record<EventSeverity, 'info' | 'warn'>
