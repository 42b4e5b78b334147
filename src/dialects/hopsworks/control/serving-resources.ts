import { refusal } from '../errors.ts'
import type { ServingRequest } from './serving-request.ts'

type Resources = ServingRequest['predictorResources']

/** Parameters for what an instance of a component is given; what is not said keeps its default. Hopsworks' -1 is no limit here, too. */
export function resourceBindings(
  resources: Resources,
  field: 'predictorResources' | 'transformerResources',
  prefix: '' | 'transformer',
): Record<string, string> {
  const { requests, limits } = resources ?? {}
  if (requests?.gpus != null && limits?.gpus != null && requests.gpus !== limits.gpus) {
    const trouble = `requests.gpus is ${requests.gpus}, limits.gpus is ${limits.gpus}: a GPU is given whole, so both must be the same`
    throw refusal('invalid', 240009, `${field}: ${trouble}`, field)
  }
  for (const what of ['cores', 'memory'] as const) {
    const [request, limit] = [requests?.[what] ?? 0, limits?.[what] ?? -1]
    if (limit !== -1 && request > limit)
      throw refusal('invalid', 240009, `${field}: requests.${what} is ${request}, more than limits.${what}, ${limit}`, field)
  }
  const gpus = requests?.gpus ?? limits?.gpus ?? 0
  const said: readonly (readonly [string, number | null | undefined])[] = [
    ['cores', requests?.cores],
    ['coresLimit', limits?.cores],
    ['memoryMb', requests?.memory],
    ['memoryMbLimit', limits?.memory],
    ['gpus', gpus > 0 ? gpus : null],
  ]
  const named = (name: string): string => (prefix === '' ? name : `${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}`)
  return Object.fromEntries(said.flatMap(([name, value]) => (value == null ? [] : [[named(name), String(value)]])))
}
