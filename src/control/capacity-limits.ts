import type { QuotaEntry } from '../domain/limits.ts'
import type { CapacityOf } from '../domain/model-capacity.ts'
import type { Store } from '../store/store.ts'
import type { ExecutableRegistry } from './deps.ts'
import { modelOf } from './platform/parameters.ts'

export type CapacityLimitsDeps = {
  readonly store: Pick<Store, 'deployments' | 'configurations'>
  readonly executables: ExecutableRegistry
  readonly capacityOf: CapacityOf
}

/** Standard capacity is a limit like any other: so many requests and tokens a minute for one deployment. */
export const makeCapacityLimits =
  ({ store, executables, capacityOf }: CapacityLimitsDeps) =>
  async (): Promise<readonly QuotaEntry[]> => {
    const deployments = (await store.deployments.withTerms()).filter((each) => each.terms?.type === 'standard')
    const ids = [...new Set(deployments.map(({ configurationId }) => configurationId))]
    const configurations = new Map((await store.configurations.byIds(ids)).map((each) => [each.id, each]))
    return deployments.flatMap(({ id, resourceGroup, configurationId, terms }) => {
      const configuration = configurations.get(configurationId)
      if (!terms || terms.capacity === null || !configuration) return []
      const executable = executables.find(configuration.executableId, configuration.id)
      const { rpmPerUnit, tpmPerUnit } = capacityOf(modelOf(executable, configuration)?.name ?? null, terms.residency)
      return [
        {
          kind: 'quota' as const,
          id: `capacity:${id}`,
          scope: { resourceGroup, executableId: null, deploymentId: id, model: null, apiKey: null },
          exceptGroups: [],
          requestsPerMinute: terms.capacity * rpmPerUnit,
          tokensPerMinute: terms.capacity * tpmPerUnit,
          concurrent: null,
        },
      ]
    })
  }
