import type { DeploymentView } from '../../../control/platform/view-deployments.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { provisioning, targetStateOf } from '../deployment-shape.ts'
import { type WorkspaceScope, workspaceId } from './address.ts'
import type { DeploymentRecord, EndpointRecord } from './endpoint-records.ts'
import { trafficOf } from './traffic.ts'

/** What is shown of an endpoint. `view` null: it has nothing to run yet. */
export type OnlineView = {
  readonly scope: WorkspaceScope
  readonly name: string
  readonly record: EndpointRecord
  readonly view: DeploymentView | null
  readonly origin: string
  readonly location: string
  /** Body format of what runs. */
  readonly wire: string | null
}

export function renderEndpoint({ scope, name, record, view, origin, location, wire }: OnlineView) {
  const { traffic, mirror } = view ? trafficOf(record, view.deployment) : { traffic: {}, mirror: {} }
  const base = view && `${origin}/v2/inference/deployments/${view.deployment.id}`
  return {
    id: `${workspaceId(scope)}/onlineEndpoints/${name}`,
    name,
    type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints',
    kind: 'Managed',
    location,
    tags: record.tags,
    systemData: { createdAt: toTimestamp(record.createdAt) },
    properties: {
      authMode: record.authMode,
      description: record.description,
      properties: record.properties,
      publicNetworkAccess: 'Enabled',
      provisioningState: view?.deployment.targetStatus === 'DELETED' ? 'Deleting' : 'Succeeded',
      traffic,
      mirrorTraffic: mirror,
      ...(base === null ? {} : { scoringUri: `${base}${pathOf(wire, name)}` }),
    },
  }
}

/** Where one asks it what it is for. */
const pathOf = (wire: string | null, name: string): string =>
  wire === 'openai' ? '/chat/completions' : wire === 'instances-v1' ? `/v1/models/${name}:predict` : ''

export function renderOnlineDeployment(shown: OnlineView, name: string, record: DeploymentRecord) {
  const { scope, view, location } = shown
  const { configurationId, model, environmentId, instanceType } = record
  return {
    id: `${workspaceId(scope)}/onlineEndpoints/${shown.name}/deployments/${name}`,
    name,
    type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments',
    kind: 'Managed',
    location,
    tags: record.tags,
    sku: { name: 'Default', capacity: view?.deployment.terms?.capacity ?? 1 },
    systemData: { createdAt: toTimestamp(record.createdAt) },
    properties: {
      endpointComputeType: 'Managed',
      description: record.description,
      properties: record.properties,
      ...(model === null ? {} : { model }),
      ...(environmentId === null ? {} : { environmentId }),
      ...(instanceType === null ? {} : { instanceType }),
      scaleSettings: { scaleType: 'Default' },
      provisioningState: view ? provisioning[targetStateOf(view.deployment, configurationId)] : 'Failed',
    },
  }
}
