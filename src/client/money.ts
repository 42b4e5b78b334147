import type { Http } from './http.ts'
import type { List, UsageRow } from './types.ts'

export type Cost = { readonly currency: string; readonly nano: number; readonly amount: string }

type TokenRates = {
  readonly input: number
  readonly cachedInput: number | null
  readonly cacheWrite: number | null
  readonly output: number | null
}

export type Rate = {
  readonly id: string
  readonly kind: 'tokens' | 'instance' | 'unit'
  readonly model: string | null
  readonly modelVersion: string | null
  readonly executableId: string | null
  readonly deploymentType: string | null
  readonly residency: string | null
  readonly serviceTier: string | null
  readonly instanceType: string | null
  readonly validFrom: string
  readonly validUntil: string | null
  readonly currency: string
  /** Nano-units per million tokens. */
  readonly tokens: TokenRates | null
  readonly nanoPerHour: number | null
  readonly source: string
  readonly replaces: string | null
}
export type NewRate = Partial<Omit<Rate, 'id' | 'kind' | 'validFrom'>> & Pick<Rate, 'kind' | 'validFrom'>

type Sums = { readonly costs: readonly Cost[]; readonly unpriced: number }
export type Rerate = {
  readonly id: string
  readonly state: 'RUNNING' | 'COMPLETED'
  readonly dryRun: boolean
  readonly rows: number
  readonly changed: number
  readonly before: Sums
  readonly after: Sums
}
export type RerateRequest = {
  readonly from: string
  readonly to: string
  readonly dryRun: boolean
  readonly filter: { readonly model?: string; readonly deployment?: string; readonly resourceGroup?: string }
}

export type Statement = {
  readonly month: string
  readonly timezone: string
  readonly closed: boolean
  readonly totals: readonly Cost[]
  readonly unpriced: number
  readonly lines: readonly UsageRow[]
}

export type EstimateRequest = {
  readonly model: string
  readonly version?: string
  readonly executableId?: string
  readonly type?: string
  readonly residency?: string
  readonly serviceTier?: string
  readonly capacity?: number
  readonly instanceType?: string
  readonly workload?: { readonly requestsPerMinute: number; readonly inputTokens: number; readonly outputTokens: number }
}
export type EstimateLine = {
  readonly kind: string
  readonly count: number
  readonly hours: number
  readonly cost: Cost | null
}
export type Estimate = {
  readonly model: string
  readonly executableId: string
  readonly type: string
  readonly totals: readonly Cost[]
  readonly lines: readonly EstimateLine[]
  readonly unknown: readonly string[]
}

export type Hint = {
  readonly kind: string
  readonly deployment: string
  readonly deploymentName: string
  readonly message: string
}
export type Event = {
  readonly at: string
  readonly kind: string
  readonly severity: string
  readonly resourceGroup: string | null
  readonly message: string
}

/** Prices, what they add up to, and what is worth a look. */
export const moneyCalls = (call: Http['call']) => ({
  rates: () => call<List<Rate>>('GET', '/v2/admin/rates'),
  createRate: (body: NewRate) => call<Rate>('POST', '/v2/admin/rates', { body }),
  removeRate: (id: string) => call<unknown>('DELETE', `/v2/admin/rates/${encodeURIComponent(id)}`),
  rerate: (body: RerateRequest) => call<Rerate>('POST', '/v2/admin/rates/rerate', { body }),
  getRerate: (id: string) => call<Rerate>('GET', `/v2/admin/rerates/${encodeURIComponent(id)}`),
  statement: (
    month: string,
    query: {
      readonly timezone: string | undefined
      readonly groupBy: string | undefined
      readonly resourceGroup: string | undefined
    },
  ) => call<Statement>('GET', `/v2/analytics/statements/${encodeURIComponent(month)}`, { query }),
  estimate: (body: EstimateRequest) => call<Estimate>('POST', '/v2/analytics/estimate', { body }),
  hints: () => call<List<Hint>>('GET', '/v2/analytics/hints'),
  events: () => call<List<Event>>('GET', '/v2/admin/events'),
})
