import { join } from 'node:path'
import { type ModelFiles, openModelFiles } from '../models/model-files.ts'
import { openRegistry, type Registry, type RegistryDeps } from './open-registry.ts'

export type FilesDeps = Omit<RegistryDeps, 'keeper' | 'importOne' | 'registered'> & {
  /** Called when a model file or a new version has come in, so that deployments which wait for it are looked at again. */
  readonly arrived: () => void
}

/** All files of models, imported ones and registered ones: they share their contents. */
export function openFiles(deps: FilesDeps): { readonly models: ModelFiles; readonly registry: Registry } {
  const models = openModelFiles({ ...deps, modelsFolder: join(deps.dataFolder, 'models') })
  return { models, registry: openRegistry({ ...deps, ...models, registered: deps.arrived }) }
}
