import type { CallOptions } from './http.ts'
import type { Terms } from './terms-types.ts'
import type { List } from './types.ts'

export type NewModelDeployment = Terms & {
  readonly model: string
  readonly version?: string
  readonly name?: string
  readonly executableId?: string
  readonly connection?: string
  readonly parameters?: readonly { readonly key: string; readonly value: string }[]
  readonly ttl?: string
}

/** How a model would be deployed. */
export type ModelTrial = Terms & {
  readonly model: string
  readonly executableId: string
  readonly connection: string | null
  readonly version: string | null
}

export type ModelOffer = {
  readonly model: string
  readonly source: string
  readonly executableId: string
  readonly connection: string | null
  readonly versions: readonly { readonly name: string; readonly isDefault: boolean; readonly stage: string }[]
  readonly deploymentTypes: readonly {
    readonly deploymentType: string
    readonly capacity: { readonly minimum: number; readonly maximum: number; readonly step: number } | null
  }[]
}

export type Pool = {
  readonly resourceGroup: string
  readonly deploymentType: string
  readonly residency: string
  /** null: whatever the model. */
  readonly model: string | null
  readonly limit: number | null
  readonly used: number
  readonly remaining: number | null
}

/** null: for each group, of each model, without a limit. `limit` absent: the usual one again. */
export type PoolLimit = Pick<Pool, 'deploymentType' | 'model'> & {
  readonly resourceGroup: string | null
  readonly residency?: string
  readonly limit?: number | null
}

export type CapacityAsked = {
  readonly model: string
  readonly deploymentType?: string
  readonly residency?: string
  readonly workloads: readonly {
    readonly requestsPerMinute: number
    readonly inputTokens: number
    readonly cachedTokens?: number
    readonly outputTokens: number
  }[]
}

type CallServer = <T>(method: string, path: string, options?: CallOptions) => Promise<T>

export const termsCalls = (call: CallServer) => {
  const at = (id: string, path: string) => `/v2/lm/deployments/${encodeURIComponent(id)}${path}`
  return {
    offers: (query: { readonly model?: string; readonly residency?: string }) =>
      call<List<ModelOffer>>('GET', '/v2/lm/models/offers', { query }),
    deploy: (body: NewModelDeployment) => call<{ readonly id: string }>('POST', '/v2/lm/models/deploy', { body }),
    tryDeploy: (body: NewModelDeployment) =>
      call<ModelTrial>('POST', '/v2/lm/models/deploy', { body: { ...body, dryRun: true } }),
    change: (id: string, body: Terms) => call<unknown>('PATCH', at(id, ''), { body }),
    capacity: (body: CapacityAsked) =>
      call<{ readonly capacity: number; readonly raw: number }>('POST', '/v2/lm/models/capacity', { body }),
    pause: (id: string) => call<unknown>('POST', at(id, '/pause')),
    resume: (id: string) => call<unknown>('POST', at(id, '/resume')),
    pools: (query: { readonly resourceGroup?: string }) => call<List<Pool>>('GET', '/v2/admin/pools', { query }),
    setPool: (body: PoolLimit) => call<unknown>('PUT', '/v2/admin/pools', { body }),
  }
}
