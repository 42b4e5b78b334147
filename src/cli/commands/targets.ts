import type { Deployment, DeploymentTarget, DeploymentTargets } from '../../client/types.ts'
import { UsageError } from '../world.ts'

/** Options of create and update. */
export type TargetOptions = {
  readonly target: readonly string[]
  readonly strategy?: string
  readonly onHangup?: string
}

/** The part of a request that says which configurations answer; empty where no option does. */
export const targetsOf = ({ target, strategy, onHangup }: TargetOptions): DeploymentTargets => ({
  ...(target.length > 0 ? { targets: target.map(targetOf) } : {}),
  ...(strategy ? { targetStrategy: strategy } : {}),
  ...(onHangup ? { onHangup } : {}),
})

/** `<configuration>` or `<configuration>=<weight>`. */
function targetOf(text: string): DeploymentTarget {
  const [, configurationId = '', weight] = /^([^=]+)(?:=(\d+))?$/.exec(text) ?? []
  if (configurationId === '')
    throw new UsageError(`--target ${text}: must be the id of a configuration, or <id>=<weight> with a whole number`)
  return weight === undefined ? { configurationId } : { configurationId, weight: Number(weight) }
}

/** A target a line: `<configuration> weight 3 RUNNING`. */
export const showTargets = ({ targets = [], targetStrategy }: Deployment): string =>
  targets
    .map(({ configurationId, weight, status, statusMessage }) =>
      [configurationId, weight === undefined ? targetStrategy : `weight ${weight}`, status, statusMessage]
        .filter((part) => part)
        .join(' '),
    )
    .join(', ')
