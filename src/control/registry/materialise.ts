import { chmod, copyFile, link, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure } from '../../domain/failure.ts'
import { type FileNode, isFile, type TreeNode } from '../../domain/registry.ts'
import type { BlobKeeper } from '../models/blob-keeper.ts'
import { makeTurns } from '../models/turns.ts'

export type MakeFolder = {
  /**
   * The folder with these files, made now unless it is there: whole or not at all, and read-only. `target` is absolute. One at a
   * time for each `owner`, whose folders lie in one: `nodes` is asked in its turn, and nothing is made where it finds nothing.
   */
  ensure(owner: string, target: string, root: string, nodes: () => Promise<readonly TreeNode[]>): Promise<string>
  /** In the owner's turn: what is being made is made first, and goes too. */
  remove(owner: string): Promise<void>
}

/**
 * `scratch`: on the same disk as every target, because a folder appears by being renamed. Files are second names of the contents
 * themselves, so a version takes no room but once.
 */
export function makeMakeFolder(keeper: Pick<BlobKeeper, 'blobs'>, scratch: string): MakeFolder {
  const turns = makeTurns()
  return {
    ensure: (owner, target, root, nodes) =>
      turns(owner, async () => {
        if (await isThere(target)) return target
        await mkdir(scratch, { recursive: true })
        const making = await mkdtemp(join(scratch, 'making-'))
        try {
          const inside = join(making, 'files')
          const found = await nodes()
          // Deleted between being looked up and being asked for: an empty folder would stand for the next of its number.
          if (found.length === 0) throw new Failure('unavailable', `${root} was deleted; try again`)
          await fill(inside, root, found)
          await mkdir(dirname(target), { recursive: true })
          await rename(inside, target)
          await chmod(target, folderMode) // not before: a folder without write permission cannot be renamed
        } finally {
          await removeFolder(making)
        }
        return target
      }),
    remove: (owner) => turns(owner, () => removeFolder(owner)),
  }

  async function fill(folder: string, root: string, nodes: readonly TreeNode[]): Promise<void> {
    await mkdir(folder, { recursive: true })
    const folders: string[] = []
    for (const node of nodes) {
      if (node.path === root) continue
      const path = join(folder, node.path.slice(root.length + 1))
      if (isFile(node)) {
        await mkdir(dirname(path), { recursive: true })
        await place(node, path)
      } else {
        await mkdir(path, { recursive: true })
        folders.push(path)
      }
    }
    // From the innermost out: nothing can be added to a folder that is read-only.
    for (const path of folders.reverse()) await chmod(path, folderMode)
  }

  async function place({ path, sha256 }: FileNode, target: string): Promise<void> {
    const blob = keeper.blobs.path(sha256)
    try {
      await link(blob, target)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (code === 'ENOENT') {
        throw new Failure('unavailable', `the content of ${path} (${sha256}) is missing from the models folder; restore it there`)
      }
      if (!['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'EACCES'].includes(code)) throw error
      await copyFile(blob, target)
      await chmod(target, 0o444)
    }
  }
}

const folderMode = 0o555

/** Also where folders are read-only, which `rm` alone does not do for ordinary users. */
export async function removeFolder(path: string): Promise<void> {
  if (!(await isThere(path))) return
  await makeWritable(path)
  await rm(path, { recursive: true, force: true })
}

async function makeWritable(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(join(folder, entry.name))
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
