import type { Plan } from '../decide/plan.ts'
import type { Deployment, DeploymentSeen, DeploymentStatus } from '../domain/deployment.ts'
import type { Placed } from './deps.ts'

const statusOfPhase = {
  pending: 'PENDING',
  running: 'RUNNING',
  dead: 'DEAD',
  stopping: 'STOPPING',
  stopped: 'STOPPED',
} as const satisfies Record<Plan['phase'], DeploymentStatus>

/** What to write down about a deployment after a turn: SAP's status words, and a message for what they cannot say. */
export function describeStatus(deployment: Deployment, plan: Plan, placed: Placed | null, now: number): DeploymentSeen {
  const status = isUpgradingQuietly(deployment, plan) ? 'RUNNING' : statusOfPhase[plan.phase]
  const entered = status !== deployment.status
  const ended = status === 'DEAD' || status === 'STOPPED'
  return {
    status,
    statusMessage: messageOf(deployment, plan, placed).slice(0, 256),
    observedGeneration: deployment.generation,
    modelVersion: placed?.modelVersion ?? deployment.modelVersion,
    latestRunningConfigurationId: plan.phase === 'running' ? deployment.configurationId : deployment.latestRunningConfigurationId,
    startTime: entered && status === 'RUNNING' ? now : deployment.startTime,
    completionTime: entered && ended ? now : ended ? deployment.completionTime : null,
  }
}

/** Nobody asked for a change: `latest` moved on, or a setting of the platform did. While the old instance serves, callers see RUNNING. */
const isUpgradingQuietly = (deployment: Deployment, plan: Plan): boolean =>
  deployment.status === 'RUNNING' &&
  deployment.observedGeneration === deployment.generation &&
  plan.serving.length > 0 &&
  (plan.phase === 'pending' || plan.phase === 'dead')

function messageOf(deployment: Deployment, plan: Plan, placed: Placed | null): string {
  if (plan.message === '') return placed?.notice ?? ''
  const serves = plan.phase !== 'running' && deployment.latestRunningConfigurationId !== null && plan.serving.length > 0
  return serves
    ? `${plan.message.slice(0, 180)}; configuration ${deployment.latestRunningConfigurationId} keeps serving`
    : plan.message
}
