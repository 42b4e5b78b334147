import type { DeploymentId, InstanceId } from './ids.ts'
import type { LaunchPlacement } from './placement.ts'
import type { Resources, Used } from './resources.ts'
import type { ScaledComponent } from './scaling.ts'

/** What an instance is a copy of: the server that answers (absent, too), or the one that changes requests before and answers after. */
type Part = { readonly component?: ScaledComponent }
export const isTransformer = ({ component }: Part): boolean => component === 'transformer'

/** Everything an engine is told about one copy of a model server. */
export type InstanceSpec = Part & {
  readonly id: InstanceId
  readonly deploymentId: DeploymentId
  /** Digest of the placement: instances of an older revision are replaced, never changed. */
  readonly revision: string
  readonly placement: LaunchPlacement
  /** Environment variables that come of secrets; `placement.env` wins. Secret: never logged, never stored. */
  readonly secretEnv?: Readonly<Record<string, string>>
  /** GPUs that are its own, as `CUDA_VISIBLE_DEVICES` names them; absent: what the machine's environment says. */
  readonly gpus?: readonly string[]
}

/** What an engine knows of one copy. An exited one is reported until it is forgotten by `remove`. */
export type Instance = Part & {
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
  /** Path of the Unix socket for its settings; absent: it has none. */
  readonly settingsDoor?: string
  /** As in its placement. */
  readonly resources?: Resources
  readonly gpus?: readonly string[]
  /** As it was when the engine last looked. */
  readonly used?: Used
  /** Bytes of its image that have come, while that is fetched; `total` as far as it is known by now. */
  readonly fetching?: { readonly done: number; readonly total: number } | null
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
