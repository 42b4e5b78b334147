/** Objects of the API as the client shows them: only what is read here. Times are RFC 3339. */

import type { ComponentScaling } from './scaling-types.ts'
import type { Terms } from './terms-types.ts'

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
  /** Where there are several. */
  readonly targets?: readonly (DeploymentTarget & { readonly status?: string; readonly statusMessage?: string })[]
  readonly targetStrategy?: string
  readonly onHangup?: string
  /** Of configuration and targets; absent: 1. */
  readonly version?: number
  readonly rollout?: { readonly status: string; readonly strategy: string; readonly percent: number; readonly version: number }
  /** Where it was set. */
  readonly scaling?: ComponentScaling
  readonly paused?: boolean
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

export type Configuration = {
  readonly id: string
  readonly name: string
  readonly executableId: string
  readonly scenarioId: string
  readonly parameterBindings: readonly { readonly key: string; readonly value: string }[]
  readonly inputArtifactBindings: readonly { readonly key: string; readonly artifactId: string }[]
  readonly createdAt: string
}
export type NewConfiguration = Omit<Configuration, 'id' | 'createdAt'>

export type LogLine = { readonly timestamp: string; readonly msg: string; readonly stream?: string }

export type Model = {
  readonly model: string
  readonly executableId: string
  readonly provider?: string
  readonly versions: readonly {
    readonly name: string
    readonly isLatest: boolean
    readonly deprecated: boolean
    readonly retirementDate?: string
  }[]
}

export type ModelImport = {
  readonly id: string
  readonly source: string
  readonly state: 'downloading' | 'verifying' | 'done' | 'failed'
  readonly bytesDone: number
  readonly bytesTotal: number | null
  readonly sha256: string | null
  readonly error: string | null
  readonly createdAt: string
}
export type ModelFile = {
  readonly sha256: string
  readonly source: string
  readonly fileName: string
  readonly bytes: number
  readonly createdAt: string
}

export type Connection = {
  readonly name: string
  readonly provider: string
  readonly baseUrl: string
  readonly shared: boolean
  readonly credentialSet: boolean
  /** Where it is kept, if not here: all of it (`ref`), or fields of it. */
  readonly credentialReferences?: Readonly<Record<string, string | { readonly ref: string }>>
  readonly createdAt: string
}
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

export type ResourceGroup = { readonly resourceGroupId: string; readonly status: string; readonly createdAt: string }

export type AccountKeys = { readonly key1: string; readonly key2: string }

export type ApiKey = {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly resourceGroups: '*' | readonly string[]
  readonly deployments: '*' | readonly string[]
  /** Parts of Hopsworks' API, of a key that was made there: it opens nothing else. */
  readonly scopes?: readonly string[]
  readonly expiresAt: string | null
  readonly revokedAt: string | null
  readonly createdAt: string
}
export type NewApiKey = Pick<ApiKey, 'name' | 'role' | 'resourceGroups' | 'deployments'> & { readonly expiresAt?: string }

export type OAuthClient = Omit<ApiKey, 'id' | 'deployments' | 'scopes' | 'expiresAt'> & { readonly clientId: string }
export type NewOAuthClient = Pick<OAuthClient, 'name' | 'role' | 'resourceGroups'>

export type UsageQuery = Readonly<
  Partial<Record<'start' | 'end' | 'interval' | 'groupBy' | 'timezone' | 'resourceGroup', string | undefined>>
>
export type UsageRow = {
  readonly start: string
  readonly end: string
  readonly resourceGroup?: string
  readonly deployment?: string
  /** null: the deployment is gone. */
  readonly deploymentName?: string | null
  readonly executable?: string
  readonly model?: string
  readonly modelVersion?: string
  readonly apiKey?: string
  readonly deploymentType?: string
  readonly kind?: string
  readonly calls: number
  /** Calls whose cost is not known. */
  readonly unpriced: number
  readonly inputTokens: number
  readonly cachedInputTokens: number
  readonly outputTokens: number
  readonly reasoningTokens: number
  readonly runningSeconds: number
  readonly provisionedUnitMinutes: number
  readonly costs: readonly { readonly currency: string; readonly nano: number; readonly amount: string }[]
}

/** null: any. */
export type LimitScope = {
  readonly resourceGroup: string | null
  readonly executable: string | null
  readonly deployment: string | null
  readonly model: string | null
  readonly apiKey: string | null
}
/** null: no limit. */
export type CallNumbers = {
  readonly requestsPerMinute: number | null
  readonly tokensPerMinute: number | null
  readonly concurrent: number | null
}
export type CallQuota = CallNumbers & {
  readonly id: string
  readonly scope: LimitScope
  readonly source: string
  readonly createdAt: string
}
export type NewCallQuota = Partial<CallNumbers> & { readonly scope: Partial<LimitScope> }

/** Money in decimals of the currency. */
export type Budget = {
  readonly id: string
  readonly scope: LimitScope
  readonly amount: string
  readonly currency: string
  readonly period: string
  readonly thresholds: readonly number[]
  readonly block: boolean
  readonly spent: string
  readonly remaining: string
  readonly periodEnd: string | null
}
export type NewBudget = Pick<Budget, 'amount' | 'period' | 'block'> &
  Partial<Pick<Budget, 'currency' | 'thresholds'>> & { readonly scope: Partial<LimitScope>; readonly timezone?: string }

/** Which fields there are depends on `kind`: file, store, http or kafka. */
export type Inference = {
  readonly id: string
  readonly deploymentName: string
  readonly modelName: string | null
  readonly responseHttpCode: number
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  /** Milliseconds. */
  readonly latency: number
  readonly labels: readonly { readonly key: string; readonly value: string }[]
  readonly feedback: readonly { readonly content: unknown }[]
  readonly persistenceMode: string
  readonly request?: string
  readonly response?: string
  readonly createdAt: string
}
export type InferenceQuery = {
  readonly labelSelector?: string | undefined
  readonly deploymentId?: string | undefined
  readonly $top?: string | undefined
}
export type InferenceDeletion = {
  readonly labelSelectors?: readonly { readonly key: string; readonly value?: string }[]
  readonly endTime?: string
}

export type RegisteredModel = {
  readonly name: string
  readonly versions: number
  readonly latestVersion: number
  readonly modifiedAt: string
}

export type RegisteredVersion = {
  readonly name: string
  readonly version: number
  readonly framework: string | null
  readonly description: string
  readonly metrics: Readonly<Record<string, number>>
  readonly creator: string
  readonly bytes: number
  readonly fileCount: number
  readonly createdAt: string
}

/** Of a version; any JSON. */
export type RegisteredTag = { readonly name: string; readonly value: unknown }

export type RegisteredFile = { readonly path: string; readonly bytes: number; readonly sha256: string }

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

/** `missing`: byte ranges, the end not included. */
export type Upload = {
  readonly id: string
  readonly bytes: number
  readonly state: 'open' | 'complete'
  readonly missing: readonly (readonly [number, number])[]
}

export type NewRegistryImport = VersionSaid & {
  readonly source: string
  readonly include?: readonly string[]
  readonly exclude?: readonly string[]
  readonly secret?: string
  readonly unpack?: boolean
}
export type RegistryImport = {
  readonly id: string
  readonly source: string
  readonly name: string
  readonly version: number | null
  readonly state: 'running' | 'done' | 'failed' | 'cancelled'
  readonly bytesDone: number
  readonly bytesTotal: number | null
  readonly filesDone: number
  readonly filesTotal: number | null
  readonly currentFile: string | null
  readonly error: string | null
}
