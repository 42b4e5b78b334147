import type { Plan } from '../decide/plan.ts'
import type { WithTransformer } from '../decide/plan-components.ts'
import type { SeveralPlan } from '../decide/plan-several.ts'
import { configurationsOf, type Deployment, type DeploymentSeen, type DeploymentStatus } from '../domain/deployment.ts'
import { dryRunHeader } from '../domain/dry-run.ts'
import type { InstancesRunning } from '../domain/scaling.ts'
import type { Placed } from './deps.ts'

const statusOfPhase = {
  pending: 'PENDING',
  running: 'RUNNING',
  dead: 'DEAD',
  stopping: 'STOPPING',
  stopped: 'STOPPED',
} as const satisfies Record<Plan['phase'], DeploymentStatus>

/** What to write down about a deployment after a turn: SAP's status words, and a message for what they cannot say. */
export function describeStatus(
  deployment: Deployment,
  plan: Plan | SeveralPlan,
  placed: Placed | null,
  now: number,
): DeploymentSeen {
  const status = isUpgradingQuietly(deployment, plan) ? 'RUNNING' : statusOfPhase[plan.phase]
  const entered = status !== deployment.status
  const ended = status === 'DEAD' || status === 'STOPPED'
  return {
    status,
    statusMessage: messageOf(deployment, plan, placed).slice(0, 256),
    observedGeneration: deployment.generation,
    modelVersion: placed?.modelVersion ?? deployment.modelVersion,
    latestRunningConfigurationId:
      plan.phase === 'running' ? runningOf(deployment, plan) : deployment.latestRunningConfigurationId,
    startTime: entered && status === 'RUNNING' ? now : deployment.startTime,
    completionTime: entered && ended ? now : ended ? deployment.completionTime : null,
    targetsSeen: targetsSeen(deployment, plan),
    instancesRunning: placed?.placement.kind === 'remote' ? null : runningIn(plan),
  }
}

const runningIn = ({ serving, transformer }: WithTransformer<Plan>): InstancesRunning => ({
  predictor: serving.length,
  ...(transformer ? { transformer: transformer.serving.length } : {}),
})

/** Nobody asked for a change: `latest` moved on, or a setting of the platform did. While the old instance serves, callers see RUNNING. */
const isUpgradingQuietly = (deployment: Deployment, plan: Plan): boolean =>
  deployment.status === 'RUNNING' &&
  deployment.observedGeneration === deployment.generation &&
  plan.serving.length > 0 &&
  (plan.phase === 'pending' || plan.phase === 'dead')

function messageOf(deployment: Deployment, plan: Plan, placed: Placed | null): string {
  const told = rolloutWords(deployment)
  if (plan.message === '') return [told, placed?.notice ?? ''].filter((each) => each !== '').join('; ')
  const serves = plan.phase !== 'running' && deployment.latestRunningConfigurationId !== null && plan.serving.length > 0
  return serves
    ? `${plan.message.slice(0, 180)}; configuration ${deployment.latestRunningConfigurationId} keeps serving`
    : plan.message
}

/** A rollout is news until the next change. */
function rolloutWords({ rollout }: Deployment): string {
  if (!rollout) return ''
  const { strategy, configurationId, version, percent, ended, steps, at } = rollout
  if (rollout.header?.name === dryRunHeader) return ended ? '' : `version ${version} is tried by a dry run`
  const what = `version ${version} (configuration ${configurationId})`
  if (ended) return `${what} was rolled back: ${ended.why}`
  const next = steps[at + 1] ? `, then ${steps[at + 1]?.percent} %` : ''
  if (strategy === 'canary') return `${what} takes ${percent} % of the calls${next}`
  return `${what} gets copies of ${percent} % of the calls${strategy === 'shadow' ? ', and is compared' : ''}`
}

/** Of several targets: the deployment's own configuration if it runs, else the first that does. */
function runningOf(deployment: Deployment, plan: Plan | SeveralPlan): string {
  const { configurationId } = deployment
  if (!('targets' in plan)) return configurationId
  const running = configurationsOf(deployment).filter((_id, at) => plan.targets[at]?.phase === 'running')
  return running.includes(configurationId) ? configurationId : (running[0] ?? configurationId)
}

const targetsSeen = (deployment: Deployment, plan: Plan | SeveralPlan): DeploymentSeen['targetsSeen'] =>
  'targets' in plan
    ? configurationsOf(deployment).map((configurationId, at) => ({
        configurationId,
        status: statusOfPhase[plan.targets[at]?.phase ?? 'pending'],
        message: (plan.targets[at]?.message ?? '').slice(0, 256),
      }))
    : null
