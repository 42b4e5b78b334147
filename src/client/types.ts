/** Objects of the API as the client shows and asks for them; words that people type stay texts, which the server judges. Times are RFC 3339. */

import type { ComponentScaling } from './scaling-types.ts'
import type { Terms } from './terms-types.ts'
import type { Schemas } from './typed.ts'

/** Words of a list of the server's become any words. */
type Asked<T> = { readonly [Key in keyof T]: T[Key] extends string ? string : T[Key] }

export type List<T> = { readonly count: number; readonly resources: readonly T[] }

export type Deployment = Terms & {
  readonly id: string
  readonly name?: string
  readonly status: string
  readonly targetStatus: string
  readonly statusMessage?: string
  readonly configurationId: string
  readonly configurationName?: string
  readonly executableId?: string
  readonly deploymentUrl: string
  readonly createdAt: string
  readonly ttl?: string
  /** Where there are several. */
  readonly targets?: readonly (DeploymentTarget & { readonly status?: string; readonly statusMessage?: string })[]
  readonly targetStrategy?: string
  readonly onHangup?: string
  /** Of configuration and targets; absent: 1. */
  readonly version?: number
  readonly rollout?: { readonly status: string; readonly strategy: string; readonly percent: number; readonly version: number }
  /** Where it was set. */
  readonly scaling?: ComponentScaling
  /** Of one that runs here. */
  readonly instances?: { readonly predictor?: { readonly running: number; readonly least: number; readonly most: number } }
  readonly paused?: boolean
  /** While something that can be measured goes on. */
  readonly progress?: {
    readonly phase: string
    readonly done: number
    readonly total: number | null
    readonly unit: string
    readonly ratePerSecond: number | null
  } | null
  /** Of one that was asked for by its id. */
  readonly statusDetails?: { readonly deployment_info?: readonly { readonly type: string; readonly status: string }[] }
  readonly details?: {
    readonly resources?: { readonly backendDetails?: { readonly model?: { readonly name: string; readonly version: string } } }
  }
}

export type DeploymentTarget = { readonly configurationId: string; readonly weight?: number }
export type DeploymentTargets = {
  readonly targets?: readonly DeploymentTarget[] | null
  readonly targetStrategy?: string
  readonly onHangup?: string
}

export type DeploymentTrial = Schemas['DeploymentTrial']

export type Configuration = Schemas['Configuration']
export type NewConfiguration = Omit<Configuration, 'id' | 'createdAt'>

export type Model = Schemas['Model']

export type ModelImport = Schemas['ModelImport']
export type ModelFile = Schemas['ModelFile']

export type Connection = Schemas['Connection']
export type NewConnection = {
  readonly name: string
  readonly provider: string
  readonly baseUrl?: string
  /** Text of fields, or where it is kept: of a field, or of all (`ref`). */
  readonly credential?: Readonly<Record<string, string | { readonly ref: string }>>
  readonly options?: Readonly<Record<string, unknown>>
  readonly shared?: boolean
}
export type Trial = { readonly ok: boolean; readonly status: number | null; readonly latencyMs: number; readonly message: string }

export type Label = { readonly key: string; readonly value: string }
export type ResourceGroup = Schemas['ResourceGroup']

export type AccountKeys = Schemas['AccountKeys']

export type ApiKey = Schemas['ApiKey']
export type NewApiKey = Asked<Pick<ApiKey, 'name' | 'role' | 'resourceGroups' | 'deployments'>> & { readonly expiresAt?: string }

export type OAuthClient = Schemas['OAuthClient']
export type NewOAuthClient = Asked<Pick<OAuthClient, 'name' | 'role' | 'resourceGroups'>>

export type UsageQuery = Readonly<
  Partial<Record<'start' | 'end' | 'interval' | 'groupBy' | 'timezone' | 'resourceGroup', string | undefined>>
>
export type UsageRow = Omit<Schemas['UsageRow'], 'costs'> & { readonly costs: readonly Schemas['Cost'][] }

export type LimitScope = Schemas['LimitScope']
/** null: no limit. */
export type CallNumbers = {
  readonly requestsPerMinute: number | null
  readonly tokensPerMinute: number | null
  readonly concurrent: number | null
}
export type CallQuota = Schemas['CallQuota']
export type NewCallQuota = Partial<CallNumbers> & { readonly scope: Partial<LimitScope> }

export type Budget = Schemas['Budget']
export type NewBudget = Asked<Pick<Budget, 'amount' | 'period' | 'block'>> &
  Partial<Pick<Budget, 'currency' | 'thresholds'>> & { readonly scope: Partial<LimitScope>; readonly timezone?: string }

export type Inference = Schemas['InferenceRecord']
export type InferenceQuery = {
  readonly labelSelector?: string | undefined
  readonly deploymentId?: string | undefined
  readonly $top?: string | undefined
}
export type InferenceDeletion = {
  readonly labelSelectors?: readonly { readonly key: string; readonly value?: string }[]
  readonly endTime?: string
}

export type RegisteredModel = Schemas['RegisteredModel']

export type RegisteredVersion = Schemas['RegisteredVersion']

export type RegisteredTag = Schemas['ModelTag']
export type ScriptText = Schemas['ScriptCheckRequest']
export type ScriptCheck = Schemas['ScriptCheck']

export type RegisteredFile = Schemas['RegisteredFile']

export type VersionSaid = {
  readonly name: string
  readonly version?: number
  readonly framework?: string
  readonly description?: string
  readonly metrics?: Readonly<Record<string, number>>
  readonly inputExample?: unknown
  readonly modelSchema?: unknown
}
export type NewRegisteredVersion = VersionSaid & {
  readonly files: readonly { readonly path: string; readonly uploadId: string }[]
}

export type Upload = Schemas['Upload']

export type NewRegistryImport = VersionSaid & {
  readonly source: string
  readonly include?: readonly string[]
  readonly exclude?: readonly string[]
  readonly secret?: string
  readonly unpack?: boolean
}
export type RegistryImport = Schemas['RegistryImport']
