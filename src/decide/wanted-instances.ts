import type { Deployment } from '../domain/deployment.ts'
import type { Instance } from '../domain/instance.ts'
import { underWay } from '../domain/rollout.ts'
import { policyOf, type ScaledComponent } from '../domain/scaling.ts'
import { policyAt } from './schedule.ts'

export type WantedInstances = {
  readonly instances: number
  /** For people; '' where nobody chose. */
  readonly why: string
  /** It may have none at all, and still count as running: the next call starts one. */
  readonly mayRest: boolean
}

/** How many of a component's instances there should be: what the autoscaler chose, within the bounds that hold now. */
export function wantedInstances(
  deployment: Deployment,
  component: ScaledComponent,
  instances: readonly Instance[],
  now: number,
): WantedInstances {
  const { minInstances, maxInstances } = policyAt(policyOf(deployment.scaling, component), now)
  const chosen = deployment.scaled?.[component]
  const mayRest = minInstances === 0 && isProven(deployment)
  const bounded = Math.min(maxInstances, Math.max(minInstances, chosen?.instances ?? 1))
  // What became ready after zero was chosen is in use again: whether it may go is asked anew.
  const rests = mayRest && !instances.some(({ phase, readyAt }) => phase === 'ready' && (readyAt ?? 0) > (chosen?.at ?? 0))
  const why = minInstances === maxInstances ? '' : (chosen?.why ?? '')
  return { instances: bounded === 0 && !rests ? 1 : bounded, why, mayRest }
}

/**
 * Of what has never run, nobody knows that it can: one instance is started before there may be none. Of several targets each
 * keeps one: calls would never come to one that has none while another serves.
 */
const isProven = ({
  status,
  spread,
  rollout,
  configurationId,
  latestRunningConfigurationId,
  observedGeneration,
  generation,
}: Deployment) =>
  spread === null &&
  underWay({ rollout }) === null &&
  latestRunningConfigurationId === configurationId &&
  (status === 'RUNNING' || (status === 'DEAD' && observedGeneration === generation))
