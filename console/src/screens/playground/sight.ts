import { read } from '../../api/client.ts'
import type { Target } from './targets.ts'

/** Whether a model takes images, as the catalog tells; undefined: nobody knows. */
export const useSight = (): ((target: Target) => boolean | undefined) => {
  const { data } = read.useQuery('get', '/v2/lm/scenarios/{scenarioId}/models', {
    params: { path: { scenarioId: 'foundation-models' } },
  })
  return ({ executable, model }) => {
    const known = data?.resources.find((each) => each.executableId === executable && each.model === model)
    const types = known?.versions.flatMap(({ inputTypes = [] }) => inputTypes) ?? []
    return types.length === 0 ? undefined : types.includes('image')
  }
}
