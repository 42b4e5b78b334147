import { UnreachableError } from '../client/api-error.ts'
import type { Schemas } from '../client/typed.ts'
import { LecternError } from './errors.ts'
import type { FileContent, FileSource, Place, World } from './world.ts'

const chunkBytes = 8 * 1024 * 1024
const attempts = 4
const pauseMs = 500

export type Progress = { readonly path: string; readonly bytesDone: number; readonly bytesTotal: number }

/** Sends what the server does not hold yet; pieces that got lost are sent again. Answers the uploads' ids. */
export async function uploadAll(
  place: Place,
  files: readonly FileSource[],
  onProgress: (progress: Progress) => void = () => {},
  signal?: AbortSignal,
): Promise<readonly { readonly path: string; readonly uploadId: string }[]> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const uploaded: { path: string; uploadId: string }[] = []
  let before = 0
  try {
    for (const file of files) {
      const passed = (done: number) => onProgress({ path: file.path, bytesDone: before + done, bytesTotal: total })
      uploaded.push({ path: file.path, uploadId: await uploadOne(place, file, passed, signal) })
      before += file.bytes
      passed(0)
    }
    return uploaded
  } catch (error) {
    for (const { uploadId } of uploaded) await forget(place, uploadId)
    throw error
  }
}

/** It would go by itself, after a day. */
export const forget = ({ api }: Place, uploadId: string): Promise<unknown> =>
  api('DELETE', '/v2/lm/registry/uploads/{uploadId}', { path: { uploadId } }).catch(() => {})

async function uploadOne(
  place: Place,
  file: FileSource,
  passed: (done: number) => void,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { api, http } = place
  const { bytes, sha256 } = file
  const known = sha256 === undefined ? {} : { sha256 }
  let upload = await api('POST', '/v2/lm/registry/uploads', { body: { bytes, ...known } })
  const uploadId = upload.id
  const path = { uploadId }
  try {
    for (let last: Schemas['Upload'] | null = null; upload.missing.length > 0 && upload !== last; ) {
      last = upload
      for (const [from, to] of upload.missing) {
        for (let at = from; at < to; at += chunkBytes) {
          signal?.throwIfAborted()
          const chunk = { bytes: await file.read(at, Math.min(at + chunkBytes, to)), from: at, of: bytes }
          if (chunk.bytes.length === 0) throw new LecternError(`${file.path} became shorter while it was sent`)
          await patiently(place.world, () => http.call('PUT', `/v2/lm/registry/uploads/${uploadId}`, { chunk, signal }))
          passed(at + chunk.bytes.length)
        }
      }
      upload = await patiently(place.world, () => api('GET', '/v2/lm/registry/uploads/{uploadId}', { path }))
    }
    await api('POST', '/v2/lm/registry/uploads/{uploadId}/complete', { path, body: known })
    return uploadId
  } catch (error) {
    await forget(place, uploadId)
    throw error
  }
}

/** Of what may be asked again. */
async function patiently<T>({ clock }: World, ask: () => Promise<T>): Promise<T> {
  for (let left = attempts; ; left -= 1) {
    try {
      return await ask()
    } catch (error) {
      if (left <= 1 || !(error instanceof UnreachableError)) throw error
      await clock.sleep(pauseMs)
    }
  }
}

/** What was given as a path is read where there are files; contents are sent as they are. */
export async function sourcesOf({ files }: World, given: string | readonly FileContent[]): Promise<readonly FileSource[]> {
  if (typeof given !== 'string') return given.map(sourceOf)
  if (!files) throw new LecternError(`there are no local files here: give the contents of ${given}`)
  return files.find(given)
}

const sourceOf = ({ path, content }: FileContent): FileSource => {
  const blob = content instanceof Blob ? content : new Blob([typeof content === 'string' ? content : new Uint8Array(content)])
  return { path, bytes: blob.size, read: async (from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer()) }
}
