import { join } from 'node:path'
import { type CheckScriptDeps, makeCheckScript } from '../check-scripts.ts'
import { type ModelFiles, openModelFiles } from '../models/model-files.ts'
import type { PlaceDeps } from '../place.ts'
import { openRegistry, type Registry, type RegistryDeps } from './open-registry.ts'

export type FilesDeps = Omit<RegistryDeps, 'keeper' | 'importOne' | 'registered' | 'checkScript'> &
  CheckScriptDeps & {
    /** Called when a model file or a new version has come in, so that deployments which wait for it are looked at again. */
    readonly arrived: () => void
  }

/** All files of models, imported ones and registered ones: they share their contents. */
export function openFiles(deps: FilesDeps): {
  readonly models: ModelFiles
  readonly registry: Registry
  /** What placement asks of them. */
  readonly placing: Pick<PlaceDeps, 'modelFile' | 'bindRegistered' | 'bindAddress' | 'checkScript'>
} {
  const models = openModelFiles({ ...deps, modelsFolder: join(deps.dataFolder, 'models') })
  const checkScript = makeCheckScript(deps)
  const registry = openRegistry({ ...deps, ...models, checkScript, registered: deps.arrived })
  const { bind: bindRegistered, bindAddress } = registry
  return { models, registry, placing: { modelFile: models.resolveModelFile, bindRegistered, bindAddress, checkScript } }
}
