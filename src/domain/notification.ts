import { z } from 'zod'
import type { ResourceGroupId } from './ids.ts'

export const notificationKinds = ['webhook', 'email'] as const
export type NotificationKind = (typeof notificationKinds)[number]

/** `*`, a kind of event (`budget.threshold`), or all that begin so (`budget.*`). */
export const EventPattern = z
  .string()
  .max(64)
  .regex(/^(\*|[a-z][a-z-]*(\.[a-z][a-z-]*)*(\.\*)?)$/, 'must be a kind of event, such as budget.threshold, or budget.*, or *')

/** Who is told of events. */
export type NotificationTarget = {
  readonly id: string
  /** Whose events; null: those of all groups, and of the installation. */
  readonly resourceGroup: ResourceGroupId | null
  readonly kind: NotificationKind
  /** Of a webhook. */
  readonly url: string | null
  /** Addresses of e-mail. */
  readonly recipients: readonly string[]
  /** See `EventPattern`. */
  readonly events: readonly string[]
  /** What a webhook's signature is made with. */
  readonly sealedSecret: string | null
  readonly createdAt: number
}

/** An event on its way to a target. Times are epoch ms. */
export type Delivery = {
  readonly targetId: string
  readonly eventId: string
  readonly attempts: number
  readonly dueAt: number
  /** null: it is to be tried at `dueAt`. */
  readonly endedAt: number | null
  /** Why the last try failed; null: it did not. */
  readonly trouble: string | null
}

export const wants = ({ events }: Pick<NotificationTarget, 'events'>, kind: string): boolean =>
  events.some((each) => each === '*' || each === kind || (each.endsWith('.*') && kind.startsWith(each.slice(0, -1))))
