import type { Auth } from './auth.ts'
import type { Price } from './catalog.ts'
import type { TargetStrategy } from './deployment.ts'
import type { DeploymentId, DeploymentName, ResourceGroupId } from './ids.ts'
import type { RoutedInferenceLog } from './inference-log.ts'
import type { LimitEntry, PassedCalls, SpentSoFar } from './limits.ts'
import type { RouteRules } from './parameter-rules.ts'
import type { PathRule } from './placement.ts'
import type { RolloutCounts } from './rollout.ts'
import type { DeploymentType, Residency } from './terms.ts'

/** What the gateway must know to serve a deployment; control streams these, the gateway keeps them in memory. */
export type Route = {
  readonly deploymentId: DeploymentId
  readonly name: DeploymentName
  readonly resourceGroup: ResourceGroupId
  readonly executableId: string
  /** OpenTelemetry's name of the provider; absent: the executable's id stands for it. */
  readonly provider?: string
  /** Body format of the backend. */
  readonly wire: string
  readonly modelName: string | null
  readonly modelVersion: string | null
  /** `chat`, `completions`, `embeddings`, `responses`: for model lists; the backend has the last word. */
  readonly capabilities: readonly string[]
  readonly createdAt: number
  /** Why it does not answer, or that it does. `starting` waits, the others refuse with `message`. */
  readonly state: 'running' | 'starting' | 'stopped' | 'paused' | 'dead' | 'retired'
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
  /** Where several configurations answer: each with its own model and format; absent: what this route says is so for all targets. */
  readonly spread?: RouteSpread
  /** Where copies of its calls go; absent: nowhere. */
  readonly mirror?: RouteMirror
  /** What becomes of the target's answer when the caller goes away; absent: it is cut off. */
  readonly onHangup?: 'drain'
  /** What changes its calls before, and their answers after; absent: nothing does. */
  readonly transformer?: RouteTransformer
  /** Calls that may wait for a place at one time; absent: as many as is usual. */
  readonly queueDepth?: number
  /** Its number of instances follows its load, which is to be reported; absent: it does not. */
  readonly scaled?: true
  /** What is kept of its calls; absent: nothing, unless a call asks for it. */
  readonly inferenceLog?: RoutedInferenceLog
  /** How it is admitted and billed; absent: nothing was said about it. */
  readonly terms?: RouteTerms
  /** What calls are checked for before they leave; absent: nothing. Where there are several configurations, each has its own. */
  readonly parameterRules?: RouteRules | undefined
}

/** What the gateway must know of a deployment's terms. */
export type RouteTerms = {
  readonly type: DeploymentType
  readonly residency: Residency
  /** Of `provisioned` where its model's capacity is known: what all its units take together, in input tokens a minute. */
  readonly units?: {
    readonly inputTokensPerMinute: number
    /** An output token counts as so many input tokens. */
    readonly outputWeight: number
  }
  /** In the same group. */
  readonly spilloverTo?: DeploymentId
  readonly serviceTier?: 'priority'
}

/** The transformer's instances: a place where calls wait and are answered, beside the deployment's own. */
export type RouteTransformer = Pick<Route, 'state' | 'message' | 'targets' | 'queueDepth'>

/** A new configuration that gets copies of calls, and answers nobody. */
export type RouteMirror = {
  /** Of the rollout. */
  readonly id: string
  /** Share of the calls that are copied. */
  readonly percent: number
  /** Both answers to a call are compared; absent: they are not. */
  readonly shadow?: true
  /** Numbers of the deployment's versions: the one that serves, and the new one. */
  readonly versions: readonly [number, number]
  readonly targets: readonly Target[]
  readonly facts: BranchFacts
}

/** What lanes, retries and load know the copies of a deployment's calls by; no name leads to it. */
export const mirrorLane = (deploymentId: DeploymentId): string => `${deploymentId}/mirror`

/** What lanes, retries and load know a deployment's transformer by; no name leads to it. */
export const transformerLane = (deploymentId: DeploymentId): string => `${deploymentId}/transformer`

/** How calls are spread over configurations; `Target.branch` counts `branches` from 0. */
export type RouteSpread = {
  readonly strategy: TargetStrategy
  readonly branches: readonly RouteBranch[] /** Branch 0 is what serves, 1 the new configuration; absent: no rollout is under way. */
  readonly rollout?: RouteRollout
}

/** How calls are divided between a configuration and the one that is to follow it. */
export type RouteRollout = {
  readonly id: string
  readonly percent: number
  /** `other`: the value that asks for the configuration before; absent: every other one does. */
  readonly header?: { readonly name: string; readonly value: string; readonly other?: string | undefined }
  /** `header` null: by the caller's credential. */
  readonly sticky?: { readonly header: string | null }
  readonly versions: readonly [number, number]
}

/** One of several configurations: its weight, and what is so of calls that it answers. */
export type RouteBranch = { readonly configurationId: string; readonly weight: number; readonly facts: BranchFacts }

export type BranchFacts = Pick<
  Route,
  | 'executableId'
  | 'provider'
  | 'wire'
  | 'modelName'
  | 'modelVersion'
  | 'capabilities'
  | 'deprecatedAt'
  | 'retiresAt'
  | 'prices'
  | 'contextLength'
  | 'maxOutputTokens'
  | 'parameterRules'
>

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
  /** Which of the route's branches it belongs to; absent: the route has none. */
  readonly branch?: number
}

/** A credential as the gateway checks it: a SHA-256 hash of an API key, or who a signed token is of, by its id. */
export type CredentialEntry = {
  /** `key:<publicId>`, `client:<clientId>` or `session:<id>`; `person:<id>` for what goes on after somebody has signed out. */
  readonly id: string
  /** Hex SHA-256 of the whole key; null for OAuth clients and sessions, whose tokens are signed. */
  readonly hash: string | null
  readonly principal: import('./principal.ts').Principal
  /** It is one of the two keys of a resource group, and those are switched off there. */
  readonly off?: true
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
  /** Before the first `reset`: all credentials there are, for a gateway that serves on with the table it had. */
  | { readonly kind: 'credentials'; readonly credentials: readonly CredentialEntry[] }
  /** Before the first `reset`: what of the last minute a gateway that has just started should count. No entry of the table. */
  | { readonly kind: 'passed'; readonly calls: readonly PassedCalls[] }

/** Gateway → control, every second: calls now in flight, by target id. Targets with none are left out. */
export type LoadReport = {
  readonly gatewayId: string
  /** Sequence number of the last table message applied, counted since `reset`. */
  readonly applied: number
  readonly inFlight: Readonly<Record<string, number>>
  /** Calls in flight and calls that wait, by lane; those with neither are left out. */
  readonly lanes?: Readonly<Record<string, readonly [inFlight: number, waiting: number]>>
  /** What was asked of deployments whose number of instances follows it; those that nobody called are left out. */
  readonly load?: readonly LaneReport[]
  /** What was counted of rollouts that the table speaks of. */
  readonly rollouts?: readonly RolloutCounts[]
  /** Deployments whose provider refused the credential since the report before. */
  readonly refused?: readonly string[]
}

/** One deployment (or its transformer: `transformerLane`) since the report before. */
export type LaneReport = {
  readonly lane: string
  /** How long that was. */
  readonly ms: number
  /** Calls there at this moment, those that wait included. */
  readonly calls: number
  /** Time that all its calls spent there together. */
  readonly busyMs: number
  /** Calls that came. */
  readonly began: number
  /** Calls that wait at this moment. */
  readonly waiting: number
}
