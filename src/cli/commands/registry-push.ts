import { createHash } from 'node:crypto'
import { type FileHandle, open, readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { Upload } from '../../client/types.ts'
import { size } from '../output.ts'
import type { Session } from '../session.ts'
import { UsageError } from '../world.ts'
import { patiently } from './patiently.ts'
import { versionShape } from './registry.ts'
import { readSaid, type SaidOptions } from './registry-said.ts'

export type PushOptions = SaidOptions

type Local = { readonly path: string; readonly file: string; readonly bytes: number }

const chunkBytes = 8 * 1024 * 1024

/** Uploads what is new to the server, chunk by chunk, and registers it. A chunk that was lost is sent again. */
export async function push(session: Session, model: string, path: string, options: PushOptions): Promise<void> {
  const { client, world, output } = session
  const said = await readSaid(world, model, options)
  const files = await filesAt(resolve(world.cwd, path), path)
  const show = makeProgress(session, files)
  const uploaded: { path: string; uploadId: string }[] = []
  try {
    for (const file of files) uploaded.push({ path: file.path, uploadId: await send(session, file, show) })
    const version = await client.registry.create({ ...said, files: uploaded })
    show.end()
    await output.one(versionShape, version)
  } catch (error) {
    show.end()
    for (const { uploadId } of uploaded) await client.registry.cancelUpload(uploadId).catch(() => {}) // it goes by itself after a day
    throw error
  }
}

async function send(session: Session, { path, file, bytes }: Local, show: Progress): Promise<string> {
  const { client, world } = session
  await using handle = await open(file)
  const sha256 = await hashOf(handle)
  let upload = await client.registry.beginUpload({ bytes, sha256 })
  try {
    if (upload.state === 'complete') show.passed(path, bytes)
    for (let last: Upload | null = null; upload.missing.length > 0 && upload !== last; ) {
      last = upload
      for (const [from, to] of upload.missing)
        await sendRange(session, handle, { id: upload.id, path, from, to, of: bytes }, show)
      const { id } = upload
      upload = await patiently(world, () => client.registry.getUpload(id))
    }
    await client.registry.completeUpload(upload.id, sha256)
    return upload.id
  } catch (error) {
    await client.registry.cancelUpload(upload.id).catch(() => {}) // it goes by itself after a day
    throw error
  }
}

type Range = { readonly id: string; readonly path: string; readonly from: number; readonly to: number; readonly of: number }

async function sendRange({ client, world }: Session, handle: FileHandle, range: Range, show: Progress): Promise<void> {
  for (let at = range.from; at < range.to; at += chunkBytes) {
    const bytes = new Uint8Array(Math.min(chunkBytes, range.to - at))
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, at)
    if (bytesRead < bytes.length) throw new UsageError(`${range.path} became shorter while it was sent`)
    const chunk = { bytes, from: at, of: range.of }
    await patiently(world, () => client.registry.sendChunk(range.id, chunk, world.interrupted))
    show.passed(range.path, bytes.length)
  }
}

async function hashOf(handle: FileHandle): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of handle.createReadStream({ autoClose: false, start: 0 })) hash.update(piece)
  return hash.digest('hex')
}

/** A file, or all files of a folder; links are followed only where they are named themselves. */
async function filesAt(path: string, said: string): Promise<readonly Local[]> {
  const found = await stat(path).catch(() => null)
  if (!found) throw new UsageError(`there is no file or folder ${said}`)
  if (found.isFile()) return [{ path: basename(path), file: path, bytes: found.size }]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const files = entries.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name))
  if (files.length === 0) throw new UsageError(`${said} holds no files`)
  return Promise.all(
    files.sort().map(async (file) => ({
      path: file.slice(path.replace(/\/+$/, '').length + 1),
      file,
      bytes: (await stat(file)).size,
    })),
  )
}

type Progress = { passed(path: string, bytes: number): void; end(): void }

/** A line that changes where standard error is a terminal, else one JSON object a line for each file. */
function makeProgress({ world }: Session, files: readonly Local[]): Progress {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const left = new Map(files.map(({ path, bytes }) => [path, bytes]))
  let done = 0
  return {
    passed: (path, bytes) => {
      done += bytes
      const rest = (left.get(path) ?? 0) - bytes
      left.set(path, rest)
      if (world.stderr.isTTY) {
        const share = total === 0 ? 100 : Math.floor((done / total) * 100)
        world.stderr.write(`\r\u001b[K${String(share).padStart(3)} %  ${size(done)} of ${size(total)}  ${path}`)
      } else if (rest === 0) world.stderr.write(`${JSON.stringify({ path, bytesDone: done, bytesTotal: total })}\n`)
    },
    end: () => void (world.stderr.isTTY && done > 0 && world.stderr.write('\n')),
  }
}
