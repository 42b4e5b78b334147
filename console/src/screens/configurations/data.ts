import { useMemo } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { read } from '../../api/client.ts'
import { type Deployment, useDeployments } from '../../api/deployments.ts'

export type Configuration = components['schemas']['Configuration']
export type UsersOf = (configurationId: string) => readonly Deployment[]

/** Configurations of the group, and which deployments answer with them now. */
export function useConfigurations() {
  const { data, error, refetch } = read.useQuery('get', '/v2/lm/configurations', {})
  const { deployments } = useDeployments()
  const usersOf = useMemo<UsersOf>(() => {
    const users = new Map<string, Deployment[]>()
    for (const each of deployments ?? []) {
      const ids = new Set([each.configurationId, ...(each.targets ?? []).map(({ configurationId }) => configurationId)])
      for (const id of ids) users.set(id, [...(users.get(id) ?? []), each])
    }
    return (id) => users.get(id) ?? []
  }, [deployments])
  return { configurations: data?.resources, usersOf, error, refetch }
}

/** Name of the model that it deploys; empty where none is named. */
export function modelOf({ parameterBindings }: Configuration): string {
  const said = (key: string): string | undefined => parameterBindings.find((each) => each.key === key)?.value
  const name = said('model') ?? said('modelName') ?? said('modelFile') ?? ''
  const version = said('modelVersion')
  return version === undefined || name === '' ? name : `${name} ${version}`
}

/** As two of them are compared: what differs by nature is left out. */
export const textOf = ({ name, executableId, scenarioId, parameterBindings, inputArtifactBindings }: Configuration): string =>
  JSON.stringify(
    {
      name,
      executableId,
      scenarioId,
      parameterBindings: sorted(parameterBindings.map(({ key, value }) => [key, value])),
      inputArtifactBindings: sorted(inputArtifactBindings.map(({ key, artifactId }) => [key, artifactId])),
    },
    null,
    2,
  )

const sorted = (entries: readonly (readonly [string, string])[]): Record<string, string> =>
  Object.fromEntries(entries.toSorted(([one], [other]) => one.localeCompare(other)))
