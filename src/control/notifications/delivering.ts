import type { Box } from '../../access/box.ts'
import type { Clock } from '../../domain/clock.ts'
import type { StoredEvent } from '../../domain/events.ts'
import type { Delivery, NotificationTarget } from '../../domain/notification.ts'
import { repeatedly } from '../../domain/repeatedly.ts'
import type { Store } from '../../store/store.ts'
import { serially } from '../serially.ts'
import { cloudEventOf, mailOf, signedHeaders } from './messages.ts'
import type { PostWebhook } from './post-webhook.ts'
import type { SendMail } from './send-mail.ts'

export type DeliveringDeps = {
  readonly store: Pick<Store, 'notifications'>
  readonly clock: Clock
  readonly box: Pick<Box, 'open'>
  readonly post: PostWebhook
  /** null: no server for mail was set. */
  readonly mail: SendMail | null
  /** Which installation speaks. */
  readonly source: string
  readonly log: { warn(fields: object, event: string): void; error(fields: object, event: string): void }
}

export type Delivering = AsyncDisposable & {
  /** Something is on its way. */
  wake(): void
  /** Resolves when what was due has been tried once. */
  run(): Promise<void>
  start(): void
  /** Sends it now; throws where it was not taken. */
  send(target: NotificationTarget, event: StoredEvent): Promise<void>
}

const everyMs = 5_000
const atOnce = 20
/** About three days. */
const mostAttempts = 20
const firstWaitMs = 30_000
const longestWaitMs = 6 * 3_600_000

/** How long after its try of that number (from 1) a delivery is tried again. */
export const waitAfter = (attempts: number): number => Math.min(longestWaitMs, firstWaitMs * 2 ** (attempts - 1))

/** The secret of a webhook, as it is sealed. */
export const secretContext = (targetId: string): string => `notification-target:${targetId}`

/**
 * Brings events to those who want them. A delivery is done when it is written down that it was taken: one that was taken as we
 * died is sent once more, with the same id.
 */
export function makeDelivering(deps: DeliveringDeps): Delivering {
  const { store, clock, log } = deps
  const ended = new AbortController()

  const send = async (target: NotificationTarget, event: StoredEvent): Promise<void> => {
    if (target.kind === 'webhook') return post(deps, target, event)
    if (!deps.mail) throw new Error('no SMTP server is set: see --smtp-from and LECTERN_SMTP_URL')
    await deps.mail({
      to: target.recipients,
      messageId: `<${event.id}.${target.id}@lectern.invalid>`,
      ...mailOf(event, deps.source),
    })
  }

  const attempt = async (delivery: Delivery & { readonly event: StoredEvent }): Promise<void> => {
    const { event, ...rest } = delivery
    const target = await store.notifications.target(delivery.targetId)
    if (!target) return
    const attempts = delivery.attempts + 1
    try {
      await send(target, event)
      await store.notifications.tried({ ...rest, attempts, endedAt: clock.now(), trouble: null })
    } catch (error) {
      const trouble = (error instanceof Error ? error.message : String(error)).slice(0, 500)
      const over = attempts >= mostAttempts
      const dueAt = clock.now() + waitAfter(attempts)
      await store.notifications.tried({ ...rest, attempts, dueAt, endedAt: over ? clock.now() : null, trouble })
      const about = { targetId: target.id, eventId: event.id, kind: event.kind, attempts, trouble }
      log.warn(about, over ? 'a notification was given up' : 'a notification was not taken; it is tried again')
    }
  }

  const pass = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      const due = await store.notifications.due(clock.now(), atOnce)
      await Promise.all(due.map(attempt))
      if (due.length < atOnce) return
    }
  }
  const turns = serially(pass, (_, error) => log.error({ err: error }, 'notifications could not be sent; trying again'))
  const run = (): Promise<void> => turns.kick('notifications')

  return {
    send,
    run,
    wake: () => void run(),
    start: () => void repeatedly(clock, everyMs, ended.signal, run),
    async [Symbol.asyncDispose]() {
      ended.abort()
      await turns.idle()
    },
  }
}

async function post({ box, clock, post: postTo, source }: DeliveringDeps, target: NotificationTarget, event: StoredEvent) {
  const { id, url, sealedSecret } = target
  const body = cloudEventOf(event, source)
  const secret = sealedSecret === null ? null : box.open(sealedSecret, secretContext(id))
  const proof = secret === null ? { 'webhook-id': event.id } : signedHeaders(event.id, clock.now(), body, secret)
  await postTo(url ?? '', { 'content-type': 'application/cloudevents+json', ...proof }, body)
}
