import type { Clock } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import {
  type FileNode,
  filesFolder,
  isFile,
  Metrics,
  type ModelVersion,
  modelFolder,
  versionFolder,
} from '../../domain/registry.ts'
import type { Store } from '../../store/store.ts'
import type { BlobKeeper } from '../models/blob-keeper.ts'
import type { Audit, Caller } from '../platform/caller.ts'
import { listing, short } from '../platform/listing.ts'
import { type FileSource, type GatherContents, mustBeHere } from './contents.ts'
import { filePath, foldersAbove, mustBeApart, nameIn } from './paths.ts'
import type { StorageQuota } from './quota.ts'

/** What a version is to be. `version` null: the next number. */
export type VersionDraft = Pick<
  ModelVersion,
  'name' | 'framework' | 'description' | 'metrics' | 'inputExample' | 'modelSchema' | 'program' | 'environment' | 'extra'
> & { readonly version: number | null }

/** A file of a new version; `path` is relative to the model's files. */
export type NewFile = { readonly path: string; readonly source: FileSource }

/** What can be said of a version afterwards. */
export type VersionChange = Partial<
  Pick<ModelVersion, 'framework' | 'description' | 'metrics' | 'inputExample' | 'modelSchema' | 'program' | 'environment'>
>

export type VersionsDeps = {
  readonly store: Pick<Store, 'registry'>
  readonly clock: Clock
  readonly keeper: BlobKeeper
  readonly quota: StorageQuota
  readonly gather: GatherContents
  readonly audit: Audit
  /** Told of a new version, for deployments that follow `latest`. */
  readonly registered: (version: ModelVersion) => void
}

const mostFiles = 100_000

/** Makes a version of uploaded files: all of it, or nothing. The uploads are used up. */
export const createVersion =
  (deps: VersionsDeps) =>
  async (caller: Caller, draft: VersionDraft, files: readonly NewFile[]): Promise<ModelVersion> => {
    const { resourceGroup } = caller
    const paths = files.map(({ path }) => filePath(path, 'files.path'))
    mustBeApart(paths)
    if (files.length === 0) throw new Failure('invalid', 'files: a version needs at least one file', { target: 'files' })
    if (files.length > mostFiles) throw new Failure('invalid', `files: at most ${mostFiles}`, { target: 'files' })
    mustBeSound(draft)
    const { contents, more, uploadIds } = await deps.gather(
      resourceGroup,
      files.map(({ source }) => source),
    )
    const version = await deps.quota.taking(resourceGroup, more, () =>
      deps.keeper.naming(async () => {
        const number = await numberFor(deps, resourceGroup, draft)
        const root = filesFolder(draft.name, number)
        const now = deps.clock.now()
        const made = { resourceGroup, owner: caller.principal.name, modifiedAt: now }
        const nodes = paths.map((path, at) => ({ ...made, path: `${root}/${path}`, ...(contents[at] ?? nothing) }))
        await mustBeHere(deps.keeper, nodes)
        const version = {
          ...record(draft, number, caller, now),
          fileCount: nodes.length,
          bytes: nodes.reduce((sum, each) => sum + each.bytes, 0),
        }
        const folders = await missingFolders(deps, resourceGroup, [`${root}/.`, ...nodes.map(({ path }) => path)])
        await deps.store.registry.versions.insert(version, [
          ...folders.map((path) => ({ ...made, path, sha256: null, bytes: 0 })),
          ...nodes,
        ])
        for (const id of uploadIds) await deps.store.registry.uploads.remove(id)
        return version
      }),
    )
    return told(deps, version)
  }

/** Registers what lies in `Models/<name>/<version>/Files` already; from then on it does not change. */
export const registerFolder =
  (deps: VersionsDeps) =>
  async (caller: Caller, draft: VersionDraft & { readonly version: number }): Promise<ModelVersion> => {
    mustBeSound(draft)
    const { resourceGroup } = caller
    const root = filesFolder(draft.name, draft.version)
    const version = await deps.keeper.naming(async () => {
      const files = (await deps.store.registry.tree.below(resourceGroup, root)).filter(isFile)
      if (files.length === 0)
        throw new Failure('invalid', `there are no files in ${root}; upload them first`, { target: 'files' })
      const version = {
        ...record(draft, draft.version, caller, deps.clock.now()),
        fileCount: files.length,
        bytes: files.reduce((sum, each) => sum + each.bytes, 0),
      }
      await deps.store.registry.versions.insert(version, [])
      return version
    })
    return told(deps, version)
  }

export const getVersion =
  ({ store }: Pick<VersionsDeps, 'store'>) =>
  async (resourceGroup: string, name: string, version: number | 'latest'): Promise<ModelVersion> => {
    const number = version === 'latest' ? await store.registry.versions.highest(resourceGroup, name) : version
    const found = await store.registry.versions.get(resourceGroup, name, number)
    if (found) return found
    const { items } = await store.registry.versions.list(resourceGroup, { name, top: 21 })
    const known = items.length > 0 ? `; versions are ${listing(items.map((each) => String(each.version)))}` : ''
    const what = items.length > 0 ? `version ${version} of model ${short(name)}` : `model ${short(name)}`
    throw new Failure('not_found', `there is no ${what} in this resource group${known}`, {
      target: items.length > 0 ? 'version' : 'name',
    })
  }

/** The version whose metric is highest or lowest; of equal ones the newest. Versions without that metric do not count. */
export const bestVersion =
  ({ store }: Pick<VersionsDeps, 'store'>) =>
  async (resourceGroup: string, name: string, metric: string, direction: 'max' | 'min'): Promise<ModelVersion> => {
    const { items } = await store.registry.versions.list(resourceGroup, { name })
    if (items.length === 0) return getVersion({ store })(resourceGroup, name, 'latest')
    const sign = direction === 'max' ? 1 : -1
    const measured = items.flatMap((each) => {
      const value = Object.hasOwn(each.metrics, metric) ? each.metrics[metric] : undefined
      return value === undefined ? [] : [{ each, value: value * sign }]
    })
    const [first, ...others] = measured
    if (first) return others.reduce((a, b) => (b.value > a.value ? b : a), first).each
    const known = listing([...new Set(items.flatMap((each) => Object.keys(each.metrics)))])
    throw new Failure('not_found', `no version of model ${name} has the metric ${short(metric)}; metrics are ${known}`, {
      target: 'metric',
    })
  }

export const changeVersion =
  (deps: Pick<VersionsDeps, 'store' | 'clock' | 'audit'>) =>
  async (caller: Caller, name: string, version: number | 'latest', change: VersionChange): Promise<ModelVersion> => {
    const current = await getVersion(deps)(caller.resourceGroup, name, version)
    const next = { ...current, ...change, modifiedAt: deps.clock.now() }
    if (!(await deps.store.registry.versions.change(next))) return getVersion(deps)(caller.resourceGroup, name, current.version)
    deps.audit('model version changed', { ...keyOf(next), fields: Object.keys(change), by: caller.principal.id })
    return next
  }

/** Highest number that is taken, by a registered version or by a folder that waits to be one; plus one. */
const numberFor = async ({ store }: VersionsDeps, group: string, { name, version }: VersionDraft): Promise<number> => {
  const { tree, versions } = store.registry
  if (version === null) {
    const folders = (await tree.children(group, modelFolder(name), {})).items
    const numbers = folders.map(({ path }) => Number(nameIn(path))).filter((each) => Number.isSafeInteger(each) && each > 0)
    return Math.max(0, await versions.highest(group, name), ...numbers) + 1
  }
  if (!(await versions.get(group, name, version)) && (await tree.get(group, versionFolder(name, version)))) {
    throw new Failure('conflict', `${versionFolder(name, version)} holds files already; delete them, or ask for another number`, {
      target: 'version',
    })
  }
  return version
}

/** Those of the folders above these paths that are not there yet. */
export const missingFolders = async (
  { store }: Pick<VersionsDeps, 'store'>,
  group: string,
  paths: readonly string[],
): Promise<string[]> => {
  const wanted = new Set(paths.flatMap(foldersAbove))
  const missing: string[] = []
  for (const path of wanted) {
    const there = await store.registry.tree.get(group, path)
    if (there && isFile(there)) throw new Failure('conflict', `${path} is a file; there cannot be a folder of that name`)
    if (!there) missing.push(path)
  }
  return missing
}

const record = ({ version: _asked, ...draft }: VersionDraft, version: number, caller: Caller, now: number) => ({
  ...draft,
  version,
  resourceGroup: caller.resourceGroup,
  creator: caller.principal.name,
  createdAt: now,
  modifiedAt: now,
})

const mustBeSound = ({ metrics }: VersionDraft): void => {
  const trouble = Metrics.safeParse(metrics)
  if (!trouble.success) throw new Failure('invalid', 'metrics must be finite numbers by name', { target: 'metrics' })
}

const told = (deps: VersionsDeps, version: ModelVersion): ModelVersion => {
  deps.audit('model version registered', { ...keyOf(version), bytes: version.bytes, by: version.creator })
  deps.registered(version)
  return version
}

const keyOf = ({ resourceGroup, name, version }: ModelVersion) => ({ resourceGroup, model: name, version })

const nothing = { sha256: '', bytes: 0 } satisfies Pick<FileNode, 'sha256' | 'bytes'>
