import { type AuditEntry, lecternItself, type NewAuditEntry } from '../domain/audit.ts'
import type { Clock } from '../domain/clock.ts'
import { makeHourly } from '../domain/hourly.ts'
import type { NewIds } from '../domain/ids.ts'
import type { Store } from '../store/store.ts'

export type AuditTrailDeps = {
  readonly store: Pick<Store, 'audit'>
  readonly clock: Clock
  readonly newIds: Pick<NewIds, 'uuid'>
  /** How long entries stay. */
  readonly keepMs: number
  readonly log: { error(fields: object, event: string): void }
}

/** What Lectern did itself, to one deployment. */
export type OwnAct = {
  readonly action: string
  readonly resourceGroup: string
  readonly deploymentId: string
  readonly message: string
}

export type DidItself = (act: OwnAct) => void

export type AuditTrail = AsyncDisposable & {
  /** Never waits, never throws: it is written a moment later. */
  note(entry: NewAuditEntry): void
  noteOwn: DidItself
  /** Resolves when all that was noted before is written. */
  flush(): Promise<void>
  start(): void
}

/** Rows of one statement. */
const atOnce = 200
const everyMs = 250
/** Beyond this the oldest are given up: the store has been out of reach for long. */
const mostWaiting = 20_000
const longestText = 1_000

/** The one way into the audit trail: lines wait here for a moment, so that no answer waits for them. */
export function makeAuditTrail({ store, clock, newIds, keepMs, log }: AuditTrailDeps): AuditTrail {
  const ended = new AbortController()
  let waiting: AuditEntry[] = []
  let lost = 0
  let noted = 0
  let writing: Promise<void> = Promise.resolve()
  let due: Promise<void> | null = null

  /** In the order of what happened, also within a millisecond: lists are read by it. */
  const nextId = (at: number): string => {
    noted = (noted + 1) % 0x10_0000
    return `a${at.toString(16).padStart(12, '0')}${noted.toString(16).padStart(5, '0')}${newIds.uuid().slice(0, 8)}`
  }
  const write = async (): Promise<void> => {
    while (waiting.length > 0) {
      const part = waiting.slice(0, atOnce)
      await store.audit.add(part)
      waiting = waiting.slice(part.length)
    }
    if (lost > 0) log.error({ lost }, 'audit entries were lost: the store was out of reach for too long')
    lost = 0
  }
  const flush = (): Promise<void> => {
    writing = writing.catch(() => {}).then(write) // who began it was told
    return writing
  }
  const soon = (): void => {
    due ??= clock
      .sleep(everyMs, ended.signal)
      .catch(() => {}) // the end writes what is left
      .then(flush)
      .catch((error) => log.error({ err: error, waiting: waiting.length }, 'the audit trail could not be written; trying again'))
      .finally(() => {
        due = null
        if (waiting.length > 0 && !ended.signal.aborted) soon()
      })
  }

  const note = ({ actor, ...entry }: NewAuditEntry): void => {
    if (waiting.length >= mostWaiting) {
      waiting.shift()
      lost += 1
    }
    const { kind, id, name } = actor
    const target = entry.target && cut(entry.target)
    const message = entry.message && cut(entry.message)
    const at = clock.now()
    waiting.push({ ...entry, actor: { kind, id, name: cut(name) }, target, message, id: nextId(at), at })
    soon()
  }

  const retention = makeHourly(
    clock,
    60_000,
    async (signal) => {
      while (!signal.aborted && (await store.audit.removeBefore(clock.now() - keepMs, 2_000)) > 0);
    },
    (error) => log.error({ err: error }, 'old audit entries could not be deleted; trying again in an hour'),
  )

  return {
    note,
    noteOwn: ({ action, resourceGroup, deploymentId, message }) =>
      note({
        actor: lecternItself,
        action,
        call: '',
        resourceGroup,
        targetKind: 'deployments',
        target: deploymentId,
        status: null,
        outcome: 'done',
        message,
        requestId: null,
        address: null,
      }),
    flush,
    start: () => retention.start(),
    async [Symbol.asyncDispose]() {
      ended.abort()
      await retention[Symbol.asyncDispose]()
      await due
      await flush().catch((error) => log.error({ err: error, lost: waiting.length }, 'audit entries were lost at the end'))
    },
  }
}

/** No text of others is kept at any length, and none holds NUL, which databases do not take. */
const cut = (text: string): string => text.slice(0, longestText).replaceAll('\0', '�')
