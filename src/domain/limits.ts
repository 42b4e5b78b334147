import { z } from 'zod'
import type { Nano } from './money.ts'

/** What a limit counts: calls that match every field that is not null. All null: every call. */
export type LimitScope = {
  readonly resourceGroup: string | null
  readonly executableId: string | null
  readonly deploymentId: string | null
  /** Of the catalog; all versions of a model count together. */
  readonly model: string | null
  /** Public id of an API key, or id of an OAuth client. */
  readonly apiKey: string | null
}
export const scopeFields = [
  'resourceGroup',
  'executableId',
  'deploymentId',
  'model',
  'apiKey',
] as const satisfies readonly (keyof LimitScope)[]

const scopeWords = {
  resourceGroup: 'resource group',
  executableId: 'executable',
  deploymentId: 'deployment',
  model: 'model',
  apiKey: 'credential',
} as const satisfies Record<keyof LimitScope, string>

/** `resource group "a", model "b"`, or `the whole installation`. `inWords`: a deployment with its name, where that is known. */
export function scopeInWords(scope: LimitScope, inWords = (id: string): string => `"${id}"`): string {
  const named = scopeFields.flatMap((field) => {
    const value = scope[field]
    if (value === null) return []
    return `${scopeWords[field]} ${field === 'deploymentId' ? inWords(value) : `"${value}"`}`
  })
  return named.join(', ') || 'the whole installation'
}

/** How many calls and tokens a scope gets; null: as many as come. 0: none. */
export type Quota = {
  /** UUID v4. */
  readonly id: string
  readonly scope: LimitScope
  readonly requestsPerMinute: number | null
  readonly tokensPerMinute: number | null
  /** Calls at one time. */
  readonly concurrent: number | null
  /** `request`: came of a quota request (SAP's API). Of those, a group's own takes the place of the tenant's for that group. */
  readonly source: 'operator' | 'request'
  readonly createdAt: number
  readonly modifiedAt: number
}

export const BudgetPeriod = z.enum(['minute', 'hour', 'day', 'week', 'month', 'quarter', 'year', 'total'])
export type BudgetPeriod = z.infer<typeof BudgetPeriod>

/** How much money a scope may spend in each calendar period. */
export type Budget = {
  /** UUID v4. */
  readonly id: string
  readonly scope: LimitScope
  readonly amount: Nano
  /** ISO 4217. Calls priced in another currency do not count. */
  readonly currency: string
  readonly period: BudgetPeriod
  /** IANA name: where days and months begin. */
  readonly timezone: string
  /** Per cent of the amount; reaching one is logged, once a period. */
  readonly thresholds: readonly number[]
  /** Whether calls are refused that could cost more than what is left. false: it only reports. */
  readonly block: boolean
  readonly createdAt: number
  readonly modifiedAt: number
}

/** Most that a budget may hold, in nano-units: sums up to here are exact in a double. */
export const mostBudget: Nano = 9_000_000_000_000_000

export type QuotaRequestStatus = 'PENDING' | 'APPROVED' | 'REJECTED'

/** Somebody asks for a quota of requests per minute for a model. */
export type QuotaRequest = {
  /** UUID v4. */
  readonly id: string
  /** null: for the whole installation. */
  readonly resourceGroup: string | null
  readonly model: string
  readonly executableId: string
  readonly requestsPerMinute: number
  readonly reason: string
  readonly status: QuotaRequestStatus
  readonly requestedBy: string
  readonly decidedBy: string | null
  readonly createdAt: number
  readonly modifiedAt: number
}

/** A limit as the gateway applies it. */
export type LimitEntry = QuotaEntry | BudgetEntry
export type QuotaEntry = {
  readonly kind: 'quota'
  readonly id: string
  readonly scope: LimitScope
  /** Groups whose calls it does not count, since they have one of their own in its place. */
  readonly exceptGroups: readonly string[]
  readonly requestsPerMinute: number | null
  readonly tokensPerMinute: number | null
  readonly concurrent: number | null
}
export type BudgetEntry = Pick<Budget, 'id' | 'scope' | 'amount' | 'currency' | 'period' | 'timezone' | 'block'> & {
  readonly kind: 'budget'
}

/** Calls of one second that had left, as the ledger has them. */
export type PassedCalls = { readonly [Field in keyof LimitScope]: Field extends 'model' ? string | null : string } & {
  /** Epoch ms. */
  readonly at: number
  readonly requests: number
  readonly tokens: number
}

/** What the ledger says was spent of a budget in the period that began at `periodStart` (epoch ms; 0: `total`). */
export type SpentSoFar = {
  readonly budgetId: string
  readonly periodStart: number
  readonly nano: Nano
  /** How often what was charged has been corrected; where it is another than before, `nano` holds though it be less. Absent: never. */
  readonly correction?: number
}
