import { z } from 'zod'
import type { DeploymentView } from '../../../control/platform/view-deployments.ts'
import { lifecycles } from '../../../decide/model-version.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { type Deployment, deploymentStatuses } from '../../../domain/deployment.ts'
import { AnyId } from '../../../domain/ids.ts'
import { RolloutShape, renderRollout } from './rollout-shapes.ts'
import { InstancesShown, renderInstances, renderReplicas, renderScaling, ScalingShown } from './scaling.ts'
import { Timestamp } from './shapes.ts'
import { OnHangup, renderTargets, Strategy, TargetsShown } from './targets.ts'
import { renderTerms, TermsShown } from './terms.ts'

/** Both spellings: the TypeScript and Java clients read one, the Python ones the other. */
const twice = <Details>(details: Details) => ({ backendDetails: details, backend_details: details })

const BackendDetails = z.record(z.string(), z.unknown())
const Twice = z.object({ backendDetails: BackendDetails, backend_details: BackendDetails })

const ProgressShape = z
  .object({
    phase: z.enum(['downloading', 'verifying', 'installing', 'pulling']),
    done: z.number().nullable(),
    total: z.number().nullable(),
    unit: z.literal('bytes').nullable(),
    ratePerSecond: z.number().nullable().describe('Of the last seconds'),
    etaMs: z.number().nullable().describe('Until this is done, at that rate'),
  })
  .meta({
    id: 'DeploymentProgress',
    description: 'While it comes up and its model file, its packages or its image come: how far they are. null: not known',
    'x-lectern': true,
  })

export const DeploymentShape = z
  .object({
    id: AnyId,
    name: z.string().meta({ description: 'Unique in the resource group; what OpenAI clients send as model', 'x-lectern': true }),
    deploymentUrl: z.string().describe('"" until it runs for the first time; never changes afterwards'),
    configurationId: AnyId,
    configurationName: z.string(),
    executableId: AnyId,
    scenarioId: AnyId,
    status: z.enum(deploymentStatuses),
    statusMessage: z.string().max(256),
    targetStatus: z.enum(['RUNNING', 'STOPPED', 'DELETED']),
    lastOperation: z.enum(['CREATE', 'UPDATE', 'DELETE', 'CASCADE-UPDATE']),
    latestRunningConfigurationId: AnyId.optional(),
    ttl: z.string().optional(),
    details: z.object({ scaling: Twice, resources: Twice }).optional(),
    modelVersion: z.string().optional().meta({ description: 'What "latest" stands for now', 'x-lectern': true }),
    modelLifecycle: z.enum(lifecycles).optional().meta({ description: 'Of its model version', 'x-lectern': true }),
    modelRetirementDate: z.iso.date().optional().meta({ description: 'From this day on it answers no more', 'x-lectern': true }),
    version: z.int().optional().meta({ description: 'Of its configuration and targets; absent: 1', 'x-lectern': true }),
    rollout: RolloutShape.optional(),
    progress: ProgressShape.optional(),
    targets: TargetsShown,
    targetStrategy: Strategy.optional(),
    onHangup: OnHangup.optional(),
    scaling: ScalingShown.optional(),
    instances: InstancesShown.optional(),
    ...TermsShown,
    createdAt: Timestamp,
    modifiedAt: Timestamp,
    submissionTime: Timestamp,
    startTime: Timestamp.optional(),
    completionTime: Timestamp.optional(),
  })
  .meta({ id: 'Deployment' })

export const StatusDetailsShape = z.object({
  deployment_info: z.array(
    z.object({
      type: z.string(),
      status: z.enum(['True', 'False', 'Unknown']),
      message: z.string().nullable(),
      last_transition_time: Timestamp,
    }),
  ),
})

export const DeploymentWithDetailsShape = DeploymentShape.extend({ statusDetails: StatusDetailsShape }).meta({
  id: 'DeploymentResponseWithDetails',
})

/** `$select=status`. A Python client takes these fields and not one more. */
export const DeploymentStatusShape = z
  .object({
    id: AnyId,
    configurationId: AnyId,
    status: z.enum(deploymentStatuses),
    createdAt: Timestamp,
    modifiedAt: Timestamp,
    statusDetails: StatusDetailsShape.optional(),
  })
  .meta({ id: 'DeploymentStatusOnly' })

export const urlOf = (deployment: Pick<Deployment, 'id' | 'startTime'>, origin: string): string =>
  deployment.startTime === null ? '' : `${origin}/v2/inference/deployments/${deployment.id}`

/** Fields without a value are left out: several clients refuse null where a string is declared. */
export const renderDeployment = (
  { deployment, configuration, model, resourcePlan, life, progress }: DeploymentView,
  origin: string,
): z.infer<typeof DeploymentShape> => ({
  id: deployment.id,
  name: deployment.name,
  deploymentUrl: urlOf(deployment, origin),
  configurationId: deployment.configurationId,
  configurationName: configuration.name,
  executableId: configuration.executableId,
  scenarioId: configuration.scenarioId,
  status: deployment.status,
  statusMessage: deployment.statusMessage,
  targetStatus: deployment.targetStatus,
  lastOperation: deployment.lastOperation,
  ...present('latestRunningConfigurationId', deployment.latestRunningConfigurationId),
  ...present('ttl', deployment.ttl),
  // A client that parses strictly fails on a model without a name, so there are no details where there is neither that nor a plan.
  ...present(
    'details',
    model === null && resourcePlan === null
      ? null
      : {
          scaling: twice(renderReplicas(deployment)),
          resources: twice({ ...present('model', model), ...(resourcePlan === null ? {} : { predictor: { resourcePlan } }) }),
        },
  ),
  ...present('modelVersion', deployment.modelVersion),
  ...present('modelLifecycle', life?.stage ?? null),
  ...present('modelRetirementDate', life?.retirementDate ?? null),
  ...present('version', deployment.version > 1 || deployment.rollout ? deployment.version : null),
  ...present('rollout', deployment.rollout && renderRollout(deployment, deployment.rollout)),
  ...present('progress', progress),
  ...renderTargets(deployment),
  ...renderScaling(deployment),
  ...present('instances', renderInstances(deployment)),
  ...renderTerms(deployment),
  createdAt: toTimestamp(deployment.createdAt),
  modifiedAt: toTimestamp(deployment.modifiedAt),
  submissionTime: toTimestamp(deployment.submissionTime),
  ...present('startTime', timeOf(deployment.startTime)),
  ...present('completionTime', timeOf(deployment.completionTime)),
})

export const renderStatusOnly = ({ deployment }: DeploymentView): z.infer<typeof DeploymentStatusShape> => ({
  id: deployment.id,
  configurationId: deployment.configurationId,
  status: deployment.status,
  createdAt: toTimestamp(deployment.createdAt),
  modifiedAt: toTimestamp(deployment.modifiedAt),
})

export const renderStatusDetails = ({ deployment }: DeploymentView): z.infer<typeof StatusDetailsShape> => {
  const { status, statusMessage, observedGeneration, generation, modifiedAt } = deployment
  const at = toTimestamp(modifiedAt)
  const message = statusMessage === '' ? null : statusMessage
  const known = status !== 'UNKNOWN'
  return {
    deployment_info: [
      { type: 'IngressReady', status: known ? truth(status === 'RUNNING') : 'Unknown', message, last_transition_time: at },
      { type: 'ChangesObserved', status: truth(observedGeneration === generation), message: null, last_transition_time: at },
    ],
  }
}

const truth = (claim: boolean): 'True' | 'False' => (claim ? 'True' : 'False')

const timeOf = (ms: number | null): string | null => (ms === null ? null : toTimestamp(ms))

const present = <Name extends string, Value>(name: Name, value: Value | null): { [K in Name]?: Value } =>
  (value === null ? {} : { [name]: value }) as { [K in Name]?: Value }
