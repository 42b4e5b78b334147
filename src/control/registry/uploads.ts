import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Clock } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import type { Upload } from '../../domain/registry.ts'
import type { Store } from '../../store/store.ts'
import type { BlobKeeper } from '../models/blob-keeper.ts'
import { requireRoom } from '../models/partial-file.ts'
import { makeTurns } from '../models/turns.ts'
import { addRange, covers, missingIn } from './chunk-ranges.ts'
import type { StorageQuota } from './quota.ts'
import { writeChunk } from './write-chunk.ts'

export type UploadsDeps = {
  readonly store: Pick<Store, 'registry'>
  readonly clock: Clock
  readonly keeper: BlobKeeper
  readonly quota: StorageQuota
  /** Where bytes wait until they are whole. */
  readonly folder: string
}

export type Uploads = {
  /** Complete at once where the group holds this content already. `id`: chosen by the caller, unique among all groups. */
  begin(group: string, id: string, announced: { readonly bytes: number; readonly sha256: string | null }): Promise<Upload>
  get(group: string, id: string): Promise<Upload>
  list(group: string): Promise<readonly Upload[]>
  /**
   * Bytes from `from` on, up to `to` (not included; null: to the body's end). What came stays, even where the sender breaks off;
   * what was there before is not written again.
   */
  put(group: string, id: string, chunk: Chunk): Promise<Upload>
  /** Whole, checked and among the contents. A wrong hash ends the upload. Asking again changes nothing. */
  complete(group: string, id: string, sha256: string | null): Promise<Upload & { readonly sha256: string }>
  cancel(group: string, id: string): Promise<void>
  /** Forgets what nobody touched for a day, and bytes that belong to no upload. */
  tidy(): Promise<void>
}

export type Chunk = { readonly from: number; readonly to: number | null; readonly body: Readable }

const forgottenMs = 24 * 3_600_000

export function makeUploads({ store, clock, keeper, quota, folder }: UploadsDeps): Uploads {
  const { uploads } = store.registry
  const turns = makeTurns()
  /** Chunks on their way into an upload. */
  const arriving = new Map<string, Set<{ readonly body: Readable; readonly ended: Promise<unknown> }>>()
  /** Uploads that take no chunk any more. */
  const closing = new Set<string>()
  const fileOf = (id: string): string => join(folder, `${id}.part`)

  return { begin, get, list: (group) => uploads.list(group), put, complete, cancel, tidy }

  async function begin(group: string, id: string, { bytes, sha256 }: { bytes: number; sha256: string | null }): Promise<Upload> {
    const now = clock.now()
    const blank = { id, resourceGroup: group, bytes, sha256, createdAt: now, modifiedAt: now }
    return quota.taking(group, bytes, async () => {
      if (sha256 !== null) {
        const known = await keeper.naming(async () => {
          // Only what the group has itself: a hash alone must not fetch another tenant's file.
          if ((await store.registry.tree.holds(group, sha256)) !== bytes || !(await keeper.blobs.has(sha256))) return null
          const upload: Upload = { ...blank, state: 'complete', received: addRange([], [0, bytes]) }
          await uploads.insert(upload)
          return upload
        })
        if (known) return known
      }
      await mkdir(folder, { recursive: true })
      await requireRoom(folder, bytes)
      const upload: Upload = { ...blank, state: 'open', received: [] }
      // The row comes first: a file without one belongs to nobody.
      await uploads.insert(upload)
      try {
        const handle = await open(fileOf(id), 'w', 0o600)
        await handle.truncate(bytes)
        await handle.close()
      } catch (error) {
        await forget(id)
        throw error
      }
      return upload
    })
  }

  async function get(group: string, id: string): Promise<Upload> {
    const upload = await uploads.get(group, id)
    if (!upload) throw new Failure('not_found', `there is no upload "${id}" in this resource group`, { target: 'uploadId' })
    return upload
  }

  async function put(group: string, id: string, { from, to: until, body }: Chunk): Promise<Upload> {
    body.on('error', () => {}) // told where it is read, which may be later
    const upload = await get(group, id)
    mustBeInside(upload, from, until)
    if (upload.state === 'complete' || closing.has(id)) {
      const trouble = upload.state === 'complete' ? 'is complete already' : 'is being completed'
      throw new Failure('conflict', `upload "${id}" ${trouble}; it takes no more chunks`, { target: 'uploadId' })
    }
    if (until !== null && covers(upload.received, [from, until])) {
      body.resume()
      return upload
    }
    const work = writeChunk({ file: fileOf(id), from, end: until ?? upload.bytes, body })
    const chunk = { body, ended: work }
    const others = arriving.get(id) ?? new Set()
    arriving.set(id, others.add(chunk))
    try {
      const { to, trouble } = await work
      const changed = await turns(id, async () => {
        const current = await get(group, id)
        const next = { ...current, received: addRange(current.received, [from, to]), modifiedAt: clock.now() }
        await uploads.change(next)
        return next
      })
      if (trouble) throw trouble
      return changed
    } finally {
      others.delete(chunk)
      if (others.size === 0) arriving.delete(id)
    }
  }

  async function complete(group: string, id: string, sha256: string | null): Promise<Upload & { readonly sha256: string }> {
    const upload = await get(group, id)
    if (sha256 !== null && upload.sha256 !== null && upload.sha256 !== sha256)
      throw new Failure('invalid', `sha256 is not the one that the upload has: ${upload.sha256}`, { target: 'sha256' })
    if (upload.state === 'complete') return { ...upload, sha256: upload.sha256 ?? '' }
    const missing = missingIn(upload.received, upload.bytes)
    if (missing.length > 0) {
      const first = missing.slice(0, 3).map(([from, to]) => `${from}-${to - 1}`)
      throw new Failure('precondition', `upload "${id}" is not whole: bytes ${first.join(', ')} are missing`, {
        target: 'uploadId',
        data: { missing },
      })
    }
    if (closing.has(id)) throw new Failure('conflict', `upload "${id}" is being completed already; ask for it in a moment`)
    closing.add(id)
    try {
      await breakOff(id)
      return await settle(upload, sha256 ?? upload.sha256)
    } finally {
      closing.delete(id)
    }
  }

  async function settle(upload: Upload, expected: string | null): Promise<Upload & { readonly sha256: string }> {
    const file = fileOf(upload.id)
    if ((await stat(file)).size !== upload.bytes) throw new Error(`upload ${upload.id} has another size than announced`)
    const sha256 = await hashOf(file)
    if (expected !== null && expected !== sha256) {
      await forget(upload.id)
      throw new Failure(
        'invalid',
        `checksum mismatch: the SHA-256 should be ${expected} but is ${sha256}; nothing was kept, upload it again`,
        { target: 'sha256' },
      )
    }
    const done = { ...upload, sha256, state: 'complete', modifiedAt: clock.now() } as const
    await keeper.naming(async () => {
      await keeper.adopt(file, sha256)
      await uploads.change(done)
    })
    return done
  }

  async function cancel(group: string, id: string): Promise<void> {
    const upload = await get(group, id)
    if (closing.has(id)) throw new Failure('conflict', `upload "${id}" is being completed; it cannot be called off now`)
    closing.add(id)
    try {
      await breakOff(id)
      await forget(id)
    } finally {
      closing.delete(id)
    }
    if (upload.state === 'complete' && upload.sha256) await keeper.release([upload.sha256])
  }

  /** Nothing may be written any more: what is left on its way was there before, or is no longer wanted. */
  async function breakOff(id: string): Promise<void> {
    const left = [...(arriving.get(id) ?? [])]
    for (const { body } of left) body.destroy()
    await Promise.allSettled(left.map(({ ended }) => ended))
  }

  async function forget(id: string): Promise<void> {
    await turns(id, () => uploads.remove(id))
    await rm(fileOf(id), { force: true })
  }

  async function tidy(): Promise<void> {
    const files = await readdir(folder).catch(() => [])
    const all = await uploads.all()
    const ids = new Set(all.map(({ id }) => id))
    for (const file of files) if (!ids.has(file.replace(/\.part$/, ''))) await rm(join(folder, file), { force: true })
    for (const { id, resourceGroup, modifiedAt } of all) {
      if (clock.now() - modifiedAt > forgottenMs && !arriving.has(id) && !closing.has(id)) await cancel(resourceGroup, id)
    }
  }
}

function mustBeInside({ bytes }: Upload, from: number, to: number | null): void {
  if (from <= bytes && (to === null || (to <= bytes && to >= from))) return
  const words = `the chunk goes from ${from} to ${to === null ? 'its end' : to - 1}; the upload has ${bytes} bytes`
  throw new Failure('invalid', words, { target: 'content-range' })
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) hash.update(chunk)
  return hash.digest('hex')
}
