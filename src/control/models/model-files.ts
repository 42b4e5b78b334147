import type { Clock } from '../../domain/clock.ts'
import type { NewIds } from '../../domain/ids.ts'
import type { Store } from '../../store/store.ts'
import { makeGet } from '../connections/guarded-get.ts'
import type { Audit } from '../platform/caller.ts'
import { type BlobKeeper, makeBlobKeeper } from './blob-keeper.ts'
import { makeBlobs, makeResolveModelFile } from './blobs.ts'
import { type Files, makeFiles } from './files.ts'
import { type ImportOne, makeImportOne } from './import-one.ts'
import { type Imports, makeImports } from './imports.ts'
import { type Hub, makeOpenRemote } from './open-remote.ts'
import { makeReceive } from './receive.ts'

export type ModelFilesDeps = {
  readonly store: Store
  readonly clock: Clock
  readonly newIds: Pick<NewIds, 'uuid'>
  /** `<data-dir>/models` */
  readonly modelsFolder: string
  readonly hub: Hub
  /** The administrator lets imports reach private addresses, and plain http. */
  readonly allowPrivate: boolean
  readonly audit: Audit
  readonly arrived: (source: string) => void
}

export type ModelFiles = {
  readonly imports: Imports
  readonly files: Files
  /** Every content and its names, for others that keep files beside these. */
  readonly keeper: BlobKeeper
  readonly importOne: ImportOne
  /** Path by source or SHA-256; see `blobs.ts`. */
  readonly resolveModelFile: (named: string) => Promise<string>
}

const importsAtOnce = 2

/** Everything about model files, put together. */
export function openModelFiles(deps: ModelFilesDeps): ModelFiles {
  const blobs = makeBlobs(deps.modelsFolder)
  const keeper = makeBlobKeeper(deps.store, blobs)
  const openRemote = makeOpenRemote({ clock: deps.clock, get: makeGet(deps), hub: deps.hub })
  const receive = makeReceive({ clock: deps.clock, openRemote })
  const importOne = makeImportOne({ modelsFolder: deps.modelsFolder, blobs, receive })
  return {
    imports: makeImports({ ...deps, keeper, importOne, atOnce: importsAtOnce, allowHttp: deps.allowPrivate }),
    files: makeFiles({ ...deps, keeper }),
    keeper,
    importOne,
    resolveModelFile: makeResolveModelFile(deps.store, blobs),
  }
}
