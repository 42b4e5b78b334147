import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, open, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../domain/failure.ts'

/** A file on its way in: what has arrived so far, hashed as it comes; it survives restarts until committed or discarded. */
export type PartialFile = {
  readonly bytes: () => number
  /** Validator of the server that the bytes came from. */
  readonly etag: () => string | null
  /** The first four bytes, or fewer where fewer have come. */
  readonly start: () => Buffer
  append(chunk: Buffer): Promise<void>
  /** Starts over, from another version of the file. */
  restart(etag: string | null): Promise<void>
  remember(etag: string | null): Promise<void>
  /** Hex SHA-256 of everything so far. */
  digest(): string
  /** On disk for good, under its final name. */
  commit(target: string): Promise<void>
  discard(): Promise<void>
  close(): Promise<void>
}

const Note = z.object({ etag: z.string().nullable() })

/** Opens what was left of an earlier attempt, or begins anew. */
export async function openPartialFile(folder: string, key: string): Promise<PartialFile> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, `${key}.partial`)
  const notePath = join(folder, `${key}.json`)
  const handle = await open(path, 'a+')
  let etag = await readNote(notePath)
  if (etag === null) await handle.truncate(0) // without a validator nothing tells whether the rest belongs to it
  let { hash, bytes, start } = await readSoFar(handle)

  return {
    bytes: () => bytes,
    etag: () => etag,
    start: () => start,
    append: async (chunk) => {
      await handle.appendFile(chunk)
      hash.update(chunk)
      bytes += chunk.length
      if (start.length < 4) start = Buffer.concat([start, chunk.subarray(0, 4 - start.length)])
    },
    restart: async (next) => {
      await handle.truncate(0)
      hash = createHash('sha256')
      bytes = 0
      start = Buffer.alloc(0)
      await remember(next)
    },
    remember,
    digest: () => hash.copy().digest('hex'),
    commit: async (target) => {
      await handle.sync()
      await handle.close()
      await mkdir(dirname(target), { recursive: true })
      await rename(path, target)
      await syncFolder(dirname(target))
      await rm(notePath, { force: true })
    },
    discard: async () => {
      await handle.close()
      await rm(path, { force: true })
      await rm(notePath, { force: true })
    },
    close: () => handle.close(),
  }

  async function remember(next: string | null): Promise<void> {
    etag = next
    await writeFile(notePath, JSON.stringify({ etag }))
  }
}

/** Throws with the figures when the disk cannot take `needed` more bytes. */
export async function requireRoom(folder: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  if (free < needed) throw noRoom(folder, `needs ${gigabytes(needed)}, ${gigabytes(free)} are free`)
}

export const noRoom = (folder: string, figures?: string) =>
  new Failure(
    'unavailable',
    `no room on the disk that holds ${folder}${figures ? `: ${figures}` : ''}; delete unused model files or use another data directory`,
  )

/** Makes a rename survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(bytes < 1e8 ? 3 : 1)} GB`

async function readNote(path: string): Promise<string | null> {
  try {
    return Note.parse(JSON.parse(await readFile(path, 'utf8'))).etag
  } catch {
    return null // none, or torn by a crash: as good as none
  }
}

async function readSoFar(handle: FileHandle) {
  const hash = createHash('sha256')
  const chunk = Buffer.allocUnsafe(1 << 20)
  let start = Buffer.alloc(0)
  let bytes = 0
  for (;;) {
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, bytes)
    if (bytesRead === 0) return { hash, bytes, start }
    const read = chunk.subarray(0, bytesRead)
    hash.update(read)
    if (start.length < 4) start = Buffer.concat([start, read.subarray(0, 4 - start.length)])
    bytes += bytesRead
  }
}
