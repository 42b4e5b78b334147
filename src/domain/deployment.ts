import type { ConfigurationId, DeploymentId, DeploymentName, ResourceGroupId } from './ids.ts'
import { type Rollout, underWay } from './rollout.ts'
import type { InstancesRunning, Scaled, Scaling } from './scaling.ts'
import type { Terms } from './terms.ts'

export const deploymentStatuses = ['PENDING', 'RUNNING', 'COMPLETED', 'DEAD', 'STOPPING', 'STOPPED', 'UNKNOWN'] as const
export type DeploymentStatus = (typeof deploymentStatuses)[number]
export type TargetStatus = 'RUNNING' | 'STOPPED' | 'DELETED'
export type LastOperation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CASCADE-UPDATE'

export const targetStrategies = ['weighted', 'ordered'] as const
export type TargetStrategy = (typeof targetStrategies)[number]

/**
 * Several configurations that answer for one deployment. `weighted`: by chance, in proportion to the weights; `ordered`: the
 * first that runs and is not in trouble. The deployment's own configuration is one of them.
 */
export type Spread = {
  readonly strategy: TargetStrategy
  readonly targets: readonly SpreadTarget[]
}
/** `weight`: 0 to 1000; 0 runs and takes no calls. Means nothing where targets are ordered. */
export type SpreadTarget = { readonly configurationId: ConfigurationId; readonly weight: number }

/** What becomes of the backend's answer when the caller goes away: it is cut off, or read to its end so that its usage is known. */
export const hangupPolicies = ['abort', 'drain'] as const
export type HangupPolicy = (typeof hangupPolicies)[number]

/** How one of several targets is. */
export type TargetSeen = {
  readonly configurationId: ConfigurationId
  readonly status: DeploymentStatus
  readonly message: string
}

/** What is wanted: written by the API, by upgrades, by TTL; never by the reconciler. */
export type DeploymentWant = {
  readonly configurationId: ConfigurationId
  readonly targetStatus: TargetStatus
  readonly lastOperation: LastOperation
  /** null: the configuration alone. */
  readonly spread: Spread | null
  readonly onHangup: HangupPolicy
  /** null: one instance, always. */
  readonly scaling: Scaling | null
  /** A new configuration beside its own, or what became of the last one that was taken back. */
  readonly rollout: Rollout | null
  /** Number of the version that is in force. */
  readonly version: number
  /** null: made without a word on it; `termsOf` says what is in force then. */
  readonly terms: Terms | null
}

/** What is: written by the reconciler alone. */
export type DeploymentSeen = {
  readonly status: DeploymentStatus
  /** At most 256 characters. */
  readonly statusMessage: string
  /** The generation of the want that this status speaks of. */
  readonly observedGeneration: number
  /** Model version that `latest` stands for now, or the pinned one; null where the executable has no versions. */
  readonly modelVersion: string | null
  /** Last configuration that reached RUNNING; it serves while a newer one comes up or has failed. */
  readonly latestRunningConfigurationId: ConfigurationId | null
  readonly startTime: number | null
  readonly completionTime: number | null
  /** null: there is but one. */
  readonly targetsSeen: readonly TargetSeen[] | null
  /** null: it has none here; a provider elsewhere answers. */
  readonly instancesRunning: InstancesRunning | null
}

/** A stable id, name and URL pointing at a configuration. */
export type Deployment = DeploymentWant &
  DeploymentSeen & {
    readonly id: DeploymentId
    readonly resourceGroup: ResourceGroupId
    readonly name: DeploymentName
    /** `10m`, `24H`, `7d`, or null: lives until deleted. Counted from `createdAt`. */
    readonly ttl: string | null
    /** How many instances the autoscaler wants, within the bounds of `scaling`; null: it has not chosen yet. */
    readonly scaled: Scaled | null
    /** Raised by every change of the want but `scaled`: the optimistic lock. */
    readonly generation: number
    readonly createdAt: number
    readonly modifiedAt: number
    readonly submissionTime: number
  }

/** What is wanted of it as it is: to be changed in part. */
export const wantOf = ({
  configurationId,
  targetStatus,
  lastOperation,
  spread,
  onHangup,
  scaling,
  rollout,
  version,
  terms,
}: DeploymentWant): DeploymentWant => ({
  configurationId,
  targetStatus,
  lastOperation,
  spread,
  onHangup,
  scaling,
  rollout,
  version,
  terms,
})

/** Configurations that are wanted, in the order of the targets; of a rollout its own and the new one. */
export const configurationsOf = (want: Pick<DeploymentWant, 'configurationId' | 'spread' | 'rollout'>): ConfigurationId[] => {
  const rollout = underWay(want)
  if (rollout) return [want.configurationId, rollout.configurationId]
  return want.spread ? want.spread.targets.map((each) => each.configurationId) : [want.configurationId]
}
