import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlobKeeper } from '../models/blob-keeper.ts'
import type { ImportOne } from '../models/import-one.ts'
import type { Source } from '../models/source.ts'
import { usualLimits } from './archive-limits.ts'
import type { Fetched, ImportTask } from './import-task.ts'
import { isArchive, unpack } from './unpack.ts'

export type RemoteItem = {
  readonly path: string
  readonly source: Source
  /** null where nobody said. */
  readonly bytes: number | null
}

export type FetchItems = (items: readonly RemoteItem[], task: ImportTask) => Promise<readonly Fetched[]>

/** Brings files of elsewhere in, one after the other; what is here already by its hash is not transferred again. */
export const makeFetchItems = ({ importOne }: { readonly importOne: ImportOne }): FetchItems => {
  return async (items, task) => {
    const known = items.every(({ bytes }) => bytes !== null)
    const bytesTotal = known ? items.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0) : null
    if (bytesTotal !== null) await task.mustFit(bytesTotal)
    await task.report({ filesTotal: items.length, bytesTotal })
    const fetched: Fetched[] = []
    let before = 0
    for (const item of items) {
      task.signal.throwIfAborted()
      await task.report({ currentFile: item.path, filesDone: fetched.length, bytesDone: before })
      const content = item.bytes === 0 ? await empty(task) : await one(item, task, before, bytesTotal)
      fetched.push({ path: item.path, ...content })
      before += content.bytes
    }
    await task.report({ currentFile: null, filesDone: fetched.length, bytesDone: before, bytesTotal: before })
    return fetched
  }

  async function one({ source }: RemoteItem, task: ImportTask, before: number, all: number | null) {
    let checked = -1
    const progress = async (bytesDone: number, bytesTotal: number | null): Promise<void> => {
      const known = bytesTotal ?? bytesDone
      if (all === null && (checked < 0 || known > checked + checkEveryBytes)) {
        checked = known
        await task.mustFit(before + known)
      }
      await task.report({ bytesDone: before + bytesDone, ...(all === null ? { bytesTotal } : {}) })
    }
    const content = await importOne(source, null, progress, async () => {}, task.signal)
    task.keep(content.sha256)
    return content
  }

  async function empty(task: ImportTask) {
    const file = join(task.scratch, 'empty')
    await mkdir(task.scratch, { recursive: true })
    await writeFile(file, '')
    const content = { sha256: emptyHash, bytes: 0 }
    await task.take(file, content)
    return content
  }
}

/** Where nobody says how large a file is, it is compared with what is left as it grows; in the end it is in any case. */
const checkEveryBytes = 16 * 1024 * 1024

const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** Puts the files of an archive in the place of the archive. */
export const unpackAll = async (
  keeper: BlobKeeper,
  fetched: readonly Fetched[],
  task: ImportTask,
  freeBytes: number,
): Promise<readonly Fetched[]> => {
  const [only, ...others] = fetched
  if (!only || others.length > 0 || !task.options.unpack || !isArchive(only.path)) return fetched
  const file = keeper.blobs.path(only.sha256)
  const archive = { file, name: only.path, bytes: (await stat(file)).size }
  const found = await unpack(archive, join(task.scratch, 'unpacked'), { ...usualLimits, bytes: freeBytes }, task.signal)
  for (const each of found) await task.take(each.file, each)
  return found.map(({ path, sha256, bytes }) => ({ path, sha256, bytes }))
}
