import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../domain/clock.ts'
import type { TreeNode } from '../../domain/registry.ts'
import type { BlobKeeper } from '../models/blob-keeper.ts'
import { makeMakeFolder, removeFolder } from './materialise.ts'

/** Folders of the tree as they are at a moment, on disk for model servers: with other files it is another folder. */
export type Snapshots = {
  /** Read-only, made once for all that ask for the same files. `nodes`: everything from `root` on. */
  folder(group: string, root: string, nodes: readonly TreeNode[]): Promise<string>
  /** Takes away what nobody has asked for in a day. */
  removeUnused(): Promise<void>
  removeGroup(group: string): Promise<void>
}

export type SnapshotsDeps = {
  readonly keeper: BlobKeeper
  readonly clock: Clock
  /** `<data-dir>/models/folders`: on the disk that has the contents. */
  readonly snapshotsFolder: string
}

const unusedMs = 24 * 3_600_000
/** No group's id begins with a dot. */
const scratchName = '.making'

export function makeSnapshots({ keeper, clock, snapshotsFolder }: SnapshotsDeps): Snapshots {
  const made = makeMakeFolder(keeper, join(snapshotsFolder, scratchName))
  const openedAt = clock.now()
  const usedAt = new Map<string, number>()

  return {
    folder(group, root, nodes) {
      const at = join(snapshotsFolder, group, digestOf(root, nodes))
      usedAt.set(at, clock.now())
      return made.ensure(at, join(at, 'Files'), root, async () => nodes)
    },
    async removeUnused() {
      for (const group of await readdir(snapshotsFolder).catch(() => [])) {
        if (group === scratchName) continue
        for (const name of await readdir(join(snapshotsFolder, group))) {
          const at = join(snapshotsFolder, group, name)
          // Whoever needs it asks at every turn, so that a day after the start nobody is left to ask for the first time.
          if (clock.now() - (usedAt.get(at) ?? openedAt) < unusedMs) continue
          usedAt.delete(at)
          await made.remove(at)
        }
      }
    },
    removeGroup: (group) => removeFolder(join(snapshotsFolder, group)),
  }
}

/** Of names and contents, whatever they are below. */
function digestOf(root: string, nodes: readonly TreeNode[]): string {
  const lines = nodes.map(({ path, sha256 }) => JSON.stringify([path.slice(root.length), sha256])).sort()
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 24)
}
