import type { Configuration } from '../../domain/configuration.ts'
import type { Deployment } from '../../domain/deployment.ts'
import { Failure } from '../../domain/failure.ts'
import type { DeploymentId } from '../../domain/ids.ts'
import type { Terms } from '../../domain/terms.ts'
import type { ControlDeps, Placed } from '../deps.ts'
import { mustBePlaceable } from './placeable.ts'

type From = {
  /** null: it is about to be made. */
  readonly id: DeploymentId | null
  readonly configuration: Configuration
  readonly placed: Placed | null
  readonly terms: Terms
}

/**
 * What takes over for want of capacity must be the same model for callers, and worked on in the same places: `standard`, in the same
 * group, of the same version and residency. Throws `Failure('invalid')`.
 */
export async function mustBeSpillover(
  deps: Pick<ControlDeps, 'store' | 'place'>,
  from: From,
  target: DeploymentId,
): Promise<void> {
  const { resourceGroup } = from.configuration
  const found = await deps.store.deployments.get(resourceGroup, target)
  if (!found || found.targetStatus === 'DELETED') refuse(`there is no deployment ${target} in resource group "${resourceGroup}"`)
  if (found.id === from.id) refuse('a deployment cannot take over for itself; name another')
  const { terms } = found
  if (terms?.type !== 'standard')
    refuse(`deployment "${found.name}" is ${terms?.type ?? 'of no agreed type'}; one of type standard can take over`)
  if (terms.residency !== from.terms.residency)
    refuse(`the residency of deployment "${found.name}" is ${terms.residency}; it must be ${from.terms.residency}, as here`)
  if (terms.serviceTier === 'priority') refuse(`deployment "${found.name}" has the service tier priority; it must be default`)
  await mustNotCircle(deps, from.id, found)
  const [configuration] = await deps.store.configurations.byIds([found.configurationId])
  const theirs = configuration && (await mustBePlaceable(deps, configuration))
  const [mine, other] = [named(from.placed), named(theirs ?? null)]
  if (mine !== other) refuse(`deployment "${found.name}" serves ${other}; it must serve ${mine}, as this one`)
}

async function mustNotCircle({ store }: Pick<ControlDeps, 'store'>, id: DeploymentId | null, first: Deployment): Promise<void> {
  const seen = new Set<string>(id === null ? [] : [id])
  for (
    let at: Deployment | null = first;
    at;
    at = at.terms?.spilloverTo ? await store.deployments.byId(at.terms.spilloverTo) : null
  ) {
    if (seen.has(at.id)) refuse(`deployment "${first.name}" hands its own calls on, and back here: that would be a circle`)
    seen.add(at.id)
  }
}

const named = (placed: Placed | null): string =>
  placed?.model ? `${placed.model.name} ${placed.modelVersion ?? placed.model.version}` : 'no model that is known'

function refuse(trouble: string): never {
  throw new Failure('invalid', `spilloverDeployment: ${trouble}`, { target: 'spilloverDeployment' })
}
