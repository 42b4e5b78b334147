import type { Store } from '../../store/store.ts'
import type { ExecutableRegistry } from '../deps.ts'
import { registeredAt } from './bind-address.ts'

export type UsersDeps = {
  readonly store: Pick<Store, 'deployments' | 'configurations' | 'registry' | 'artifacts'>
  readonly executables: ExecutableRegistry
}
export type VersionUser = { readonly id: string; readonly name: string }

/** Deployments of the group, running or stopped, that a configuration of theirs binds to this version; `latest` is the highest one. */
export const usersOf =
  ({ store, executables }: UsersDeps) =>
  async (resourceGroup: string, name: string, version: number): Promise<readonly VersionUser[]> => {
    const living = (await store.deployments.list(resourceGroup, {})).items.filter((each) => each.targetStatus !== 'DELETED')
    const configurationsOf = (each: (typeof living)[number]) => [
      each.configurationId,
      ...(each.latestRunningConfigurationId ? [each.latestRunningConfigurationId] : []),
    ]
    const highest = await store.registry.versions.highest(resourceGroup, name)
    const configurations = await store.configurations.byIds([...new Set(living.flatMap(configurationsOf))])
    const artifactIds = configurations.flatMap((each) => each.inputArtifactBindings.map(({ artifactId }) => artifactId))
    const urls = new Map((await store.artifacts.byIds([...new Set(artifactIds)])).map((each) => [each.id, each.url]))
    const using = new Set(
      configurations.flatMap(({ id, executableId, parameterBindings, inputArtifactBindings }) => {
        const executable = executables.find(executableId, id)
        const bindings = Object.fromEntries(parameterBindings.map(({ key, value }) => [key, value]))
        const parameters = executable?.parameters.safeParse(bindings)
        const bound = parameters?.success ? executable?.registered?.(parameters.data) : null
        const files = parameters?.success ? Object.values(executable?.filesIn?.(parameters.data) ?? {}) : []
        const addresses = [...files, ...inputArtifactBindings.map(({ artifactId }) => urls.get(artifactId) ?? '')]
        const refs = [bound, ...addresses.map(registeredAt)].filter((ref) => ref?.name === name)
        return refs.some((ref) => (ref?.version === 'latest' ? highest : ref?.version) === version) ? [id] : []
      }),
    )
    return living
      .filter((each) => configurationsOf(each).some((id) => using.has(id)))
      .map(({ id, name: called }) => ({ id, name: called }))
  }
