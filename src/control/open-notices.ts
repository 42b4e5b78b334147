import { type EventDeps, makeNotify } from './events.ts'
import { makeNoticeWatch, type NoticeWatchDeps } from './notice-watch.ts'
import { type DeliveringDeps, makeDelivering } from './notifications/delivering.ts'
import { makePostWebhook } from './notifications/post-webhook.ts'
import { makeSendMail } from './notifications/send-mail.ts'
import { makeUpgrade, type UpgradeDeps } from './upgrades.ts'

export type NoticesDeps = Omit<DeliveringDeps, 'post' | 'mail' | 'source'> &
  Omit<EventDeps, 'posted'> &
  Omit<NoticeWatchDeps, 'notify'> &
  Omit<UpgradeDeps, 'notify'> & {
    readonly allowPrivate: boolean
    /** null: mail cannot be sent. */
    readonly smtp: { readonly url: string; readonly from: string } | null
    readonly tenantId: string
    readonly log: DeliveringDeps['log'] & EventDeps['log']
  }

/** What keeps models up to date and people informed of it, put together: events and their way to people, upgrades, notices ahead. */
export function openNotices(deps: NoticesDeps) {
  const { allowPrivate, smtp, tenantId } = deps
  const delivering = makeDelivering({
    ...deps,
    post: makePostWebhook({ allowPrivate }),
    mail: smtp && makeSendMail(smtp),
    source: `urn:uuid:${tenantId}`,
  })
  const notify = makeNotify({ ...deps, posted: delivering.wake })
  return {
    notify,
    delivering,
    allowPrivate,
    upgradeWindowMs: deps.upgradeWindowMs,
    hasMail: smtp !== null,
    upgrade: makeUpgrade({ ...deps, notify }),
    notices: makeNoticeWatch({ ...deps, notify }),
  }
}
