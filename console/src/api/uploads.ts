import { api, callOk } from './client.ts'
import { Problem } from './problem.ts'

/** `missing`: byte ranges [from, to) that have not come. */
type Upload = { readonly id: string; readonly bytes: number; readonly missing: readonly (readonly number[])[] }

/** Of a chunk: small enough that a lost one costs little, and that the progress moves. */
const chunkBytes = 4 * 1024 * 1024
/** The browser hashes only what is in memory as a whole. */
const hashedBytes = 128 * 1024 * 1024
const mostTries = 6

/**
 * Sends a file and returns the id of the complete upload. Goes on where an earlier try broke off, also after the page was left;
 * a chunk that was lost is sent again. `onProgress`: bytes that the server has. Rejects with `Problem`, or `AbortError` when `signal` ends it.
 */
export async function uploadFile(file: File, signal: AbortSignal, onProgress: (done: number) => void): Promise<string> {
  const sha256 = await hashOf(file)
  let upload = (await resumed(file)) ?? (await begun(file, sha256))
  onProgress(doneOf(upload))
  for (let tries = 0; upload.missing.length > 0; ) {
    const [from, to] = (upload.missing[0] ?? []) as [number, number]
    const end = Math.min(to, from + chunkBytes)
    try {
      const answer = await callOk(`/v2/lm/registry/uploads/${encodeURIComponent(upload.id)}`, {
        method: 'PUT',
        signal,
        headers: { 'content-type': 'application/octet-stream', 'content-range': `bytes ${from}-${end - 1}/${file.size}` },
        body: file.slice(from, end),
      })
      upload = (await answer.json()) as Upload
      onProgress(doneOf(upload))
      tries = 0
    } catch (error) {
      tries += 1
      const final = error instanceof Problem && error.status < 500 && error.status !== 429
      if (signal.aborted || final || tries >= mostTries) throw error
      await pause(500 * 2 ** tries, signal)
    }
  }
  const path = { uploadId: upload.id }
  await api.POST('/v2/lm/registry/uploads/{uploadId}/complete', { params: { path }, body: sha256 === null ? {} : { sha256 } })
  localStorage.removeItem(keyOf(file))
  onProgress(file.size)
  return upload.id
}

/** Lets go what was sent; `complete`: the id of one that is whole. It would go by itself after a day. */
export async function cancelUpload(file: File, complete: string | null): Promise<void> {
  const id = complete ?? localStorage.getItem(keyOf(file))
  if (id === null) return
  localStorage.removeItem(keyOf(file))
  await api.DELETE('/v2/lm/registry/uploads/{uploadId}', { params: { path: { uploadId: id } } })
}

/** The same file, as far as a browser lets one know. */
const keyOf = ({ name, size, lastModified }: File): string => `lectern.upload.${name}:${size}:${lastModified}`

async function resumed(file: File): Promise<Upload | null> {
  const id = localStorage.getItem(keyOf(file))
  if (id === null) return null
  const params = { path: { uploadId: id } }
  const found = await api.GET('/v2/lm/registry/uploads/{uploadId}', { params }).catch(() => null)
  return found?.data?.bytes === file.size ? found.data : null
}

async function begun(file: File, sha256: string | null): Promise<Upload> {
  const { data } = await api.POST('/v2/lm/registry/uploads', {
    body: { bytes: file.size, ...(sha256 === null ? {} : { sha256 }) },
  })
  if (!data) throw new Error('the server began no upload')
  localStorage.setItem(keyOf(file), data.id)
  return data
}

/** Null where the file is too large, or the page came over plain HTTP from elsewhere: the server hashes in any case. */
async function hashOf(file: File): Promise<string | null> {
  if (file.size > hashedBytes || !globalThis.crypto?.subtle) return null
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

const doneOf = ({ bytes, missing }: Upload): number =>
  bytes - missing.reduce((sum, [from, to]) => sum + ((to ?? 0) - (from ?? 0)), 0)

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    const end = (): void => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    signal.addEventListener('abort', end, { once: true })
  })
