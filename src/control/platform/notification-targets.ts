import type { Box as AccessBox } from '../../access/box.ts'
import { Failure } from '../../domain/failure.ts'
import type { NotificationKind, NotificationTarget } from '../../domain/notification.ts'
import { mayAs, mayEnter, type Principal } from '../../domain/principal.ts'
import { isPublicAddress } from '../../outbound/guard.ts'
import { literalAddress, privateAddress } from '../connections/guarded-get.ts'
import type { ControlDeps } from '../deps.ts'
import { type Delivering, secretContext } from '../notifications/delivering.ts'
import type { Audit } from './caller.ts'

export type NotificationDeps = {
  readonly box: Pick<AccessBox, 'seal'>
  readonly delivering: Pick<Delivering, 'send'>
  /** Whether mail can be sent. */
  readonly hasMail: boolean
  readonly allowPrivate: boolean
}
type Deps = Pick<ControlDeps, 'store' | 'clock' | 'newIds'> & NotificationDeps & { readonly audit: Audit }

export type NewNotificationTarget = {
  /** null: of all groups, and of the installation. */
  readonly resourceGroup: string | null
  readonly kind: NotificationKind
  readonly url: string | null
  readonly recipients: readonly string[]
  readonly events: readonly string[]
  readonly secret: string | null
}

/** What is absent stays as it is; `secret` null: calls are signed no more. */
export type NotificationChange = Partial<Pick<NewNotificationTarget, 'url' | 'recipients' | 'events' | 'secret'>>

/** Those of the caller's groups; those of the installation are for who sees all groups. */
export const listNotificationTargets =
  ({ store }: Pick<Deps, 'store'>) =>
  async (viewer: Principal): Promise<readonly NotificationTarget[]> =>
    (await store.notifications.targets()).filter((each) => sees(viewer, each))

export const createNotificationTarget =
  (deps: Deps) =>
  async (by: Principal, asked: NewNotificationTarget): Promise<NotificationTarget> => {
    mustGovern(by, asked.resourceGroup)
    const { secret, ...rest } = mustBeWhole(deps, asked)
    if (rest.resourceGroup !== null && !(await deps.store.resourceGroups.get(rest.resourceGroup)))
      refuse('resourceGroup', `there is no resource group "${rest.resourceGroup}"`)
    const id = deps.newIds.uuid()
    const sealedSecret = secret === null ? null : deps.box.seal(secret, secretContext(id))
    const target: NotificationTarget = { id, ...rest, sealedSecret, createdAt: deps.clock.now() }
    await deps.store.notifications.insert(target)
    const { resourceGroup, kind, url, recipients, events } = rest
    deps.audit('notification target created', { targetId: id, resourceGroup, kind, url, recipients, events, by: by.id })
    return target
  }

/** What is on its way to it goes to where it is told from now on. */
export const changeNotificationTarget =
  (deps: Deps) =>
  async (by: Principal, id: string, { secret, ...change }: NotificationChange): Promise<NotificationTarget> => {
    const before = await find(deps, by, id)
    mustGovern(by, before.resourceGroup)
    const { secret: kept, ...rest } = mustBeWhole(deps, { ...before, ...change, secret: secret ?? null })
    const sealedSecret =
      secret === undefined ? before.sealedSecret : kept === null ? null : deps.box.seal(kept, secretContext(id))
    const target: NotificationTarget = {
      ...before,
      url: rest.url,
      recipients: rest.recipients,
      events: rest.events,
      sealedSecret,
    }
    if (!(await deps.store.notifications.update(target))) throw unknown(id)
    const { url, recipients, events } = target
    deps.audit('notification target changed', { targetId: id, url, recipients, events, by: by.id })
    return target
  }

export const removeNotificationTarget =
  (deps: Deps) =>
  async (by: Principal, id: string): Promise<Pick<NotificationTarget, 'resourceGroup'>> => {
    const target = await find(deps, by, id)
    mustGovern(by, target.resourceGroup)
    await deps.store.notifications.remove(id)
    deps.audit('notification target removed', { targetId: id, by: by.id })
    return target
  }

/** What was told to it last, the newest first. */
export const listDeliveries = (deps: Pick<Deps, 'store'>) => async (viewer: Principal, id: string) => {
  await find(deps, viewer, id)
  return deps.store.notifications.deliveries(id, 100)
}

/** Sends a word to it now. Throws `Failure('upstream_failed')` where it was not taken. */
export const testNotificationTarget =
  (deps: Deps) =>
  async (by: Principal, id: string): Promise<void> => {
    const target = await find(deps, by, id)
    mustGovern(by, target.resourceGroup)
    const about = { resourceGroup: target.resourceGroup, deploymentId: null, data: {}, once: null }
    const words = { kind: 'notification.test', severity: 'info', message: 'This is a test of notifications' } as const
    try {
      await deps.delivering.send(target, { id: deps.newIds.uuid(), at: deps.clock.now(), ...about, ...words })
    } catch (cause) {
      if (cause instanceof Failure) throw cause
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new Failure('upstream_failed', `the notification was not taken: ${reason}`, {}, { cause })
    }
  }

const sees = (viewer: Principal, { resourceGroup }: NotificationTarget): boolean =>
  viewer.deployments === '*' && (resourceGroup === null ? viewer.resourceGroups === '*' : mayEnter(viewer, resourceGroup))

async function find({ store }: Pick<Deps, 'store'>, viewer: Principal, id: string): Promise<NotificationTarget> {
  const target = await store.notifications.target(id)
  if (target && sees(viewer, target)) return target
  throw unknown(id)
}

const unknown = (id: string): Failure => new Failure('not_found', `there is no notification target ${id}`, { target: 'id' })

/** An operator's for a group; who sees all of the installation is an administrator. */
function mustGovern(principal: Principal, resourceGroup: string | null): void {
  const enough = mayAs(principal, resourceGroup === null ? 'admin' : 'operator')
  const reaches = resourceGroup === null ? principal.resourceGroups === '*' : mayEnter(principal, resourceGroup)
  if (enough && reaches && principal.deployments === '*') return
  throw new Failure(
    'forbidden',
    resourceGroup === null
      ? 'a target without a resource group hears of the whole installation: it takes an administrator of all of it'
      : `a target of resource group "${resourceGroup}" takes an operator of that group`,
    { target: 'resourceGroup' },
  )
}

function mustBeWhole(deps: Deps, asked: NewNotificationTarget): NewNotificationTarget {
  const { kind, url, recipients, secret } = asked
  if (kind === 'webhook') {
    if (url === null) return refuse('url', 'a webhook needs one, http or https')
    if (recipients.length > 0) refuse('to', 'means nothing where the kind is webhook')
    const parsed = new URL(url)
    if (parsed.username !== '' || parsed.password !== '')
      refuse('url', 'must hold no password; send "secret" to have calls signed')
    const address = literalAddress(parsed)
    if (!deps.allowPrivate && address && !isPublicAddress(address)) throw privateAddress(parsed)
    return asked
  }
  if (recipients.length === 0) refuse('to', 'must name at least one address')
  if (url !== null) refuse('url', 'means nothing where the kind is email')
  if (secret !== null) refuse('secret', 'means nothing where the kind is email')
  if (!deps.hasMail)
    throw new Failure('precondition', 'mail cannot be sent: an administrator sets LECTERN_SMTP_URL and --smtp-from first', {
      target: 'kind',
    })
  return asked
}

function refuse(field: string, trouble: string): never {
  throw new Failure('invalid', `${field}: ${trouble}`, { target: field })
}
