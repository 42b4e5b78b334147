import type { InstanceCount } from '../../../control/platform/any-state.ts'
import type { DeploymentView } from '../../../control/platform/view-deployments.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { modelFolder } from '../../../domain/registry.ts'
import { projectNumber, servingNumber } from '../address.ts'
import { fullPath } from './file-path.ts'
import { showTags } from './model-tags.ts'
import { activeVersion, type ServingRecord, type ServingVersion } from './serving-record.ts'
import type { ServingRequest } from './serving-request.ts'
import { stateOf } from './serving-state.ts'

export type ServingView = DeploymentView & {
  readonly record: ServingRecord | null
  readonly instances: InstanceCount
  /** Path of the predictor script, where another API made the deployment; null: none is known. */
  readonly script: string | null
}

/** A deployment as clients know it: what they sent, and on top what is true now. */
export function showServing(view: ServingView) {
  const { deployment, record, instances } = view
  const active = activeVersion(record, view)
  const request = active?.request ?? requestFrom(view)
  const { status, condition } = stateOf(deployment, instances)
  const created = active ? (record?.versions[0] ?? active) : null
  return {
    ...shown(request),
    id: servingNumber(deployment.id),
    name: deployment.name,
    version: active?.version ?? record?.active ?? 1,
    artifactVersion: active?.artifactVersion ?? artifactIn(view),
    created: toTimestamp(deployment.createdAt),
    creator: created?.createdBy ?? '',
    modelServer: request.modelServer ?? 'PYTHON',
    servingTool: request.servingTool ?? 'KSERVE',
    apiProtocol: request.apiProtocol ?? 'REST',
    modelPath: request.modelName ? fullPath(deployment.resourceGroup, modelFolder(request.modelName)) : null,
    modelVersion: request.modelVersion ?? null,
    requestedInstances: request.requestedInstances ?? request.predictorScalingConfig?.minInstances ?? 1,
    predictorScalingConfig: { minInstances: request.requestedInstances ?? 1, ...request.predictorScalingConfig },
    ...(request.transformer
      ? {
          requestedTransformerInstances:
            request.requestedTransformerInstances ?? request.transformerScalingConfig?.minInstances ?? 1,
          transformerScalingConfig: {
            minInstances: request.requestedTransformerInstances ?? 1,
            ...request.transformerScalingConfig,
          },
        }
      : {}),
    projectNamespace: deployment.resourceGroup,
    ...(record && record.tags.length > 0 ? { tags: showTags(record.tags) } : {}),
    missingMandatoryTags: [],
    status,
    condition,
    availableInstances: instances.ready,
    ...(request.transformer ? { availableTransformerInstances: instances.transformers } : {}),
    revision: deployment.generation,
    deployed:
      status === 'Running' || status === 'Idle' || status === 'Updating'
        ? toTimestamp(deployment.startTime ?? deployment.modifiedAt)
        : null,
    hopsworksInferencePath: `/project/${projectNumber(deployment.resourceGroup)}/inference/models/${deployment.name}:predict`,
    modelServerInferencePath: `/v1/models/${deployment.name}:predict`,
    internalPort: null,
    deploymentId: deployment.id,
  }
}

export function showVersion(
  project: string,
  { version, request, createdAt, createdBy, changedAt, changedBy }: ServingVersion,
  active: boolean,
) {
  return {
    ...shown(request),
    version,
    active,
    created: toTimestamp(createdAt),
    createdBy,
    updated: changedAt === null ? null : toTimestamp(changedAt),
    updatedBy: changedBy,
    modelPath: request.modelName ? fullPath(project, modelFolder(request.modelName)) : null,
    modelServer: request.modelServer ?? 'PYTHON',
  }
}

/** What belongs to a deployment as a whole is said once, elsewhere. Absent and null are the same to clients. */
function shown({ id: _id, tags: _tags, ...request }: ServingRequest): Record<string, unknown> {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== null && value !== undefined))
}

/** A deployment that was made or changed through another API: read from its configuration. */
export function requestFrom({
  deployment,
  configuration,
  script,
}: Pick<ServingView, 'deployment' | 'configuration' | 'script'>): ServingRequest {
  const bound = new Map(configuration.parameterBindings.map(({ key, value }) => [key, value]))
  const version = Number(bound.get('modelVersion'))
  const model = bound.get('model')
  return {
    name: deployment.name,
    ...(model === undefined ? {} : { modelName: model }),
    ...(model !== undefined && Number.isSafeInteger(version) && version > 0 ? { modelVersion: version } : {}),
    modelFramework: frameworks[configuration.executableId] ?? 'PYTHON',
    ...(script === null ? {} : { predictor: script }),
    modelServer: 'PYTHON',
    servingTool: 'KSERVE',
    apiProtocol: 'REST',
    inferenceLogging: 'NONE',
    batchingConfiguration: { batchingEnabled: false },
    requestedInstances: 1,
  }
}

const frameworks: Readonly<Record<string, string>> = { sklearn: 'SKLEARN', onnx: 'ONNX' }

const artifactIn = ({ configuration }: DeploymentView): number =>
  Number(configuration.parameterBindings.find(({ key }) => key === 'artifactVersion')?.value ?? 0)
