import type { Clock } from '../domain/clock.ts'
import type { EventSeverity, NewEvent } from '../domain/events.ts'
import type { NewIds } from '../domain/ids.ts'
import { type NotificationTarget, wants } from '../domain/notification.ts'
import type { Store } from '../store/store.ts'

export type EventDeps = {
  readonly store: { readonly events: Store['events']; readonly notifications: Pick<Store['notifications'], 'targets'> }
  readonly clock: Clock
  readonly newIds: Pick<NewIds, 'uuid'>
  readonly log: { info(fields: object, event: string): void; warn(fields: object, event: string): void }
  /** Something is on its way to somebody. */
  readonly posted?: () => void
}

/** Tells whoever wants to know; `false`: the same (`once`) was told before. The one way in which anything is told. */
export type Notify = (event: NewEvent) => Promise<boolean>

const keptMs = 400 * 86_400_000

/** Events are kept, logged, and on their way to notification targets from the same moment on. */
export const makeNotify =
  ({ store, clock, newIds, log, posted }: EventDeps): Notify =>
  async (event) => {
    const at = clock.now()
    const targets = (await store.notifications.targets()).filter((each) => wants(each, event.kind) && sees(each, event))
    const ids = targets.map(({ id }) => id)
    if (!(await store.events.add({ ...event, id: newIds.uuid(), at }, ids))) return false
    const { kind, severity, resourceGroup, deploymentId, message, data } = event
    log[levelOf[severity]]({ kind, resourceGroup, deploymentId, ...data }, message)
    await store.events.removeBefore(at - keptMs)
    if (ids.length > 0) posted?.()
    return true
  }

const sees = (target: NotificationTarget, event: NewEvent): boolean =>
  target.resourceGroup === null || target.resourceGroup === event.resourceGroup

const levelOf = { info: 'info', warning: 'warn', critical: 'warn' } as const satisfies Record<EventSeverity, 'info' | 'warn'>
