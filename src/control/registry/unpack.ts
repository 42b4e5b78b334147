import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../domain/failure.ts'
import { short } from '../platform/listing.ts'
import type { ArchiveLimits, TakeEntry } from './archive-limits.ts'
import { filePath } from './paths.ts'
import { readTar } from './unpack-tar.ts'
import { readZip } from './unpack-zip.ts'

export type Unpacked = { readonly path: string; readonly file: string; readonly sha256: string; readonly bytes: number }

/** Named like an archive: `.tar`, `.tar.gz`, `.tgz`, `.zip`. */
export const isArchive = (fileName: string): boolean => /\.(tar|tar\.gz|tgz|zip)$/i.test(fileName)

/**
 * Unpacks into `folder`, which is ours alone, under numbers instead of the archive's names: nothing in it can be written elsewhere.
 * Links, devices, encrypted entries, paths that lead out, and bombs are refused; the caller removes the folder.
 */
export async function unpack(
  archive: { readonly file: string; readonly name: string; readonly bytes: number },
  folder: string,
  limits: ArchiveLimits,
  signal: AbortSignal,
): Promise<readonly Unpacked[]> {
  await mkdir(folder, { recursive: true })
  const found: Unpacked[] = []
  let total = 0
  const grow = (bytes: number): void => {
    total += bytes
    if (total > limits.bytes) throw refused(`unpacks to more than the ${limits.bytes} bytes that are free`, 'too_large')
    if (total > limits.freeBytes && total > limits.ratio * archive.bytes)
      throw refused(`unpacks to more than ${limits.ratio} times its size`)
  }
  const take: TakeEntry = async ({ name, write }) => {
    signal.throwIfAborted()
    const path = filePath(name.replace(/^(?:\.\/)+/, ''), `archive ${short(archive.name)}:`)
    if (found.length >= limits.files) throw refused(`holds more than ${limits.files} files`)
    const file = join(folder, String(found.length))
    const handle = await open(file, 'wx', 0o600)
    const hash = createHash('sha256')
    let bytes = 0
    try {
      for await (const piece of write()) {
        signal.throwIfAborted()
        grow(piece.length)
        bytes += piece.length
        hash.update(piece)
        await handle.appendFile(piece)
      }
    } finally {
      await handle.close()
    }
    found.push({ path, file, sha256: hash.digest('hex'), bytes })
  }

  try {
    await ((await isZip(archive.file)) ? readZip(archive.file, take) : readTar(archive.file, take, limits, signal))
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof Failure) throw error
    const trouble = error instanceof Error ? error.message : String(error)
    throw new Failure(
      'invalid',
      `archive ${short(archive.name)} cannot be read: ${short(trouble)}`,
      { target: 'source' },
      { cause: error },
    )
  }
  if (found.length === 0) throw refused('holds no files')
  return found

  function refused(words: string, code: 'invalid' | 'too_large' = 'invalid'): Failure {
    return new Failure(code, `archive ${short(archive.name)} ${words}; nothing was kept`, {
      target: 'source',
      ...(code === 'too_large' ? { code: 'QuotaExceeded' } : {}),
    })
  }
}

const isZip = async (file: string): Promise<boolean> => {
  for await (const start of createReadStream(file, { end: 3 }) as AsyncIterable<Buffer>)
    return start.subarray(0, 2).toString('latin1') === 'PK'
  return false
}
