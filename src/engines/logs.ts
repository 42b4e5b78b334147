import type { DeploymentId, InstanceId } from '../domain/ids.ts'
import type { ScaledComponent } from '../domain/scaling.ts'

/** What instances wrote, read where it lies: beside the engine, never through it, so that no reader holds up an instance. */
export type Logs = {
  /** In batches, in time order over all instances; nothing but a batch is held. */
  read(query: LogQuery): AsyncIterable<readonly LogLine[]>
  /** The same and then what comes, until the signal. A batch may be empty: it is quiet. */
  follow(query: FollowQuery, signal: AbortSignal): AsyncIterable<readonly FollowedLine[]>
  /** Those with a log, the one that wrote last first. */
  instances(deploymentId: DeploymentId): Promise<readonly InstanceId[]>
}

export type LogFilter = {
  readonly deploymentId: DeploymentId
  /** Absent: all that the deployment has. */
  readonly component?: ScaledComponent
  readonly instanceIds?: readonly InstanceId[]
  /** Part of a line, in whatever case. */
  readonly grep?: string
}

export type LogQuery = LogFilter & {
  /** Epoch ms, both inclusive. */
  readonly start: number
  readonly end: number
  readonly limit: number
  readonly order: 'asc' | 'desc'
}

export type FollowQuery = LogFilter & {
  /** Epoch ms, inclusive. */
  readonly start: number
  /** Only so many of the lines that are there already, the last ones; null: all. */
  readonly tail: number | null
  /** `cursor` of the last line that was read: what comes after it; null: from `start` on. */
  readonly after: string | null
}

export type LogLine = {
  /** RFC 3339 with fractions. */
  readonly timestamp: string
  readonly instanceId: InstanceId
  readonly stream: 'stdout' | 'stderr'
  readonly message: string
}

/** `cursor`: where a reader that was broken off goes on, with the same query. */
export type FollowedLine = LogLine & { readonly cursor: string }

export async function gathered(batches: AsyncIterable<readonly LogLine[]>): Promise<readonly LogLine[]> {
  const lines: LogLine[] = []
  for await (const batch of batches) lines.push(...batch)
  return lines
}
