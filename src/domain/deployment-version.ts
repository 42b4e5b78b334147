import type { Configuration } from './configuration.ts'
import type { Spread } from './deployment.ts'
import type { ConfigurationId, DeploymentId } from './ids.ts'

/** What a deployment answered with, or was meant to: each change of its configuration or targets makes one. */
export type DeploymentVersion = {
  readonly deploymentId: DeploymentId
  /** Counted from 1 for each deployment. */
  readonly number: number
  /** The version in force when this one was made: what goes back goes there. null: it was the first. */
  readonly previous: number | null
  readonly configurationId: ConfigurationId
  /** null: the configuration alone. */
  readonly spread: Spread | null
  /** For people; '' where nobody said anything. */
  readonly note: string
  /** Public id of the key, or client id; '' where nobody is known. */
  readonly createdBy: string
  readonly createdAt: number
  /** Why it was taken back before it was in force; null: it was not. `by` '': by itself. */
  readonly withdrawn: { readonly at: number; readonly why: string; readonly by: string } | null
}

/** What a change of a want writes into the history with it. */
export type HistoryChange = {
  /** The one that is wanted from now on, where it is nowhere yet. */
  readonly configuration?: Configuration
  readonly made?: DeploymentVersion
  readonly withdrawn?: { readonly number: number } & NonNullable<DeploymentVersion['withdrawn']>
}

/** What a version is, apart from when and by whom. */
export type VersionContent = Pick<DeploymentVersion, 'configurationId' | 'spread'>

/** Whether a deployment would answer alike. */
export function sameContent(one: VersionContent, other: VersionContent): boolean {
  if (one.configurationId !== other.configurationId || one.spread?.strategy !== other.spread?.strategy) return false
  const [mine = [], theirs = []] = [one.spread?.targets, other.spread?.targets]
  return (
    mine.length === theirs.length &&
    mine.every((each, at) => each.configurationId === theirs[at]?.configurationId && each.weight === theirs[at]?.weight)
  )
}
