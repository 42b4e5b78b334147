import { read } from '../../api/client.ts'
import { type Details, useConfiguration, useExecutable } from './data.ts'
import { type Examples, examplesOf } from './examples.ts'

export type CallKind = 'chat' | 'embeddings' | 'predict'

/** What can be asked of it: what its model can, where the catalog says so; else what its executable can. */
export function useCallKinds(deployment: Details): readonly CallKind[] {
  const executable = useExecutable(deployment)
  const configuration = useConfiguration(deployment.configurationId)
  const bound = configuration?.parameterBindings.find(({ key }) => key === 'modelName')?.value
  const { data } = read.useQuery(
    'get',
    '/v2/lm/scenarios/{scenarioId}/models',
    { params: { path: { scenarioId: deployment.scenarioId } } },
    { enabled: bound !== undefined, staleTime: 600_000 },
  )
  const model = data?.resources.find((each) => each.model === bound && each.executableId === deployment.executableId)
  const version = model?.versions.find(({ isLatest }) => isLatest) ?? model?.versions[0]
  if (version) {
    const embeds = version.capabilities.some((each) => each.includes('embedding'))
    return embeds ? ['embeddings'] : ['chat']
  }
  const known: readonly CallKind[] = ['chat', 'predict', 'embeddings']
  return known.filter((kind) => executable?.capabilities.includes(kind))
}

/** Asked only of models of one's own; a refusal is no trouble, as not every model tells what it takes. */
export function useExamples(deployment: Details, enabled: boolean): Examples {
  const { data } = read.useQuery(
    'get',
    '/v2/lm/deployments/{deploymentId}/openapi',
    { params: { path: { deploymentId: deployment.id } } },
    { enabled, retry: false },
  )
  return examplesOf(data?.paths ?? {})
}
