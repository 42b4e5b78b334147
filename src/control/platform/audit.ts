import type { AuditEntry } from '../../domain/audit.ts'
import { Failure } from '../../domain/failure.ts'
import type { Principal } from '../../domain/principal.ts'
import type { AuditFilter, AuditPosition } from '../../store/audit-store.ts'
import type { ControlDeps } from '../deps.ts'

export type AuditReadDeps = Pick<ControlDeps, 'store'> & {
  /** Brings what was noted so far into the store. */
  readonly auditTrail: { flush(): Promise<void> }
}

export type AuditAsked = Omit<AuditFilter, 'resourceGroups'> & { readonly resourceGroup?: string }

/** Newest first, of the groups that the viewer may enter; what concerns no group is for who may see all. */
export const listAudit =
  ({ store, auditTrail }: AuditReadDeps) =>
  async (
    viewer: Principal,
    { resourceGroup, ...asked }: AuditAsked,
    after: AuditPosition | null,
    limit: number,
  ): Promise<readonly AuditEntry[]> => {
    if (viewer.deployments !== '*')
      throw new Failure(
        'forbidden',
        'the audit trail is of whole resource groups; this credential is limited to some deployments',
      )
    const mine = viewer.resourceGroups
    const groups = resourceGroup === undefined ? mine : mine === '*' || mine.includes(resourceGroup) ? [resourceGroup] : []
    await auditTrail.flush()
    return store.audit.list({ ...asked, resourceGroups: groups }, after, limit)
  }
