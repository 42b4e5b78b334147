import type { Deployment, DeploymentStatus } from '../domain/deployment.ts'
import { Failure } from '../domain/failure.ts'

/** What a caller may ask of a deployment that exists. */
export type Change = 'reconfigure' | 'scale' | 'stop' | 'start' | 'delete'

/**
 * Says no to a change that the deployment's present state does not allow: throws `Failure('precondition')`.
 * The state is what is wanted and seen together: a running deployment that was asked to stop counts as stopping already.
 */
export const mustAllow = (change: Change, deployment: Pick<Deployment, 'id' | 'status' | 'targetStatus'>): void => {
  if (deployment.targetStatus === 'DELETED') {
    if (change === 'delete') return
    throw refusal(deployment, `Deployment ${deployment.id} is being deleted and cannot be changed any more.`)
  }
  const status = phaseOf(deployment)
  if (allowedIn[change].includes(status)) return
  // The beginning is SAP AI Core's own text, two full stops included; programs look for it together with code 01010076.
  const documented = change === 'delete' ? '' : `Invalid Request, Current status ${status} cannot be changed.. `
  throw refusal(deployment, `${documented}${rule[change]} (deployment ${deployment.id} is ${status}).`)
}

const allowedIn: Record<Change, readonly DeploymentStatus[]> = {
  reconfigure: ['PENDING', 'RUNNING', 'DEAD'],
  scale: ['PENDING', 'RUNNING', 'DEAD', 'STOPPING', 'STOPPED', 'UNKNOWN'],
  stop: ['PENDING', 'RUNNING'],
  start: ['STOPPED', 'DEAD'],
  delete: ['STOPPED', 'DEAD', 'UNKNOWN', 'COMPLETED'],
}

const rule: Record<Change, string> = {
  reconfigure: 'A new configurationId is accepted in status PENDING, RUNNING or DEAD',
  scale: 'scaling is accepted in any status but COMPLETED',
  stop: 'targetStatus STOPPED is accepted in status PENDING or RUNNING',
  start: 'targetStatus RUNNING is accepted in status STOPPED or DEAD',
  delete: 'A deployment can be deleted in status STOPPED, DEAD or UNKNOWN: stop it first by PATCH with targetStatus STOPPED',
}

const phaseOf = ({ status, targetStatus }: Pick<Deployment, 'status' | 'targetStatus'>): DeploymentStatus => {
  if (targetStatus === 'STOPPED' && (status === 'RUNNING' || status === 'PENDING' || status === 'UNKNOWN')) return 'STOPPING'
  if (targetStatus === 'RUNNING' && (status === 'STOPPED' || status === 'STOPPING')) return 'PENDING'
  return status
}

const refusal = ({ id }: Pick<Deployment, 'id'>, message: string): Failure =>
  new Failure('precondition', message, { code: '01010076', target: `/api/v2/deployments/${id}` })
