import type { FastifyRequest } from 'fastify'
import type { Caller } from '../../control/platform/caller.ts'
import type { Platform } from '../../control/platform/platform.ts'
import type { DeploymentView } from '../../control/platform/view-deployments.ts'
import { Failure } from '../../domain/failure.ts'
import { etagOf, type Seen } from './deployment-shape.ts'
import type { ArmRecords } from './records.ts'

/** null: there is none, or not for this caller. */
export async function findNamed(
  platform: Pick<Platform, 'listDeployments'>,
  caller: Caller,
  name: string,
): Promise<DeploymentView | null> {
  const { items } = await platform.listDeployments(caller, {}, {})
  return items.find(({ deployment }) => deployment.name === name) ?? null
}

export async function mustFind(
  platform: Pick<Platform, 'listDeployments'>,
  caller: Caller,
  name: string,
): Promise<DeploymentView> {
  const found = await findNamed(platform, caller, name)
  if (found) return found
  const message = `there is no deployment '${name.slice(0, 80)}' in account ${caller.resourceGroup}`
  throw new Failure('not_found', message, { code: 'DeploymentNotFound', target: 'deploymentName' })
}

/** With what is kept of them beside, and the names of deployments that take over. */
export async function seenOf(
  { platform, records }: { readonly platform: Pick<Platform, 'getDeployment'>; readonly records: ArmRecords },
  caller: Caller,
  views: readonly DeploymentView[],
): Promise<readonly Seen[]> {
  const kept = await records.of(views.map(({ deployment }) => deployment.id))
  const names = await Promise.all(views.map(({ deployment }) => spilloverName(platform, caller, deployment)))
  return views.map((view, at) => ({ view, record: kept(view.deployment.id), spilloverName: names[at] ?? null }))
}

async function spilloverName(
  platform: Pick<Platform, 'getDeployment'>,
  caller: Caller,
  { terms }: DeploymentView['deployment'],
): Promise<string | null> {
  if (!terms?.spilloverTo) return null
  try {
    return (await platform.getDeployment(caller, terms.spilloverTo)).deployment.name
  } catch (cause) {
    // It may be gone, or not be this caller's to see.
    if (cause instanceof Failure && cause.code === 'not_found') return null
    throw cause
  }
}

export async function idOfSpillover(
  platform: Pick<Platform, 'listDeployments'>,
  caller: Caller,
  name: string | null,
): Promise<string | null> {
  if (name === null) return null
  const found = await findNamed(platform, caller, name)
  if (found) return found.deployment.id
  const message = `properties.spilloverDeploymentName: there is no deployment '${name.slice(0, 80)}' in account ${caller.resourceGroup}`
  throw new Failure('invalid', message, { code: 'InvalidResourceProperties', target: 'properties.spilloverDeploymentName' })
}

/** `If-Match` names the state that is to be changed, `If-None-Match: *` that there is to be none. */
export function mustMatch({ headers }: FastifyRequest, found: DeploymentView | null): void {
  const { 'if-match': match, 'if-none-match': none } = headers
  const etag = found ? etagOf(found.deployment) : null
  const refuse = (header: string, trouble: string) => {
    throw new Failure('precondition', `${header}: ${trouble}`, { code: 'PreconditionFailed', target: header })
  }
  if (match && match !== etag && !(match === '*' && found))
    refuse('If-Match', found ? `the deployment has changed: its etag is ${etag}` : 'there is no such deployment')
  if (none && none !== '*') refuse('If-None-Match', 'must be *')
  if (none && found) refuse('If-None-Match', 'there is a deployment of that name')
}
