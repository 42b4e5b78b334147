/** Objects of the API as the client shows them: only what is read here. Times are RFC 3339. */

export type List<T> = { readonly count: number; readonly resources: readonly T[] }

export type Deployment = {
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
  readonly details?: {
    readonly resources?: { readonly backendDetails?: { readonly model?: { readonly name: string; readonly version: string } } }
  }
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
  readonly createdAt: string
}
export type NewConnection = {
  readonly name: string
  readonly provider: string
  readonly baseUrl?: string
  readonly credential?: Readonly<Record<string, string>>
  readonly options?: Readonly<Record<string, unknown>>
  readonly shared?: boolean
}
export type Trial = { readonly ok: boolean; readonly status: number | null; readonly latencyMs: number; readonly message: string }

export type ResourceGroup = { readonly resourceGroupId: string; readonly status: string; readonly createdAt: string }

export type ApiKey = {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly resourceGroups: '*' | readonly string[]
  readonly deployments: '*' | readonly string[]
  readonly expiresAt: string | null
  readonly revokedAt: string | null
  readonly createdAt: string
}
export type NewApiKey = Pick<ApiKey, 'name' | 'role' | 'resourceGroups' | 'deployments'> & { readonly expiresAt?: string }

export type OAuthClient = Omit<ApiKey, 'id' | 'deployments' | 'expiresAt'> & { readonly clientId: string }
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
  readonly calls: number
  /** Calls whose cost is not known. */
  readonly unpriced: number
  readonly inputTokens: number
  readonly cachedInputTokens: number
  readonly outputTokens: number
  readonly reasoningTokens: number
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
