import type { NewAuditEntry } from '../domain/audit.ts'
import type { TellChange } from '../domain/changes.ts'
import type { Engine } from '../engines/engine.ts'
import type { Store } from '../store/store.ts'
import { type AuditTrailDeps, makeAuditTrail } from './audit-trail.ts'
import { makeChangeFeeds } from './change-feed.ts'
import { makeChanges } from './changes.ts'
import { tellingStore } from './telling-store.ts'

export type WatchingDeps = AuditTrailDeps & { readonly store: Store; readonly engine: Pick<Engine, 'onChange'> }

/** What is told of everything that changes, put together: the audit trail, those who follow, and a store that tells what it writes. */
export function openWatching({ store, engine, ...deps }: WatchingDeps) {
  const changes = makeChanges()
  const auditTrail = makeAuditTrail({ store, ...deps })
  const feeds = makeChangeFeeds({ changes, clock: deps.clock })
  const unlisten = engine.onChange(instancesTelling(store, changes.tell))
  return {
    store: tellingStore(store, changes.tell, deps.clock),
    auditTrail,
    feeds,
    didItself: auditTrail.noteOwn,
    /** For the API: every call that changed something, or was refused it. */
    audit: {
      note(entry: NewAuditEntry): void {
        auditTrail.note(entry)
        changes.tell({ kind: 'audit', id: null, resourceGroup: entry.resourceGroup })
      },
      changed: changes.tell,
    },
    unlisten,
  }
}

/** Instances say much while they start; one look at a time is enough for each deployment. */
function instancesTelling({ deployments }: Pick<Store, 'deployments'>, tell: TellChange): (deploymentId: string) => void {
  const looking = new Set<string>()
  return (id) => {
    if (looking.has(id)) return
    looking.add(id)
    deployments
      .byId(id)
      .then((found) => {
        if (found) tell({ kind: 'instances', id, resourceGroup: found.resourceGroup })
      })
      .catch(() => {}) // the store is closing, or in trouble that others tell of: who looks sees the next change
      .finally(() => looking.delete(id))
  }
}
