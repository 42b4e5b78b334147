import { describeModels, type ModelFacts } from '../../domain/model-api.ts'
import type { Served } from './served.ts'

/** An OpenAPI document of these models' calls. `name`: what the only one is called here; absent: its own. */
export const describeHost = (models: readonly Served[], name?: string): object => {
  const [only] = models
  const title = name ?? (models.length === 1 ? only?.names[0] : undefined) ?? 'Models'
  return describeModels(
    models.map((each) => factsOf(each, name ?? each.names[0] ?? '')),
    { title, version: (models.length === 1 ? only?.version : null) ?? '1' },
  )
}

/** One that is not loaded has not said what it does: it predicts, or would not be here. */
const factsOf = (served: Served, name: string): ModelFacts => ({
  name,
  version: served.version ?? '1',
  methods: served.facts()?.methods ?? ['predict'],
  schema: served.schema(),
  example: served.example,
})
