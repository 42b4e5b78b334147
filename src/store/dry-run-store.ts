import type { DryRun } from '../domain/dry-run.ts'

/** Calls that were made again, to another configuration. They go with their deployment. */
export type DryRunStore = {
  /** The newest first. */
  list(deploymentId: string): Promise<readonly DryRun[]>
  get(deploymentId: string, number: number): Promise<DryRun | null>
  unfinished(): Promise<readonly DryRun[]>
  /** `Failure('conflict')` where there is one with its number. */
  insert(run: DryRun): Promise<void>
  update(run: DryRun): Promise<void>
}
