import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { constants, copyFile, link, mkdir, realpath, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure } from '../../domain/failure.ts'
import { requireRoom, syncFolder } from './partial-file.ts'
import { type Progress, requireMagic } from './receive.ts'
import type { Source } from './source.ts'

/** A file that was read to its end, as it was then. */
export type Local = { readonly path: string; readonly bytes: number; readonly mtimeMs: number; readonly sha256: string }

/** Reads a file of this machine to the end; answers its size and SHA-256. */
export async function readLocal(
  source: Extract<Source, { kind: 'local' }>,
  progress: Progress,
  signal: AbortSignal,
): Promise<Local> {
  const { path, size, mtimeMs } = await locate(source)
  const hash = createHash('sha256')
  let start: Buffer = Buffer.alloc(0)
  let bytes = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal }) as AsyncIterable<Buffer>) {
    if (bytes === 0) start = chunk.subarray(0, 4)
    requireMagic(source, { start: () => start })
    hash.update(chunk)
    bytes += chunk.length
    await progress(bytes, size)
  }
  return { path, bytes, mtimeMs, sha256: hash.digest('hex') }
}

/** Puts the file at `target`: as a second name of the same bytes where the disk allows, else as a copy. */
export async function takeLocal(local: Local, target: string, scratch: string, key: string): Promise<void> {
  const { path, bytes, mtimeMs } = local
  if ((await stat(path)).mtimeMs !== mtimeMs)
    throw new Failure('conflict', `${path} changed while it was being imported; try again`)
  await mkdir(dirname(target), { recursive: true })
  await mkdir(scratch, { recursive: true })
  const linked = await link(path, target).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return true
      if (['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'EACCES'].includes(error.code ?? '')) return false
      throw error
    },
  )
  if (!linked) {
    await requireRoom(scratch, bytes)
    const copy = join(scratch, `${key}.copy`)
    await copyFile(path, copy, constants.COPYFILE_FICLONE)
    await rename(copy, target)
  }
  await syncFolder(dirname(target))
}

async function locate(source: Extract<Source, { kind: 'local' }>) {
  try {
    const path = await realpath(source.path)
    const found = await stat(path)
    if (!found.isFile()) throw new Failure('invalid', `${source.path} is not a file`)
    return { path, size: found.size, mtimeMs: found.mtimeMs }
  } catch (error) {
    if (error instanceof Failure) throw error
    const code = error instanceof Error && 'code' in error ? error.code : ''
    throw new Failure(
      'invalid',
      code === 'ENOENT' ? `there is no file ${source.path}` : `${source.path} cannot be read (${String(code)})`,
    )
  }
}
