import type { ConfigurationId, DeploymentId, DeploymentName, ResourceGroupId } from './ids.ts'

export const deploymentStatuses = ['PENDING', 'RUNNING', 'COMPLETED', 'DEAD', 'STOPPING', 'STOPPED', 'UNKNOWN'] as const
export type DeploymentStatus = (typeof deploymentStatuses)[number]
export type TargetStatus = 'RUNNING' | 'STOPPED' | 'DELETED'
export type LastOperation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CASCADE-UPDATE'

/** What is wanted: written by the API, by upgrades, by TTL; never by the reconciler. */
export type DeploymentWant = {
  readonly configurationId: ConfigurationId
  readonly targetStatus: TargetStatus
  readonly lastOperation: LastOperation
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
}

/** A stable id, name and URL pointing at a configuration. */
export type Deployment = DeploymentWant &
  DeploymentSeen & {
    readonly id: DeploymentId
    readonly resourceGroup: ResourceGroupId
    readonly name: DeploymentName
    /** `10m`, `24H`, `7d`, or null: lives until deleted. Counted from `createdAt`. */
    readonly ttl: string | null
    /** Raised by every change of the want: the optimistic lock. */
    readonly generation: number
    readonly createdAt: number
    readonly modifiedAt: number
    readonly submissionTime: number
  }
