import type { StoredEvent } from '../domain/events.ts'
import type { Delivery, NotificationTarget } from '../domain/notification.ts'

/** Who is told of events, and what is on its way to them. Deliveries are written with their event. */
export type NotificationStore = {
  /** Oldest first. */
  targets(): Promise<readonly NotificationTarget[]>
  target(id: string): Promise<NotificationTarget | null>
  insert(target: NotificationTarget): Promise<void>
  /** But for its kind and group, which stay. false: it is gone. */
  update(target: NotificationTarget): Promise<boolean>
  remove(id: string): Promise<boolean>
  /** Those whose time has come, the earliest first. */
  due(now: number, limit: number): Promise<readonly (Delivery & { readonly event: StoredEvent })[]>
  /** How a try went; only while it is the one after so many (`attempts` - 1). */
  tried(delivery: Delivery): Promise<void>
  /** The newest first. */
  deliveries(targetId: string, limit: number): Promise<readonly (Delivery & { readonly event: StoredEvent })[]>
}
