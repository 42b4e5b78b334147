import { join } from 'node:path'
import type { Clock } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import type { NewIds } from '../../domain/ids.ts'
import type { Principal } from '../../domain/principal.ts'
import type { ModelVersion } from '../../domain/registry.ts'
import type { Store } from '../../store/store.ts'
import type { CheckScript } from '../check-scripts.ts'
import type { ExecutableRegistry } from '../deps.ts'
import type { BlobKeeper } from '../models/blob-keeper.ts'
import type { ImportOne } from '../models/import-one.ts'
import type { Hub } from '../models/open-remote.ts'
import type { Audit } from '../platform/caller.ts'
import { tarOf } from './archive.ts'
import { createArtifactVersion, listArtifactVersions } from './artifacts.ts'
import { type BindModel, makeBindModel } from './bind.ts'
import { makeBindAddress } from './bind-address.ts'
import { makeCheckText } from './check-text.ts'
import { makeGatherContents } from './contents.ts'
import { type FetchDeps, makeFetch } from './fetch.ts'
import { makeReceiveFlowChunk } from './flow-chunks.ts'
import { makeFolders } from './folders.ts'
import { makeRegistryImports } from './imports.ts'
import { removeFolder } from './materialise.ts'
import { makeStorageQuota, type StorageUse } from './quota.ts'
import { removeVersion } from './remove-version.ts'
import { makeSnapshots } from './snapshots.ts'
import { makeTags } from './tags.ts'
import { makeTree } from './tree.ts'
import { makeUploads } from './uploads.ts'
import { usersOf } from './users-of.ts'
import { bestVersion, changeVersion, createVersion, getVersion, registerFolder } from './versions.ts'

export type RegistryDeps = {
  readonly store: Store
  readonly clock: Clock
  readonly newIds: Pick<NewIds, 'uuid'>
  readonly executables: ExecutableRegistry
  readonly keeper: BlobKeeper
  readonly importOne: ImportOne
  readonly checkScript: CheckScript
  readonly hub: Hub
  readonly allowPrivate: boolean
  /** Opens what is sealed for a context: secrets of object stores. */
  readonly openSealed: FetchDeps['openSealed']
  /** The environment's PATH, for `git`. */
  readonly searchPath: string
  /** `models/` and `artifacts/` lie in it. */
  readonly dataFolder: string
  readonly audit: Audit
  /** Told of a new version, for deployments that follow `latest`. */
  readonly registered: (version: ModelVersion) => void
}

/** The model registry, put together. */
export function openRegistry(given: RegistryDeps) {
  const quota = makeStorageQuota(given.store)
  const uploads = makeUploads({ ...given, quota, folder: join(given.dataFolder, 'models', 'uploads') })
  const folders = makeFolders({
    ...given,
    modelsFolder: join(given.dataFolder, 'models', 'registry'),
    artifactsFolder: join(given.dataFolder, 'artifacts'),
  })
  const gather = makeGatherContents({ ...given, uploads, newId: given.newIds.uuid })
  const deps = { ...given, quota, uploads, folders, gather }
  const { versions } = given.store.registry
  const tree = makeTree(deps)
  const create = createVersion(deps)
  const checkingFolder = join(given.dataFolder, 'models', 'checking')
  const importsFolder = join(given.dataFolder, 'models', 'registry', '.importing')
  const imports = makeRegistryImports({
    ...deps,
    newId: given.newIds.uuid,
    fetch: makeFetch(deps),
    createVersion: create,
    scratch: importsFolder,
  })
  const bind: BindModel = makeBindModel(deps)
  const snapshots = makeSnapshots({ ...given, snapshotsFolder: join(given.dataFolder, 'models', 'folders') })

  return {
    newId: given.newIds.uuid,
    quota,
    async setQuota(principal: Principal, group: string, limitBytes: number | null): Promise<StorageUse> {
      if (!(await given.store.resourceGroups.get(group)))
        throw new Failure('not_found', `Resource group ${group} not found`, { target: 'resourceGroupId' })
      given.audit('storage quota set', { resourceGroup: group, limitBytes, by: principal.id })
      return quota.set(group, limitBytes)
    },
    uploads,
    tree,
    /** A chunk as flow.js sends it; the file appears in the tree with the last one. */
    receiveFlowChunk: makeReceiveFlowChunk({ ...deps, tree }),
    imports,
    tags: makeTags(deps),
    models: versions.models,
    versions: {
      create,
      registerFolder: registerFolder(deps),
      get: getVersion(deps),
      list: versions.list,
      best: bestVersion(deps),
      change: changeVersion(deps),
      remove: removeVersion(deps),
      usersOf: usersOf(deps),
    },
    artifacts: { create: createArtifactVersion(deps), list: listArtifactVersions(deps) },
    /** What is surely wrong with a script, before it is kept. */
    checkText: makeCheckText({ ...given, scratch: checkingFolder, newId: given.newIds.uuid }),
    /** Files and folders from a path of the tree on. */
    files: given.store.registry.tree.below,
    archive: async (group: string, name: string, version: number) => tarOf(await folders.files(group, name, version)),
    /** For placement: folders on disk of what a configuration names. */
    bind,
    bindAddress: makeBindAddress({ ...given, snapshots, bind }),
    /** Once, before anything else is asked: what a stop of the process left half-done goes, or goes on. */
    async start(): Promise<void> {
      await removeFolder(importsFolder)
      await removeFolder(checkingFolder)
      await folders.tidy()
      await uploads.tidy()
      await imports.resume()
    },
    /** Now and then. */
    async tidy(): Promise<void> {
      await uploads.tidy()
      await snapshots.removeUnused()
    },
    [Symbol.asyncDispose]: () => imports[Symbol.asyncDispose](),
    /** Everything of a group that is about to go. */
    async removeGroup(group: string): Promise<void> {
      await imports.endAll(group)
      for (const { id } of await uploads.list(group)) await uploads.cancel(group, id).catch(() => {}) // somebody was first
      const contents = await given.keeper.naming(() => given.store.registry.tree.remove(group, ''))
      await given.keeper.release(contents)
      await folders.removeGroup(group)
      await snapshots.removeGroup(group)
    },
  }
}

export type Registry = ReturnType<typeof openRegistry>
