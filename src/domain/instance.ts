import type { DeploymentId, InstanceId } from './ids.ts'
import type { LaunchPlacement } from './placement.ts'

/** Everything an engine is told about one copy of a model server. */
export type InstanceSpec = {
  readonly id: InstanceId
  readonly deploymentId: DeploymentId
  /** Digest of the placement: instances of an older revision are replaced, never changed. */
  readonly revision: string
  readonly placement: LaunchPlacement
}

/** What an engine knows of one copy. An exited one is reported until it is forgotten by `remove`. */
export type Instance = {
  readonly id: InstanceId
  readonly deploymentId: DeploymentId
  readonly revision: string
  readonly phase: 'starting' | 'ready' | 'stopping' | 'exited'
  /** `unix:/path/to.sock` or `http://host:port`. */
  readonly address: string
  readonly concurrency: number
  readonly basePath: string
  readonly model: string | null
  readonly pid: number | null
  readonly startedAt: number
  readonly readyAt: number | null
  readonly exit: InstanceExit | null
}

export type InstanceExit = {
  readonly at: number
  readonly code: number | null
  readonly signal: string | null
  /** What the server last said on stderr (or stdout), for people. */
  readonly lastWords: string
  /** True when we asked it to stop. */
  readonly asked: boolean
}
