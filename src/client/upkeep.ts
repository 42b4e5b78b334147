import type { CallOptions } from './http.ts'
import type { List } from './types.ts'

/** What keeps models up to date, and tells people of it. */
export type Retirement = {
  readonly deployment: { readonly id: string; readonly name: string }
  readonly model: string
  readonly modelVersion: string
  readonly lifecycle: string
  readonly upgradePolicy: string | null
  readonly retirementDate: string | null
  readonly retirementNotBefore: string | null
  readonly suggestedReplacements: readonly string[]
  readonly next: { readonly at: string; readonly action: 'upgrade' | 'disabled'; readonly to: string | null } | null
}

export type DryRunSum = {
  readonly succeeded: number
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  readonly costs: readonly { readonly amount: string; readonly currency: string }[]
  readonly unpriced: number
}

export type DryRun = {
  readonly number: number
  readonly state: 'running' | 'completed' | 'failed'
  readonly message: string
  readonly configurationId: string
  readonly modelVersion: string | null
  readonly total: number
  readonly done: number
  readonly skipped: number
  readonly statusChanged: number
  readonly before: DryRunSum
  readonly after: DryRunSum
}

export type NotificationTarget = {
  readonly id: string
  readonly resourceGroup: string | null
  readonly kind: string
  readonly url?: string
  readonly to?: readonly string[]
  readonly events: readonly string[]
}

export type NewNotificationTarget = {
  readonly kind: 'webhook' | 'email'
  readonly resourceGroup: string | null
  readonly url?: string
  readonly to?: readonly string[]
  readonly events?: readonly string[]
  readonly secret?: string
}

type CallServer = <T>(method: string, path: string, options?: CallOptions) => Promise<T>

export const upkeepCalls = (call: CallServer) => {
  const at = (id: string) => `/v2/lm/deployments/${encodeURIComponent(id)}`
  const targets = '/v2/admin/notification-targets'
  return {
    retirements: () => call<List<Retirement>>('GET', '/v2/lm/retirements'),
    startDryRun: (
      id: string,
      body: { readonly modelVersion?: string; readonly configurationId?: string; readonly calls?: number },
    ) => call<DryRun>('POST', `${at(id)}/dry-run`, { body }),
    dryRuns: (id: string) => call<List<DryRun>>('GET', `${at(id)}/dry-runs`),
    dryRun: (id: string, number: number) => call<DryRun>('GET', `${at(id)}/dry-runs/${number}`),
    targets: () => call<List<NotificationTarget>>('GET', targets),
    addTarget: (body: NewNotificationTarget) => call<NotificationTarget>('POST', targets, { body }),
    changeTarget: (id: string, body: Partial<Pick<NewNotificationTarget, 'url' | 'to' | 'events' | 'secret'>>) =>
      call<NotificationTarget>('PATCH', `${targets}/${encodeURIComponent(id)}`, { body }),
    removeTarget: (id: string) => call<unknown>('DELETE', `${targets}/${encodeURIComponent(id)}`),
    testTarget: (id: string) => call<unknown>('POST', `${targets}/${encodeURIComponent(id)}/test`),
  }
}
