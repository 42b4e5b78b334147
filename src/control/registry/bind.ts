import { dirname } from 'node:path'
import { Failure } from '../../domain/failure.ts'
import type { NewIds } from '../../domain/ids.ts'
import { type BoundModel, filesFolder, type RegisteredRef } from '../../domain/registry.ts'
import type { Store } from '../../store/store.ts'
import { writeDescribed } from './described.ts'
import type { Folders } from './folders.ts'
import { getVersion } from './versions.ts'

export type BindModel = (resourceGroup: string, ref: RegisteredRef) => Promise<BoundModel>

/** A version that a configuration names, with its folders made. What is not there is the configuration's mistake: `invalid`. */
export const makeBindModel =
  ({
    store,
    folders,
    newIds,
  }: {
    readonly store: Pick<Store, 'registry'>
    readonly folders: Folders
    readonly newIds: Pick<NewIds, 'uuid'>
  }): BindModel =>
  async (resourceGroup, { name, version, artifactVersion }) => {
    const found = await getVersion({ store })(resourceGroup, name, version).catch((error) => {
      if (error instanceof Failure && error.code === 'not_found')
        throw new Failure('invalid', `parameterBindings: ${error.message}; see GET /v2/lm/registry/models`, {
          target: 'parameterBindings',
        })
      throw error
    })
    const folder = await folders.files(resourceGroup, name, found.version)
    return {
      name,
      version: found.version,
      framework: found.framework,
      folder,
      fileNames: await namesIn(resourceGroup, filesFolder(name, found.version)),
      artifact: artifactVersion ? await bindArtifact(resourceGroup, name, found.version, artifactVersion) : null,
      modelSchema: found.modelSchema,
      inputExample: found.inputExample ?? null,
      ...(await writeDescribed(dirname(folder), found, newIds.uuid)),
    }

    async function namesIn(group: string, folder: string): Promise<readonly string[]> {
      const { items } = await store.registry.tree.children(group, folder, { top: 1_000 })
      return items.map(({ path }) => path.slice(folder.length + 1))
    }

    async function bindArtifact(group: string, model: string, number: number, wanted: number): Promise<BoundModel['artifact']> {
      const key = { resourceGroup: group, name: model, version: number }
      const artifact = await store.registry.artifacts.get(key, wanted)
      if (!artifact) {
        const known = (await store.registry.artifacts.list(key)).map((each) => each.artifact)
        throw new Failure(
          'invalid',
          `parameterBindings: version ${number} of model ${model} has no artifact version ${wanted}; it has ${[0, ...known.reverse()].join(', ')}`,
          { target: 'parameterBindings' },
        )
      }
      const { predictor, transformer, config } = artifact
      return { version: wanted, folder: await folders.artifact(group, model, number, wanted), predictor, transformer, config }
    }
  }
