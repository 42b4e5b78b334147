import type { DeploymentId, InstanceId } from './ids.ts'
import type { ScaledComponent } from './scaling.ts'

/**
 * `pending`: wanted, and not begun; `installing`: its packages are being installed; `pulling`: its image comes; `loading`: started, and
 * not ready; `failed`: ended without being asked to.
 */
export const spanPhases = ['pending', 'installing', 'pulling', 'loading', 'running', 'stopping', 'failed'] as const
export type SpanPhase = (typeof spanPhases)[number]

/** A time in which an instance was the same. */
export type InstanceSpan = {
  readonly deploymentId: DeploymentId
  /** null: there is no instance yet. */
  readonly instanceId: InstanceId | null
  readonly component: ScaledComponent
  /** '' where there is no instance yet. */
  readonly revision: string
  readonly phase: SpanPhase
  /** Epoch ms. */
  readonly from: number
  /** As far as it was seen. */
  readonly to: number
  readonly goesOn: boolean
  /** For people; '': nothing is to be said. */
  readonly message: string
}
