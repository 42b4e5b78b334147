import { createHash } from 'node:crypto'
import { type FileHandle, open, readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { ApiError, UnreachableError } from '../../client/api-error.ts'
import type { Upload } from '../../client/types.ts'
import { makeProgress } from '../progress.ts'
import type { Session } from '../session.ts'
import { UsageError, type World } from '../world.ts'
import { type LeftUploads, openLeftUploads } from './left-uploads.ts'
import { patiently } from './patiently.ts'
import { versionShape } from './registry.ts'
import { readSaid, type SaidOptions } from './registry-said.ts'

export type PushOptions = SaidOptions

type Local = { readonly path: string; readonly file: string; readonly bytes: number }

const chunkBytes = 8 * 1024 * 1024

/** Uploads what is new to the server, chunk by chunk, and registers it. A chunk that was lost is sent again, what had come before a break is not. */
export async function push(session: Session, model: string, path: string, options: PushOptions): Promise<void> {
  const { client, world, output, say } = session
  const said = await readSaid(world, model, options)
  const files = await filesAt(resolve(world.cwd, path), path)
  const left = openLeftUploads(world, session)
  const show = makeShow(session, files)
  const sent: Sent[] = []
  try {
    for (const file of files) sent.push(await send(session, left, file, show))
    const version = await client.registry.create({ ...said, files: sent.map(({ path, uploadId }) => ({ path, uploadId })) })
    for (const { sha256 } of sent) await left.forget(sha256)
    show.end()
    await output.one(versionShape, version)
  } catch (error) {
    show.end()
    if (isBreak(world, error)) say('what has come there stays for a day: the same command goes on with it')
    else for (const each of sent) await discard(session, left, each)
    throw error
  }
}

type Sent = { readonly path: string; readonly uploadId: string; readonly sha256: string }

/** The server refused nothing: the way there is broken, or the person has left. */
const isBreak = (world: World, error: unknown): boolean => world.interrupted.aborted || error instanceof UnreachableError

async function discard({ client }: Session, left: LeftUploads, { uploadId, sha256 }: Sent): Promise<void> {
  await left.forget(sha256)
  await client.registry.cancelUpload(uploadId).catch(() => {}) // it goes by itself after a day
}

async function send(session: Session, left: LeftUploads, { path, file, bytes }: Local, show: Show): Promise<Sent> {
  const { client, world } = session
  await using handle = await open(file)
  const sha256 = await hashOf(handle)
  let upload = (await leftOver(session, left, sha256, bytes)) ?? (await client.registry.beginUpload({ bytes, sha256 }))
  const sent = { path, uploadId: upload.id, sha256 }
  await left.remember(sha256, upload.id)
  try {
    show.passed(bytes - upload.missing.reduce((sum, [from, to]) => sum + to - from, 0))
    for (let last: Upload | null = null; upload.missing.length > 0 && upload !== last; ) {
      last = upload
      for (const [from, to] of upload.missing)
        await sendRange(session, handle, { id: upload.id, path, from, to, of: bytes }, show)
      const { id } = upload
      upload = await patiently(world, () => client.registry.getUpload(id))
    }
    await client.registry.completeUpload(upload.id, sha256)
    return sent
  } catch (error) {
    if (!isBreak(world, error)) await discard(session, left, sent)
    throw error
  }
}

/** What an earlier try has begun; null: nothing, or the server has forgotten it. */
async function leftOver({ client }: Session, left: LeftUploads, sha256: string, bytes: number): Promise<Upload | null> {
  const id = await left.find(sha256)
  if (id === null) return null
  const found = await client.registry.getUpload(id).catch((error) => {
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  })
  return found?.bytes === bytes ? found : null
}

type Range = { readonly id: string; readonly path: string; readonly from: number; readonly to: number; readonly of: number }

async function sendRange({ client, world }: Session, handle: FileHandle, range: Range, show: Show): Promise<void> {
  for (let at = range.from; at < range.to; at += chunkBytes) {
    const bytes = new Uint8Array(Math.min(chunkBytes, range.to - at))
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, at)
    if (bytesRead < bytes.length) throw new UsageError(`${range.path} became shorter while it was sent`)
    const chunk = { bytes, from: at, of: range.of }
    await patiently(world, () => client.registry.sendChunk(range.id, chunk, world.interrupted))
    show.passed(bytes.length)
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

type Show = { passed(bytes: number): void; end(): void }

function makeShow(session: Session, files: readonly Local[]): Show {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const progress = makeProgress(session, files.length === 1 ? (files[0]?.path ?? '') : `${files.length} files`)
  let done = 0
  return {
    passed: (bytes) => {
      done += bytes
      progress.show({ phase: 'uploading', done, total })
    },
    end: progress.end,
  }
}
