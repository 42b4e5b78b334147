import { posix } from 'node:path'
import type { Clock } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import type { Framework } from '../../domain/registry.ts'
import type { Store } from '../../store/store.ts'
import { makeGet } from '../connections/guarded-get.ts'
import type { BlobKeeper } from '../models/blob-keeper.ts'
import type { ImportOne } from '../models/import-one.ts'
import type { Hub } from '../models/open-remote.ts'
import { filesIn, takeFiles } from './fetch-folder.ts'
import { makeFetchGit } from './fetch-git.ts'
import { makeListHub } from './fetch-hub.ts'
import { makeFetchItems, unpackAll } from './fetch-remote.ts'
import { makeListStore } from './fetch-store.ts'
import { frameworkOf } from './framework-of.ts'
import { makeGetText } from './get-text.ts'
import type { ImportSource } from './import-source.ts'
import type { Fetched, ImportTask } from './import-task.ts'
import { makeFindObjectStore } from './object-store.ts'
import type { StorageQuota } from './quota.ts'

export type FetchDeps = {
  readonly store: Pick<Store, 'secrets'>
  readonly clock: Clock
  readonly keeper: BlobKeeper
  readonly importOne: ImportOne
  readonly quota: StorageQuota
  readonly hub: Hub
  readonly allowPrivate: boolean
  readonly openSealed: (sealed: string, context: string) => string | Promise<string>
  /** The environment's PATH, for `git`. */
  readonly searchPath: string
}

export type Brought = { readonly files: readonly Fetched[]; readonly framework: Framework }

/** Brings everything that a source holds into the contents, whatever kind of source it is. */
export const makeFetch = (deps: FetchDeps) => {
  const getText = makeGetText({ clock: deps.clock, get: makeGet(deps) })
  const listHub = makeListHub({ hub: deps.hub, getText })
  const listStore = makeListStore({ clock: deps.clock, getText })
  const findStore = makeFindObjectStore(deps)
  const fetchItems = makeFetchItems(deps)
  const fetchGit = makeFetchGit(deps)

  return async (source: ImportSource, task: ImportTask): Promise<Brought> => {
    const { files, hint } = await bring(source, task)
    const { limitBytes, usedBytes } = await deps.quota.read(task.resourceGroup)
    const free = limitBytes === null ? Number.MAX_SAFE_INTEGER : Math.max(0, limitBytes - usedBytes)
    const unpacked = chosen(await unpackAll(deps.keeper, files, task, free), task)
    return {
      files: unpacked,
      framework: frameworkOf(
        unpacked.map(({ path }) => path),
        hint,
      ),
    }
  }

  async function bring(
    source: ImportSource,
    task: ImportTask,
  ): Promise<{ readonly files: readonly Fetched[]; readonly hint: string | null }> {
    switch (source.kind) {
      case 'hub': {
        const listed = await listHub(source, task.hubToken, task.signal)
        return { files: await fetchItems(chosen(listed.items, task), task), hint: listed.task }
      }
      case 'store': {
        const place = await findStore(task.resourceGroup, task.options.secret)
        return { files: await fetchItems(chosen(await listStore(source, place, task.signal), task), task), hint: null }
      }
      case 'web': {
        const { fileName, text, shown, url } = source
        return {
          files: await fetchItems([{ path: fileName, bytes: null, source: { kind: 'web', text, shown, fileName, url } }], task),
          hint: null,
        }
      }
      case 'git':
        return { files: await fetchGit(source, task), hint: null }
      case 'local':
        return { files: await takeFiles(chosen(await filesIn(source.path, source.path), task), task), hint: null }
    }
  }
}

/** Those that the globs ask for. An archive is chosen by what is in it, once it is unpacked. */
function chosen<T extends { readonly path: string }>(items: readonly T[], { options }: ImportTask): readonly T[] {
  const { include, exclude } = options
  if (items.length === 1 && !include && !exclude) return items
  const matches = (path: string, globs: readonly string[]) =>
    globs.some((glob) => posix.matchesGlob(path, glob) || (!glob.includes('/') && posix.matchesGlob(posix.basename(path), glob)))
  const left = items.filter(({ path }) => (include === null || matches(path, include)) && !(exclude && matches(path, exclude)))
  if (left.length === 0 && items.length > 0) {
    throw new Failure('invalid', `include and exclude leave none of the ${items.length} files`, { target: 'include' })
  }
  return left
}
