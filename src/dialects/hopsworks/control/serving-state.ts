import type { InstanceCount } from '../../../control/platform/any-state.ts'
import type { Deployment } from '../../../domain/deployment.ts'

/** As clients write them, first letter large. */
export type ServingStatus = 'Created' | 'Starting' | 'Running' | 'Idle' | 'Updating' | 'Failed' | 'Stopping' | 'Stopped'

/** The step that a start or stop has come to: `status` null: on its way, false: failed, true: done. */
export type ServingCondition = {
  readonly type: 'STOPPED' | 'SCHEDULED' | 'INITIALIZED' | 'STARTED' | 'READY'
  readonly status: boolean | null
  readonly reason: string
}
export type ServingState = { readonly status: ServingStatus; readonly condition: ServingCondition }

type Seen = Pick<
  Deployment,
  'status' | 'targetStatus' | 'statusMessage' | 'lastOperation' | 'latestRunningConfigurationId' | 'configurationId'
>

/** How a deployment is, in Hopsworks' words. */
export function stateOf(deployment: Seen, instances: InstanceCount): ServingState {
  const { status, targetStatus, statusMessage, lastOperation } = deployment
  if (targetStatus !== 'RUNNING') {
    const still = status === 'STOPPED' || (status === 'UNKNOWN' && lastOperation === 'CREATE') || status === 'COMPLETED'
    if (!still && instances.ready + instances.starting + instances.transformers > 0)
      return { status: 'Stopping', condition: { type: 'SCHEDULED', status: null, reason: 'Waiting to be unscheduled' } }
    if (!still) return { status: 'Stopping', condition: { type: 'STOPPED', status: null, reason: 'Stopping deployment' } }
    const condition = { type: 'STOPPED', status: true, reason: 'Deployment is not running' } as const
    return { status: lastOperation === 'CREATE' ? 'Created' : 'Stopped', condition }
  }
  if (status === 'RUNNING') {
    const condition = { type: 'READY', status: true, reason: 'Deployment is ready' } as const
    return { status: instances.ready + instances.starting === 0 ? 'Idle' : 'Running', condition }
  }
  if (status === 'DEAD') return { status: 'Failed', condition: failure(statusMessage) }
  const serves = deployment.latestRunningConfigurationId !== null && instances.ready > 0
  return { status: serves ? 'Updating' : 'Starting', condition: step(deployment, instances, serves) }
}

/** Where a start is. The message says more than a step's usual words, where there is one. */
function step({ status, statusMessage }: Seen, { ready, starting }: InstanceCount, serves: boolean): ServingCondition {
  if (status === 'UNKNOWN' || status === 'STOPPED' || status === 'STOPPING')
    return { type: 'SCHEDULED', status: null, reason: 'Waiting for being scheduled' }
  // An instance that is up before the status says so: clients never see a step before the one they saw.
  if (starting > 0 || (ready > 0 && !serves)) return { type: 'STARTED', status: null, reason: 'Deployment is starting' }
  const reason = statusMessage === '' ? 'Initializing deployment' : `Initializing deployment: ${statusMessage}`
  return { type: 'INITIALIZED', status: null, reason }
}

/** A server that came and went has failed to run; anything else never got so far. */
function failure(message: string): ServingCondition {
  const ran = /^the model server/.test(message)
  return ran
    ? { type: 'STARTED', status: false, reason: `Failed to run: ${message}` }
    : { type: 'INITIALIZED', status: false, reason: `Failed to initialize: ${message}` }
}
