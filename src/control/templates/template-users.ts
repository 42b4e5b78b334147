import type { Configuration } from '../../domain/configuration.ts'
import { configurationsOf, type Deployment } from '../../domain/deployment.ts'
import type { Store } from '../../store/store.ts'

export type TemplateUser = { readonly deployment: Deployment; readonly configurations: readonly Configuration[] }

/** Deployments of all groups, running or stopped, that would miss a template: by configurations that they have, or go back to. */
export const usersOfTemplate =
  (store: Pick<Store, 'deployments' | 'configurations'>) =>
  async (name: string): Promise<readonly TemplateUser[]> => {
    const users: TemplateUser[] = []
    const groups = new Set((await store.deployments.countBy(['resourceGroup'])).map((row) => row['resourceGroup'] ?? ''))
    for (const group of groups) {
      const living = (await store.deployments.list(group, {})).items.filter((each) => each.targetStatus !== 'DELETED')
      const found = await store.configurations.byIds([...new Set(living.flatMap(idsOf))])
      const own = new Map(found.filter((each) => each.executableId === name).map((each) => [each.id, each]))
      for (const deployment of living) {
        const configurations = idsOf(deployment).flatMap((id) => own.get(id) ?? [])
        if (configurations.length > 0) users.push({ deployment, configurations })
      }
    }
    return users
  }

const idsOf = (deployment: Deployment): string[] => [
  ...new Set([
    ...configurationsOf(deployment),
    ...(deployment.latestRunningConfigurationId === null ? [] : [deployment.latestRunningConfigurationId]),
  ]),
]
