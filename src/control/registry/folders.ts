import { join } from 'node:path'
import { artifactFolder, filesFolder } from '../../domain/registry.ts'
import type { Store } from '../../store/store.ts'
import type { BlobKeeper } from '../models/blob-keeper.ts'
import { makeMakeFolder, removeFolder } from './materialise.ts'

/** Versions as folders on disk, which model servers read. A group's id, a model's name and a number make sound folder names. */
export type Folders = {
  /** `…/models/registry/<group>/<name>/<version>/Files`, read-only; made once. */
  files(group: string, name: string, version: number): Promise<string>
  /** `…/artifacts/<group>/<name>/<version>/<artifact>`, read-only; made once. */
  artifact(group: string, name: string, version: number, artifact: number): Promise<string>
  removeVersion(group: string, name: string, version: number): Promise<void>
  removeGroup(group: string): Promise<void>
  /** Takes away what a stop of the process left half-made. */
  tidy(): Promise<void>
}

export type FoldersDeps = {
  readonly store: Pick<Store, 'registry'>
  readonly keeper: BlobKeeper
  /** `<data-dir>/models/registry` */
  readonly modelsFolder: string
  /** `<data-dir>/artifacts` */
  readonly artifactsFolder: string
}

/** No group's id begins with a dot. */
const scratchName = '.making'

export function makeFolders({ store, keeper, modelsFolder, artifactsFolder }: FoldersDeps): Folders {
  const models = makeMakeFolder(keeper, join(modelsFolder, scratchName))
  const artifacts = makeMakeFolder(keeper, join(artifactsFolder, scratchName))
  const below = (group: string, root: string) => () => store.registry.tree.below(group, root)

  const versionIn = (folder: string, group: string, name: string, version: number): string =>
    join(folder, group, name, String(version))

  return {
    files: (group, name, version) => {
      const root = filesFolder(name, version)
      const owner = versionIn(modelsFolder, group, name, version)
      return models.ensure(owner, join(owner, 'Files'), root, below(group, root))
    },
    artifact: (group, name, version, artifact) => {
      const root = artifactFolder(name, version, artifact)
      const owner = versionIn(artifactsFolder, group, name, version)
      return artifacts.ensure(owner, join(owner, String(artifact)), root, below(group, root))
    },
    removeVersion: async (group, name, version) => {
      await models.remove(versionIn(modelsFolder, group, name, version))
      await artifacts.remove(versionIn(artifactsFolder, group, name, version))
    },
    tidy: async () => {
      for (const folder of [modelsFolder, artifactsFolder]) await removeFolder(join(folder, scratchName))
    },
    removeGroup: async (group) => {
      await models.remove(join(modelsFolder, group))
      await artifacts.remove(join(artifactsFolder, group))
    },
  }
}
