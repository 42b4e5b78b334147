import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { LecternError } from './errors.ts'
import type { FileSource, LocalFiles } from './world.ts'

/** Links are followed only where they are named themselves. */
export const localFiles: LocalFiles = {
  find: async (path) => {
    const root = resolve(path)
    const found = await stat(root).catch(() => null)
    if (!found) throw new LecternError(`there is no file or folder ${path}`)
    if (found.isFile()) return [await sourceAt(root, basename(root))]
    const entries = await readdir(root, { recursive: true, withFileTypes: true })
    const files = entries.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name))
    if (files.length === 0) throw new LecternError(`${path} holds no files`)
    return Promise.all(files.sort().map((file) => sourceAt(file, relative(root, file).split(sep).join('/'))))
  },

  readText: async (path) => {
    try {
      return await readFile(path, 'utf8')
    } catch (cause) {
      throw new LecternError(`there is no file ${path}`, { cause })
    }
  },

  keep: async (folder, { path, sha256 }, body) => {
    const root = resolve(folder)
    const target = join(root, path)
    if (!target.startsWith(root + sep)) throw new LecternError(`the server names a file outside of the folder: ${path}`)
    await mkdir(dirname(target), { recursive: true })
    const partial = `${target}.partial`
    const hash = createHash('sha256')
    const handle = await open(partial, 'w')
    try {
      for await (const piece of body) {
        hash.update(piece)
        await handle.appendFile(piece)
      }
      await handle.close()
      if (hash.digest('hex') !== sha256) throw new LecternError(`${path} did not arrive as it was sent; try again`)
      await rename(partial, target)
    } catch (error) {
      await handle.close().catch(() => {})
      await rm(partial, { force: true })
      throw error
    }
  },
}

async function sourceAt(file: string, path: string): Promise<FileSource> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(file)) hash.update(piece)
  const { size } = await stat(file)
  return { path, bytes: size, sha256: hash.digest('hex'), read: (from, to) => readPart(file, from, to) }
}

async function readPart(file: string, from: number, to: number): Promise<Uint8Array> {
  const handle = await open(file)
  try {
    const bytes = new Uint8Array(to - from)
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, from)
    return bytes.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
