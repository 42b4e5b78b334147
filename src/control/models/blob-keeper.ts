import { chmod, copyFile, mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Store } from '../../store/store.ts'
import type { Blobs } from './blobs.ts'
import { syncFolder } from './partial-file.ts'
import { makeTurns } from './turns.ts'

export type BlobKeeper = {
  readonly blobs: Blobs
  /**
   * Contents get their names in here, one piece of work at a time, and nothing is removed meanwhile: what `has` finds is still
   * there when it is written down. Work must not call `naming` or `release`.
   */
  naming<T>(work: () => Promise<T>): Promise<T>
  /** Moves a whole, checked file in under its hash; call it in `naming`. Nobody may write to it any more. */
  adopt(file: string, sha256: string): Promise<void>
  /** Makes a blob that came another way (a link to somebody's file) our own and read-only. */
  own(sha256: string): Promise<void>
  /** Keeps a content that has no name yet; the answer lets it go again. */
  hold(sha256: string): () => void
  /** Removes those of the contents that nothing names or holds any more. */
  release(sha256s: readonly string[]): Promise<void>
}

const readOnly = 0o444

export function makeBlobKeeper(store: Pick<Store, 'registry'>, blobs: Blobs): BlobKeeper {
  const turns = makeTurns()
  const held = new Map<string, number>()
  const naming: BlobKeeper['naming'] = (work) => turns('names', work)

  return {
    blobs,
    naming,

    hold: (sha256) => {
      held.set(sha256, (held.get(sha256) ?? 0) + 1)
      return () => {
        const left = (held.get(sha256) ?? 1) - 1
        if (left > 0) held.set(sha256, left)
        else held.delete(sha256)
      }
    },

    adopt: async (file, sha256) => {
      if (await blobs.has(sha256)) return rm(file, { force: true })
      const target = blobs.path(sha256)
      await mkdir(dirname(target), { recursive: true })
      await chmod(file, readOnly)
      await rename(file, target)
      await syncFolder(dirname(target))
    },

    own: async (sha256) => {
      const path = blobs.path(sha256)
      const { mode, nlink } = await stat(path)
      if ((mode & 0o222) === 0) return
      if (nlink === 1) return chmod(path, readOnly)
      const copy = join(dirname(path), `${sha256}.copy`)
      await copyFile(path, copy)
      await chmod(copy, readOnly)
      await rename(copy, path)
    },

    release: async (sha256s) => {
      if (sha256s.length === 0) return
      await naming(async () => {
        const named = await store.registry.named(sha256s)
        for (const sha256 of sha256s) if (!named.has(sha256) && !held.has(sha256)) await blobs.remove(sha256)
      })
    },
  }
}
