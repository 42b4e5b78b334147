import { createHash } from 'node:crypto'
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../domain/failure.ts'
import type { Blobs } from './blobs.ts'
import { openPartialFile, type PartialFile } from './partial-file.ts'
import type { makeReceive, Progress, RemoteSource } from './receive.ts'
import type { Source } from './source.ts'
import { readLocal, takeLocal } from './take-local.ts'
import { makeTurns } from './turns.ts'

export type ImportOneDeps = {
  readonly modelsFolder: string
  readonly blobs: Blobs
  readonly receive: ReturnType<typeof makeReceive>
}

export type ImportOne = (
  source: Source,
  /** What the content must be; null = whatever comes (or what the hub vouches for). */
  expected: string | null,
  progress: Progress,
  verifying: () => Promise<void>,
  signal: AbortSignal,
) => Promise<{ readonly sha256: string; readonly bytes: number }>

/** Brings one source into the blobs: all of it and nothing else, or a Failure that says why not. */
export const makeImportOne = (deps: ImportOneDeps): ImportOne => {
  const scratch = join(deps.modelsFolder, 'partial')

  const turns = makeTurns()

  return async (source, expected, progress, verifying, signal) => {
    await mkdir(scratch, { recursive: true })
    const key = createHash('sha256').update(source.text).digest('hex')
    if (expected && (await deps.blobs.has(expected))) return here(expected)
    // One of a source at a time: two would write into the same partial file.
    return inTurn(key, signal, () => (source.kind === 'local' ? fromDisk(source) : fromNetwork(source)))

    async function fromDisk(local: Extract<Source, { kind: 'local' }>) {
      const read = await readLocal(local, progress, signal)
      await verifying()
      requireEqual(source, expected, read.sha256)
      if (!(await deps.blobs.has(read.sha256))) await takeLocal(read, deps.blobs.path(read.sha256), scratch, key)
      return { sha256: read.sha256, bytes: read.bytes }
    }

    async function fromNetwork(remote: RemoteSource) {
      const partial = await openPartialFile(scratch, key)
      let finished = false
      try {
        const vouched = await deps.receive(remote, partial, scratch, progress, (sha256) => isHere(sha256), signal)
        if (vouched && (await deps.blobs.has(vouched))) {
          finished = true
          await partial.discard()
          return await here(vouched)
        }
        await verifying()
        finished = true
        return await settle(partial, vouched)
      } catch (error) {
        // What may be continued stays for the next attempt; what is wrong, or no longer wanted, goes.
        if (!finished && (partial.bytes() === 0 || (signal.aborted ? signal.reason === cancelled : isWrong(error)))) {
          finished = true
          await partial.discard()
        }
        throw error
      } finally {
        if (!finished) await partial.close()
      }
    }

    async function isHere(vouched: string | null): Promise<boolean> {
      if (vouched && expected && vouched !== expected) {
        throw new Failure('invalid', `${source.shown}: the hub says its SHA-256 is ${vouched}, not ${expected}`, {
          target: 'sha256',
        })
      }
      return vouched !== null && deps.blobs.has(vouched)
    }

    async function settle(partial: PartialFile, vouched: string | null) {
      const sha256 = partial.digest()
      const bytes = partial.bytes()
      try {
        requireEqual(source, expected ?? vouched, sha256)
        if (bytes === 0) throw new Failure('invalid', `${source.shown} is empty`)
      } catch (error) {
        await partial.discard()
        throw error
      }
      await partial.commit(deps.blobs.path(sha256))
      return { sha256, bytes }
    }
  }

  /** Who is called off while waiting leaves at once; who is at work cleans up first. */
  function inTurn<T>(key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    let begun = false
    const turn = turns(key, async () => {
      signal.throwIfAborted()
      begun = true
      return work()
    })
    return new Promise((resolve, reject) => {
      turn.then(resolve, reject)
      signal.addEventListener('abort', () => !begun && reject(signal.reason), { once: true })
    })
  }

  async function here(sha256: string) {
    return { sha256, bytes: (await stat(deps.blobs.path(sha256))).size }
  }
}

/** The reason of a signal when a person called the import off, in contrast to a shutdown. */
export const cancelled = new Failure('conflict', 'cancelled')

const isWrong = (error: unknown): boolean => error instanceof Failure && error.code === 'invalid'

function requireEqual(source: Source, expected: string | null, actual: string): void {
  if (expected === null || expected === actual) return
  throw new Failure(
    'invalid',
    `${source.shown}: checksum mismatch: the SHA-256 should be ${expected} but is ${actual}; nothing was kept`,
  )
}
