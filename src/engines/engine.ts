import type { DeploymentId, InstanceId } from '../domain/ids.ts'
import type { Instance, InstanceSpec } from '../domain/instance.ts'
import type { Limiter } from '../domain/resources.ts'

/** A place where instances live. Calls are idempotent: starting what runs or stopping what is gone changes nothing. */
export interface Engine {
  readonly id: string
  /** All instances this engine knows, exited ones included until removed. */
  observe(): Promise<readonly Instance[]>
  start(spec: InstanceSpec): Promise<void>
  /** Asks it to finish what it is doing and end; kills it after `graceMs`. */
  stop(id: InstanceId, graceMs: number): Promise<void>
  /** Forgets an exited instance (its log stays until the log's own retention). */
  remove(id: InstanceId): Promise<void>
  /** Called with the deployment whose instances changed. Returns the unsubscriber. */
  onChange(listener: (deploymentId: DeploymentId) => void): () => void
  /** How instances are kept to their limits, also while there are none; null: they are not. */
  limitedBy(): Promise<Limiter | null>
}
