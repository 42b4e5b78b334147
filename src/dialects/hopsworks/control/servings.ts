import type { Caller } from '../../../control/platform/caller.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import type { DeploymentView } from '../../../control/platform/view-deployments.ts'
import type { Registry } from '../../../control/registry/open-registry.ts'
import { Failure } from '../../../domain/failure.ts'
import { artifactFolder } from '../../../domain/registry.ts'
import { plainName, servingNumber } from '../address.ts'
import { refusal } from '../errors.ts'
import { fullPath } from './file-path.ts'
import { activeVersion, type ServingRecord, type ServingRecords } from './serving-record.ts'
import type { ServingView } from './serving-shape.ts'

export type ServingDeps = {
  readonly platform: Platform
  readonly registry: Registry
  readonly records: ServingRecords
  /** Whether there is a port for inference without TLS. */
  readonly hasInferencePort: boolean
}

/** Own models are of this scenario, whichever API deployed them. */
const scenarioId = 'model-serving'

/** Deployments of own models in a project, as this dialect sees them. What is being deleted is gone already. */
export const makeServings = ({ platform, records, registry }: Pick<ServingDeps, 'platform' | 'records' | 'registry'>) => {
  const list = async (caller: Caller): Promise<readonly ServingView[]> => {
    const { items } = await platform.listDeployments(caller, { scenarioId }, {})
    return viewsOf(items.filter(({ deployment }) => deployment.targetStatus !== 'DELETED'))
  }

  const viewsOf = async (views: readonly DeploymentView[]): Promise<ServingView[]> => {
    const ids = views.map(({ deployment }) => deployment.id)
    const [kept, counts] = [await records.of(ids), await platform.countInstances(ids)]
    return Promise.all(
      views.map(async (view) => {
        const record = kept.get(view.deployment.id) ?? null
        const instances = counts.get(view.deployment.id) ?? { ready: 0, starting: 0, transformers: 0 }
        return { ...view, record, instances, script: activeVersion(record, view) ? null : await foreignScript(view) }
      }),
    )
  }

  /** Clients want a script of every Python model, also where another API named it. */
  const foreignScript = async ({ deployment, configuration }: DeploymentView): Promise<string | null> => {
    const bound = new Map(configuration.parameterBindings.map(({ key, value }) => [key, value]))
    const [model, version, number] = [
      bound.get('model'),
      bound.get('modelVersion') ?? 'latest',
      Number(bound.get('artifactVersion') ?? 0),
    ]
    const own = bound.get('script') ?? null
    if (own !== null || model === undefined || number === 0) return own
    const group = deployment.resourceGroup
    try {
      const artifacts = await registry.artifacts.list(group, model, version === 'latest' ? version : Number(version))
      const artifact = artifacts.find((each) => each.artifact === number)
      return artifact?.predictor
        ? fullPath(group, `${artifactFolder(model, artifact.version, number)}/${artifact.predictor}`)
        : null
    } catch (cause) {
      // The version is gone: its deployment is still there to be seen and deleted.
      if (cause instanceof Failure && cause.code === 'not_found') return null
      throw cause
    }
  }

  const pick = async (caller: Caller, wanted: (view: DeploymentView) => boolean): Promise<ServingView | null> => {
    const { items } = await platform.listDeployments(caller, { scenarioId }, {})
    const found = items.find((view) => view.deployment.targetStatus !== 'DELETED' && wanted(view))
    return found ? ((await viewsOf([found]))[0] ?? null) : null
  }

  return {
    list,
    /** By its number, or by its id in the platform's own API. */
    async byNumber(caller: Caller, number: string): Promise<ServingView> {
      const found = await pick(
        caller,
        ({ deployment }) => String(servingNumber(deployment.id)) === number || deployment.id === number,
      )
      if (found) return found
      throw refusal('not_found', 240000, `there is no deployment ${number.slice(0, 40)} in project ${caller.resourceGroup}`, 'id')
    },
    async byName(caller: Caller, name: string): Promise<ServingView> {
      const found =
        (await pick(caller, ({ deployment }) => deployment.name === name)) ??
        // A client that has sent a model's name for a new deployment looks for it under that.
        (await pick(caller, ({ deployment }) => deployment.name === plainName(name)))
      if (found) return found
      throw refusal('not_found', 240000, `there is no deployment ${name.slice(0, 80)} in project ${caller.resourceGroup}`, 'name')
    },
    /** As it is now. */
    async again(caller: Caller, deploymentId: string): Promise<ServingView> {
      const [view] = await viewsOf([await platform.getDeployment(caller, deploymentId)])
      if (!view) throw new Error(`deployment ${deploymentId} cannot be shown`)
      return view
    },
    keep: (deploymentId: string, record: ServingRecord): Promise<void> => records.put(deploymentId, record),
  }
}
export type Servings = ReturnType<typeof makeServings>
