import type { Caller } from '../../../control/platform/caller.ts'
import type { NewConfiguration } from '../../../control/platform/configurations.ts'
import type { Deployment } from '../../../domain/deployment.ts'
import { Failure } from '../../../domain/failure.ts'
import { inArmWords } from '../errors.ts'
import { arrange } from './arrange.ts'
import type { DeploymentRecord, EndpointRecord } from './endpoint-records.ts'
import type { OnlineDeps } from './online-endpoints.ts'
import type { OnlineDeploymentRequest } from './online-requests.ts'
import { namesIn, trafficOf } from './traffic.ts'

/** A new target of the endpoint's deployment, or the first, which makes it; it takes no calls yet. */
export async function place(
  { platform }: OnlineDeps,
  caller: Caller,
  endpointName: string,
  endpoint: EndpointRecord,
  name: string,
  draft: NewConfiguration,
  { sku, tags, properties }: OnlineDeploymentRequest,
): Promise<EndpointRecord> {
  const known = endpoint.deployments[name]
  const texts = Object.entries(properties.properties ?? {}).flatMap(([key, value]) => (value === null ? [] : [[key, value]]))
  const record: Omit<DeploymentRecord, 'configurationId'> = {
    tags: tags ?? {},
    description: properties.description ?? '',
    properties: Object.fromEntries(texts),
    model: properties.model ?? null,
    environmentId: properties.environmentId ?? null,
    instanceType: properties.instanceType ?? null,
    createdAt: known?.createdAt ?? platform.now(),
  }
  const withIt = (deploymentId: string, configurationId: string): EndpointRecord & { deploymentId: string } => ({
    ...endpoint,
    deploymentId,
    deployments: { ...endpoint.deployments, [name]: { ...record, configurationId } },
  })
  const { deploymentId } = endpoint
  if (deploymentId === null) {
    const terms = { type: 'managed-compute', capacity: sku?.capacity ?? 1 } as const
    const made = await inArmWords(() => platform.deployNew(caller, draft, { ttl: null, name: endpointName, terms }))
    // Azure gives no calls to a deployment until it is told to.
    await inArmWords(() => platform.pauseDeployment(caller, made.id))
    return withIt(made.id, made.configurationId)
  }
  const { deployment } = await platform.getDeployment(caller, deploymentId)
  const capacity = sku?.capacity ?? null
  const isAlone = Object.keys(endpoint.deployments).every((each) => each === name)
  if (capacity !== null && !isAlone && capacity !== (deployment.terms?.capacity ?? 1))
    refuse(
      'sku.capacity',
      `must be ${deployment.terms?.capacity ?? 1} or absent: all deployments of an endpoint have the same number of instances; PATCH one of them to change it for all`,
    )
  const terms = capacity === null ? {} : { terms: { capacity } }
  if (known && (await isSame({ platform }, caller, known.configurationId, draft))) {
    await inArmWords(() => platform.redeploy(caller, deploymentId, terms))
    return withIt(deploymentId, known.configurationId)
  }
  if (Object.keys(trafficOf(endpoint, deployment).mirror).length > 0)
    refuse('properties', 'cannot be changed while calls are copied; take mirrorTraffic away first')
  const { id } = await inArmWords(() => platform.createConfiguration(caller, draft))
  const next = withIt(deploymentId, id)
  if (capacity !== null) await inArmWords(() => platform.redeploy(caller, deploymentId, { terms: { capacity } }))
  const main = namesIn(endpoint).get(deployment.configurationId) ?? null
  await arrange(platform, caller, next, trafficOf(endpoint, deployment).traffic, null, main)
  return next
}

/** One that takes calls, or copies of them, stays. The last one takes the endpoint's deployment with it. */
export async function take(
  { platform }: OnlineDeps,
  caller: Caller,
  endpoint: EndpointRecord,
  name: string,
): Promise<{ readonly next: EndpointRecord; readonly answer: Deployment | 'others stay' | null }> {
  const { deploymentId } = endpoint
  if (deploymentId === null) return { next: endpoint, answer: null }
  const { deployment } = await platform.getDeployment(caller, deploymentId)
  const { traffic, mirror } = trafficOf(endpoint, deployment)
  const share = (traffic[name] ?? 0) + (mirror[name] ?? 0)
  if (share > 0)
    throw new Failure('conflict', `deployment '${name}' has ${share} % of the endpoint's calls; give them to others first`, {
      code: 'Conflict',
      target: 'deploymentName',
    })
  const { [name]: _, ...deployments } = endpoint.deployments
  const next = { ...endpoint, deployments }
  if (Object.keys(deployments).length === 0) {
    const gone = await inArmWords(() => platform.discardDeployment(caller, deploymentId))
    return { next: { ...next, deploymentId: null }, answer: gone }
  }
  await arrange(platform, caller, { ...next, deploymentId }, traffic, null, null)
  return { next, answer: 'others stay' }
}

async function isSame(
  { platform }: Pick<OnlineDeps, 'platform'>,
  caller: Caller,
  id: string,
  draft: NewConfiguration,
): Promise<boolean> {
  const { executableId, parameterBindings } = await platform.getConfiguration(caller, id)
  const said = (bindings: NewConfiguration['parameterBindings']) =>
    JSON.stringify(bindings.map(({ key, value }) => [key, value]).toSorted())
  return executableId === draft.executableId && said(parameterBindings) === said(draft.parameterBindings)
}

function refuse(target: string, trouble: string): never {
  throw new Failure('invalid', `${target} ${trouble}`, { code: 'InvalidResourceProperties', target })
}
