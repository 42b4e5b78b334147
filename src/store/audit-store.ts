import type { AuditEntry, AuditOutcome } from '../domain/audit.ts'

export type AuditPosition = Pick<AuditEntry, 'at' | 'id'>

export type AuditFilter = {
  /** Entries of no group are for who may see all. */
  readonly resourceGroups: '*' | readonly string[]
  /** Epoch ms; `end` is not included. */
  readonly start: number
  readonly end: number
  /** Id or name of who did it. */
  readonly actor?: string
  /** All of it, or what it begins with, up to a dot: `deployments` finds `deployments.create`. */
  readonly action?: string
  /** Id or name. */
  readonly target?: string
  readonly outcome?: AuditOutcome
}

/** Who changed what. Entries are added and, after their time, taken away; nothing changes one. */
export type AuditStore = {
  add(entries: readonly AuditEntry[]): Promise<void>
  /** Newest first. `after`: the last one of the page before. */
  list(filter: AuditFilter, after: AuditPosition | null, limit: number): Promise<readonly AuditEntry[]>
  /** About `limit` entries from before that time go; answers how many. */
  removeBefore(at: number, limit: number): Promise<number>
}
