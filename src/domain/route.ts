import type { Auth } from './auth.ts'
import type { Price } from './catalog.ts'
import type { DeploymentId, DeploymentName, ResourceGroupId } from './ids.ts'
import type { InferenceLogSetting } from './inference-log.ts'
import type { LimitEntry, PassedCalls, SpentSoFar } from './limits.ts'
import type { PathRule } from './placement.ts'

/** What the gateway must know to serve a deployment; control streams these, the gateway keeps them in memory. */
export type Route = {
  readonly deploymentId: DeploymentId
  readonly name: DeploymentName
  readonly resourceGroup: ResourceGroupId
  readonly executableId: string
  /** Body format of the backend. */
  readonly wire: string
  readonly modelName: string | null
  readonly modelVersion: string | null
  /** `chat`, `completions`, `embeddings`, `responses`: for model lists; the backend has the last word. */
  readonly capabilities: readonly string[]
  readonly createdAt: number
  /** Why it does not answer, or that it does. `starting` waits, the others refuse with `message`. */
  readonly state: 'running' | 'starting' | 'stopped' | 'dead' | 'retired'
  readonly message: string
  /** Epoch ms: sent as `Deprecation` and `Sunset` headers. */
  readonly deprecatedAt: number | null
  readonly retiresAt: number | null
  /** Of the model version that serves, oldest first; empty: its calls have no price. */
  readonly prices: readonly Price[]
  /** Tokens; null = not known. */
  readonly contextLength: number | null
  readonly maxOutputTokens: number | null
  readonly targets: readonly Target[]
  /** What is kept of its calls; absent: nothing, unless a call asks for it. */
  readonly inferenceLog?: InferenceLogSetting
}

/** One place that answers for a deployment: an instance, or a provider's endpoint. */
export type Target = {
  /** Instance id, or `remote:<revision>`. Load is reported by this id. */
  readonly id: string
  /** `unix:/path`, or an origin such as `https://api.example.com`. */
  readonly address: string
  readonly paths: readonly PathRule[]
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly defaultHeaders?: Readonly<Record<string, string>>
  readonly auth?: Auth
  readonly model: string | null
  /** Calls at once; null = no bound of ours. */
  readonly concurrency: number | null
  /** Whether every resolved address must be public (user-given URL while private ranges are not allowed). */
  readonly publicOnly: boolean
}

/** A credential as the gateway checks it: a SHA-256 hash of an API key, or an OAuth client by its id. */
export type CredentialEntry = {
  /** `key:<publicId>` or `client:<clientId>`. */
  readonly id: string
  /** Hex SHA-256 of the whole key; null for OAuth clients, whose tokens are signed. */
  readonly hash: string | null
  readonly principal: import('./principal.ts').Principal
}

/** Settings the gateway gets from control. */
export type GatewaySettings = {
  /** Verifies access tokens (HS256): base64url key. */
  readonly tokenKey: string
  /** `iss` of access tokens. */
  readonly issuer: string
}

/** The stream control → gateway, one JSON object a line. After `reset`, entries build a new table that takes over at `complete`. */
export type TableMessage =
  | { readonly kind: 'reset'; readonly settings: GatewaySettings }
  | { readonly kind: 'complete' }
  | { readonly kind: 'route'; readonly route: Route }
  | { readonly kind: 'route-removed'; readonly deploymentId: DeploymentId }
  | { readonly kind: 'credential'; readonly credential: CredentialEntry }
  | { readonly kind: 'credential-removed'; readonly id: string }
  | { readonly kind: 'limit'; readonly limit: LimitEntry }
  | { readonly kind: 'limit-removed'; readonly id: string }
  | { readonly kind: 'spent'; readonly spent: SpentSoFar }
  /** Before the first `reset`: what of the last minute a gateway that has just started should count. No entry of the table. */
  | { readonly kind: 'passed'; readonly calls: readonly PassedCalls[] }

/** Gateway → control, every second: calls now in flight, by target id. Targets with none are left out. */
export type LoadReport = {
  readonly gatewayId: string
  /** Sequence number of the last table message applied, counted since `reset`. */
  readonly applied: number
  readonly inFlight: Readonly<Record<string, number>>
}
