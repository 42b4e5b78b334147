import type { Http, Query } from './http.ts'

export type AuditEntry = {
  readonly id: string
  readonly at: string
  readonly actorKind: string
  readonly actorId: string
  readonly actorName: string
  readonly action: string
  readonly call: string | null
  readonly resourceGroup: string | null
  readonly targetKind: string
  readonly target: string | null
  readonly status: number | null
  readonly outcome: 'done' | 'refused'
  readonly message: string | null
  readonly requestId: string | null
  readonly address: string | null
}
export type AuditPage = { readonly count: number; readonly resources: readonly AuditEntry[]; readonly cursor?: string }

export type Check = {
  readonly name: string
  readonly state: 'ok' | 'warning' | 'failed'
  readonly message: string
  readonly next: string
}

export type About = {
  readonly version: string
  readonly startedAt: string
  readonly uptimeSeconds: number
  readonly installationId: string
  readonly publicUrl: string | null
  readonly addresses: Readonly<Record<string, string>>
  readonly caller: { readonly kind: string; readonly id: string; readonly name: string; readonly role: string }
  readonly system?: Readonly<Record<string, unknown>>
}

/** Who changed what, and how the installation is. */
export const watchingCalls = ({ call, stream }: Http) => ({
  audit: (query: Query) => call<AuditPage>('GET', '/v2/admin/audit', { query }),
  about: () => call<About>('GET', '/v2/admin/about'),
  checks: () => call<{ readonly count: number; readonly resources: readonly Check[] }>('GET', '/v2/admin/about/checks'),
  /** Bytes of a `.tar.gz`. */
  diagnostics: (signal?: AbortSignal) => stream('GET', '/v2/admin/diagnostics', { signal }),
})
