import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, mkdir, open, readdir, realpath } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Failure } from '../../domain/failure.ts'
import { short } from '../platform/listing.ts'
import type { Fetched, ImportTask } from './import-task.ts'
import { filePath } from './paths.ts'

const mostFiles = 100_000

export type FoundFile = { readonly path: string; readonly file: string; readonly bytes: number }

/** The files of a folder, or the one file; links and what is no ordinary file are refused. `skip`: names at the top to leave out. */
export async function filesIn(path: string, what: string, skip: readonly string[] = []): Promise<readonly FoundFile[]> {
  const top = await realpath(path).catch(() => {
    throw new Failure('invalid', `source: there is no file or folder ${what}`, { target: 'source' })
  })
  const { size, isFile } = await shape(top, what)
  if (isFile) return [{ path: filePath(basename(top), 'source'), file: top, bytes: size }]
  const found: FoundFile[] = []
  const walk = async (folder: string, before: string): Promise<void> => {
    for (const name of (await readdir(folder)).sort()) {
      if (before === '' && skip.includes(name)) continue
      const file = join(folder, name)
      const here = filePath(`${before}${name}`, 'source')
      const { size: bytes, isFile: file_ } = await shape(file, here)
      if (file_) found.push({ path: here, file, bytes })
      else await walk(file, `${here}/`)
      if (found.length > mostFiles) throw new Failure('invalid', `source: ${what} holds more than ${mostFiles} files`)
    }
  }
  await walk(top, '')
  if (found.length === 0) throw new Failure('invalid', `source: ${what} holds no files`, { target: 'source' })
  return found
}

async function shape(path: string, what: string): Promise<{ size: number; isFile: boolean }> {
  const found = await lstat(path).catch((cause) => {
    throw new Failure('invalid', `source: ${short(what)} cannot be read`, { target: 'source' }, { cause })
  })
  if (found.isSymbolicLink()) throw new Failure('invalid', `source: ${short(what)} is a link; only files and folders are allowed`)
  if (!found.isFile() && !found.isDirectory()) throw new Failure('invalid', `source: ${short(what)} is no ordinary file`)
  return { size: found.size, isFile: found.isFile() }
}

/** Copies files of this machine: what happens to the originals afterwards changes nothing here. */
export async function takeFiles(files: readonly FoundFile[], task: ImportTask): Promise<readonly Fetched[]> {
  const bytesTotal = files.reduce((sum, { bytes }) => sum + bytes, 0)
  await task.mustFit(bytesTotal)
  await task.report({ filesTotal: files.length, bytesTotal })
  await mkdir(task.scratch, { recursive: true })
  const fetched: Fetched[] = []
  let bytesDone = 0
  for (const [at, { path, file }] of files.entries()) {
    await task.report({ currentFile: path, filesDone: at })
    const copy = join(task.scratch, `copy-${at}`)
    const target = await open(copy, 'wx', 0o600)
    const hash = createHash('sha256')
    let bytes = 0
    try {
      for await (const piece of createReadStream(file, {
        highWaterMark: 1 << 20,
        signal: task.signal,
      }) as AsyncIterable<Buffer>) {
        hash.update(piece)
        bytes += piece.length
        bytesDone += piece.length
        await target.appendFile(piece)
        await task.report({ bytesDone })
      }
    } finally {
      await target.close()
    }
    const content = { sha256: hash.digest('hex'), bytes }
    await task.take(copy, content)
    fetched.push({ path, ...content })
  }
  await task.report({ currentFile: null, filesDone: files.length })
  return fetched
}
