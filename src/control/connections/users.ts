import type { Configuration } from '../../domain/configuration.ts'
import { configurationsOf, type Deployment } from '../../domain/deployment.ts'
import type { ControlDeps } from '../deps.ts'

/** A deployment that is wanted running, and the connection's name in its configuration. */
export type ConnectionUser = Pick<Deployment, 'id' | 'name' | 'resourceGroup'>

/**
 * Deployments wanted running whose configuration (or the one that still serves in its place) names the connection.
 * `scope` null: a shared connection, used in every group that has no own one of that name.
 */
export const makeConnectionUsers = ({ store, executables }: Pick<ControlDeps, 'store' | 'executables'>) => {
  const remote = new Set(executables.list().flatMap((each) => (each.connection ? [each.id] : [])))

  return async (scope: string | null, name: string): Promise<readonly ConnectionUser[]> => {
    const users: ConnectionUser[] = []
    for (const group of scope === null ? await groupsWithoutOwn(name) : [scope]) users.push(...(await usersIn(group, name)))
    return users
  }

  async function usersIn(group: string, name: string): Promise<readonly ConnectionUser[]> {
    const { items } = await store.deployments.list(group, {})
    const wanted = items.filter((each) => each.targetStatus === 'RUNNING')
    const configurations = await store.configurations.byIds([...new Set(wanted.flatMap(configurationIds))])
    const naming = new Set(
      configurations.filter((each) => remote.has(each.executableId) && connectionName(each) === name).map((each) => each.id),
    )
    return wanted.filter((each) => configurationIds(each).some((id) => naming.has(id)))
  }

  async function groupsWithoutOwn(name: string): Promise<readonly string[]> {
    const { items } = await store.resourceGroups.list({})
    const owns = await Promise.all(items.map((group) => store.connections.get(group.id, name)))
    return items.filter((_, index) => !owns[index]).map((group) => group.id)
  }

  function connectionName(configuration: Configuration): string {
    const bound = configuration.parameterBindings.find((each) => each.key === 'connection')
    if (bound) return bound.value
    return configuration.executableId // the default: the connection named like the executable
  }
}

const configurationIds = (deployment: Deployment): readonly string[] =>
  deployment.latestRunningConfigurationId
    ? [...configurationsOf(deployment), deployment.latestRunningConfigurationId]
    : configurationsOf(deployment)
