import { join } from 'node:path'
import { makeFindCredential } from '../access/credentials.ts'
import { usualWidth } from '../decide/batch-pace.ts'
import type { Clock } from '../domain/clock.ts'
import type { Store } from '../store/store.ts'
import { type CallLine, makeCallLine } from './batches/call-line.ts'
import { type BatchFiles, type BatchFilesDeps, makeBatchFiles } from './batches/files.ts'
import { type BatchVerbs, makeBatchVerbs } from './batches/verbs.ts'
import { type BatchWorker, makeBatchWorker, type WorkerDeps } from './batches/worker.ts'
import type { ControlDeps } from './deps.ts'
import type { Audit } from './platform/caller.ts'

export type BatchesDeps = Pick<ControlDeps, 'clock' | 'newIds' | 'executables'> & {
  readonly store: Store
  /** `files/` lies in it. */
  readonly dataFolder: string
  /** Where the gateway takes lines. */
  readonly socketPath: string
  readonly registry: Pick<BatchFilesDeps, 'quota'>
  readonly audit: Audit
  readonly log: WorkerDeps['log']
  /** Of one file; absent: 200 MiB. */
  readonly mostBytes?: number
}

const usualMostBytes = 200 * 1024 * 1024

export type Batches = AsyncDisposable &
  Pick<BatchWorker, 'start'> & {
    readonly files: BatchFiles
    readonly verbs: BatchVerbs
    readonly mostBytes: number
    readonly clock: Clock
  }

/** Files and batches, put together. */
export function openBatches({ dataFolder, socketPath, mostBytes = usualMostBytes, ...deps }: BatchesDeps): Batches {
  const { store, clock } = deps
  const files = makeBatchFiles({ ...deps, ...deps.registry, folder: join(dataFolder, 'files') })
  const callLine: CallLine & Disposable = makeCallLine(socketPath)
  const find = makeFindCredential(store)
  const findPrincipal = async (entryId: string) => (await find(entryId))?.principal ?? null
  const worker = makeBatchWorker({ ...deps, files, callLine, width: usualWidth, findPrincipal })
  return {
    files,
    mostBytes,
    clock,
    verbs: makeBatchVerbs({ ...deps, files, kick: worker.kick }),
    start: worker.start,
    async [Symbol.asyncDispose]() {
      await worker[Symbol.asyncDispose]()
      callLine[Symbol.dispose]()
    },
  }
}
