import type { CallOptions } from './http.ts'
import type { List } from './types.ts'

export type RolloutAsked = {
  readonly strategy?: string
  readonly percent?: number
  readonly header?: { readonly name: string; readonly value?: string }
  readonly sticky?: boolean | { readonly header: string }
  readonly steps?: readonly { readonly percent: number; readonly minutes: number }[]
  readonly failOn?: { readonly errorPercent?: number; readonly minCalls?: number; readonly deaths?: number }
}

type Side = { readonly calls: number; readonly errors: number; readonly averageMs: number | null }

export type RolloutReport = {
  readonly status: string
  readonly statusMessage?: string
  readonly strategy: string
  readonly configurationId: string
  readonly version: number
  readonly percent: number
  readonly steps?: readonly { readonly percent: number; readonly minutes: number }[]
  readonly startedAt: string
  readonly current: Side
  readonly new: Side
  readonly compared?: {
    readonly pairs: number
    readonly sameStatus: number
    readonly slower: number
    readonly sameOutputTokens: number
  }
}

export type DeploymentVersion = {
  readonly version: number
  readonly state: string
  readonly configurationId: string
  readonly targets?: readonly { readonly configurationId: string; readonly weight?: number }[]
  readonly note?: string
  readonly createdBy?: string
  readonly createdByName?: string
  readonly createdAt: string
  readonly withdrawnBecause?: string
}

export type VersionDiff = {
  readonly from: number
  readonly to: number
  readonly differences: readonly { readonly field: string; readonly from: string | null; readonly to: string | null }[]
}

type CallServer = <T>(method: string, path: string, options?: CallOptions) => Promise<T>

/** A new configuration beside the one in use, and the versions that a deployment has had. */
export const rolloutCalls = (call: CallServer) => {
  const at = (id: string, path: string) => `/v2/lm/deployments/${encodeURIComponent(id)}${path}`
  return {
    get: (id: string) => call<RolloutReport>('GET', at(id, '/rollout')),
    change: (
      id: string,
      body: { readonly configurationId?: string; readonly rollout: RolloutAsked | null; readonly note?: string },
    ) => call<unknown>('PATCH', at(id, ''), { body }),
    promote: (id: string) => call<unknown>('POST', at(id, '/promote')),
    rollback: (id: string, body: { readonly version?: number; readonly note?: string }) =>
      call<unknown>('POST', at(id, '/rollback'), { body }),
    history: (id: string) => call<List<DeploymentVersion>>('GET', at(id, '/versions')),
    diff: (id: string, version: number) => call<VersionDiff>('GET', at(id, `/versions/${version}/diff`)),
  }
}
