import type { DeploymentView } from '../../control/platform/view-deployments.ts'
import { toTimestamp } from '../../domain/clock.ts'
import { configurationsOf, type Deployment } from '../../domain/deployment.ts'
import type { CapacityOf } from '../../domain/model-capacity.ts'
import { termsOf } from '../../domain/terms.ts'
import { type FindEntry, formatOf } from './models.ts'
import type { ArmRecord } from './records.ts'
import { type AccountScope, accountId } from './resource.ts'
import { skuOf } from './skus.ts'

export type Seen = {
  readonly view: DeploymentView
  readonly record: ArmRecord
  /** Of the deployment that takes over for it; null: none does. */
  readonly spilloverName: string | null
}

/** What came of the last thing that was asked. */
export function stateOf(deployment: Deployment): 'Creating' | 'Accepted' | 'Deleting' | 'Failed' | 'Disabled' | 'Succeeded' {
  const { targetStatus, status, lastOperation, generation, observedGeneration, configurationId } = deployment
  if (targetStatus === 'DELETED') return 'Deleting'
  if (observedGeneration !== generation) return lastOperation === 'CREATE' ? 'Creating' : 'Accepted'
  if (status === 'DEAD') return 'Failed'
  if (targetStatus === 'STOPPED') return status === 'STOPPED' ? 'Disabled' : 'Accepted'
  const serves = status === 'RUNNING' && deployment.latestRunningConfigurationId === configurationId
  if (serves) return 'Succeeded'
  return lastOperation === 'CREATE' ? 'Creating' : 'Accepted'
}

/** The same of one of its configurations. */
export function targetStateOf(deployment: Deployment, configurationId: string): ReturnType<typeof stateOf> {
  const whole = stateOf(deployment)
  // One that did not come up beside the others was taken back.
  if (!configurationsOf(deployment).includes(configurationId)) return 'Failed'
  const target = deployment.targetsSeen?.find((each) => each.configurationId === configurationId)
  if (!target || whole === 'Deleting' || whole === 'Disabled' || deployment.observedGeneration !== deployment.generation)
    return whole
  if (target.status === 'DEAD') return 'Failed'
  return target.status === 'RUNNING' ? 'Succeeded' : 'Creating'
}

/** The same in the words of endpoints. */
export const provisioning = {
  Creating: 'Creating',
  Accepted: 'Updating',
  Deleting: 'Deleting',
  Failed: 'Failed',
  Disabled: 'Succeeded',
  Succeeded: 'Succeeded',
} as const satisfies Record<ReturnType<typeof stateOf>, string>

export const isUnsettled = (state: ReturnType<typeof stateOf>): boolean =>
  state === 'Creating' || state === 'Accepted' || state === 'Deleting'

export const isSettled = (deployment: Deployment): boolean => !isUnsettled(stateOf(deployment))

export const etagOf = ({ generation }: Deployment): string => `"${generation}"`

/** A deployment as Azure's control plane shows it. */
export function renderDeployment(scope: AccountScope, seen: Seen, find: FindEntry, capacityOf: CapacityOf) {
  const { view, record, spilloverName } = seen
  const { deployment, configuration, model } = view
  const terms = termsOf(deployment, deployment.instancesRunning !== null)
  const { capacity, upgradePolicy, serviceTier, paused } = terms
  const entry = model && find(configuration.executableId, model.name)
  const version = deployment.modelVersion ?? model?.version
  return {
    id: `${accountId(scope)}/deployments/${deployment.name}`,
    type: 'Microsoft.CognitiveServices/accounts/deployments',
    name: deployment.name,
    etag: etagOf(deployment),
    sku: { name: skuOf(terms), ...present('capacity', capacity) },
    tags: record.tags,
    systemData: { createdAt: toTimestamp(deployment.createdAt), lastModifiedAt: toTimestamp(deployment.modifiedAt) },
    properties: {
      provisioningState: stateOf(deployment),
      deploymentState: paused ? 'Paused' : 'Running',
      model: {
        format: formatOf(entry?.provider ?? null),
        name: model?.name ?? configuration.executableId,
        ...present('version', version ?? null),
        ...present('source', record.source ?? null),
      },
      ...present('versionUpgradeOption', upgradePolicy),
      ...present('spilloverDeploymentName', spilloverName),
      ...(serviceTier === 'priority' ? { serviceTier: 'Priority' } : {}),
      ...present('currentCapacity', capacity),
      capabilities: capabilitiesOf(entry?.versions.find(({ name }) => name === version)?.capabilities ?? []),
      ...(terms.type === 'standard' && capacity !== null
        ? { rateLimits: limitsOf(capacity, capacityOf(model?.name ?? null, terms.residency)) }
        : {}),
    },
  }
}
export type DeploymentShape = ReturnType<typeof renderDeployment>

const limitsOf = (capacity: number, { rpmPerUnit, tpmPerUnit }: ReturnType<CapacityOf>) => [
  { key: 'request', renewalPeriod: 60, count: capacity * rpmPerUnit },
  { key: 'token', renewalPeriod: 60, count: capacity * tpmPerUnit },
]

const capabilitiesOf = (capabilities: readonly string[]): Record<string, string> => ({
  ...(capabilities.includes('text-generation') ? { chatCompletion: 'true' } : {}),
  ...(capabilities.includes('text-embedding') ? { embeddings: 'true' } : {}),
})

const present = <Name extends string, Value>(name: Name, value: Value | null): { [K in Name]?: Value } =>
  (value === null ? {} : { [name]: value }) as { [K in Name]?: Value }
