import { withoutSecrets } from '../domain/without-secrets.ts'
import type { Audit } from './platform/caller.ts'

/** What was done goes into the log of the process, marked, and without what addresses in it hold besides a place. */
export const makeAuditLog =
  (log: { info(fields: object, event: string): void }): Audit =>
  (event, fields) =>
    log.info({ audit: true, ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, shown(value)])) }, event)

const shown = (value: unknown): unknown => {
  if (typeof value === 'string') return withoutSecrets(value)
  return Array.isArray(value) ? value.map(shown) : value
}
