import type { Schemas } from '../client/typed.ts'
import { LecternError } from './errors.ts'
import { Model, type ModelOptions, type RegisteredVersion } from './model.ts'
import { until } from './wait.ts'
import type { Place, WaitOptions } from './world.ts'

export type ModelRegistry = ReturnType<typeof makeModelRegistry>
export type RegisteredModel = Schemas['RegisteredModel']
export type ImportProgress = Schemas['RegistryImport']
export type ImportOptions = Omit<Schemas['RegistryImportRequest'], 'name' | 'source'> &
  WaitOptions & { readonly onProgress?: (progress: ImportProgress) => void }
type Framework = NonNullable<RegisteredVersion['framework']>

/** A day: models are large. */
const longestImportMs = 86_400_000

/** The registered models of a project. */
export const makeModelRegistry = (place: Place) => {
  const { api } = place
  const of = (version: RegisteredVersion) => new Model(place, version.name, {}, version)
  const createModel = (name: string, options: ModelOptions = {}): Model => new Model(place, name, options, null)
  /** As Hopsworks' client has it: `mr.sklearn.createModel(…)`. */
  const kind = (framework: Framework) => ({
    createModel: (name: string, options: Omit<ModelOptions, 'framework'> = {}) => createModel(name, { ...options, framework }),
  })

  return {
    /** Default: its latest version. */
    getModel: async (name: string, { version = 'latest' }: { readonly version?: number | 'latest' } = {}): Promise<Model> =>
      of(
        await api('GET', '/v2/lm/registry/models/{modelName}/versions/{version}', {
          path: { modelName: name, version: String(version) },
        }),
      ),
    /** All versions of it, the newest first. */
    getModels: async (name: string): Promise<readonly Model[]> => {
      const { resources } = await api('GET', '/v2/lm/registry/models/{modelName}/versions', { path: { modelName: name } })
      return resources.map(of)
    },
    getBestModel: async (name: string, metric: string, direction: 'max' | 'min'): Promise<Model> =>
      of(
        await api('GET', '/v2/lm/registry/models/{modelName}/best', { path: { modelName: name }, query: { metric, direction } }),
      ),
    /** Names, with how many versions each has. */
    listModels: async (): Promise<readonly RegisteredModel[]> => (await api('GET', '/v2/lm/registry/models')).resources,
    /** Nothing is registered before `save()`. */
    createModel,
    sklearn: kind('SKLEARN'),
    torch: kind('TORCH'),
    tensorflow: kind('TENSORFLOW'),
    onnx: kind('ONNX'),
    llm: kind('LLM'),
    gguf: kind('GGUF'),
    python: kind('PYTHON'),
    /** From elsewhere: `hf://org/repo@main`, `s3://…`, `https://…`, `git+https://…`. Waits until it is here. */
    importModel: async (name: string, source: string, options: ImportOptions = {}): Promise<Model> => {
      const { onProgress = () => {}, timeoutMs = longestImportMs, signal, ...said } = options
      const { id } = await api('POST', '/v2/lm/registry/imports', { body: { ...said, name, source } })
      const look = async () => {
        const progress = await api('GET', '/v2/lm/registry/imports/{importId}', { path: { importId: id } })
        onProgress(progress)
        return progress
      }
      const { state, version, error } = await until(place.world, look, (each) => each.state !== 'running', {
        timeoutMs,
        signal,
        words: (seen) => `the import of ${name} goes on: ${seen?.bytesDone ?? 0} of ${seen?.bytesTotal ?? '?'} bytes`,
      })
      if (version === null || state !== 'done') throw new LecternError(`${source} was not imported: ${error ?? state}`)
      const path = { modelName: name, version: String(version) }
      return of(await api('GET', '/v2/lm/registry/models/{modelName}/versions/{version}', { path }))
    },
  }
}
