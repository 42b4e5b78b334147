import { read } from '../../api/client.ts'
import { type Details, useConfiguration, useExecutable } from './data.ts'

export type CallKind = 'chat' | 'embeddings' | 'predict'

/** Bodies that a model of one's own takes, as its description tells them. null: it tells none. */
export type Examples = { readonly v1: unknown; readonly oip: unknown; readonly model: string | null }

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
  const paths = (data?.paths ?? {}) as Readonly<Record<string, Operation>>
  const find = (ending: RegExp): readonly [string, Operation] | undefined =>
    Object.entries(paths).find(([path]) => ending.test(path))
  const v1 = find(/:predict$/)
  const oip = find(/\/infer$/)
  return {
    v1: exampleOf(v1?.[1]),
    oip: exampleOf(oip?.[1]),
    model: /\/models\/([^/:]+)/.exec(v1?.[0] ?? oip?.[0] ?? '')?.[1] ?? null,
  }
}

type Operation = {
  readonly post?: {
    readonly requestBody?: { readonly content?: { readonly 'application/json'?: { readonly example?: unknown } } }
  }
}
const exampleOf = (operation: Operation | undefined): unknown =>
  operation?.post?.requestBody?.content?.['application/json']?.example ?? null
