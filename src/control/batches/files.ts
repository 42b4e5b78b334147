import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type BatchFile, batchStates, type FilePurpose, hasEnded } from '../../domain/batch.ts'
import { Failure } from '../../domain/failure.ts'
import type { Following } from '../../store/batch-store.ts'
import type { Store } from '../../store/store.ts'
import type { ControlDeps } from '../deps.ts'
import type { Audit, Caller } from '../platform/caller.ts'
import type { StorageQuota } from '../registry/quota.ts'
import { entryIdOf } from './entry-id.ts'

export type NewFile = {
  readonly filename: string
  readonly purpose: FilePurpose
  /** Epoch ms; null: it stays until it is deleted. */
  readonly expiresAt: number | null
}

/** Contents that have come in whole, and are no file yet. */
export type Received = Pick<BatchFile, 'id' | 'bytes' | 'sha256'> & { discard(): Promise<void> }

export type BatchFilesDeps = Pick<ControlDeps, 'clock' | 'newIds'> & {
  readonly store: Pick<Store, 'batches'>
  /** Holds the contents, each under its file's id. */
  readonly folder: string
  /** What the files of a group may take of the disk. */
  readonly quota: Pick<StorageQuota, 'taking'>
  readonly audit: Audit
}

/** Files of a group that stay, and those that go by themselves. */
const mostFiles = { staying: 500, expiring: 10_000 }

export type BatchFiles = ReturnType<typeof makeBatchFiles>

/** Files that callers upload and batches leave: rows in the store, contents in a folder. Another group's file is not found. */
export const makeBatchFiles = (deps: BatchFilesDeps) => {
  const { store, clock, newIds, folder, quota, audit } = deps
  const { files } = store.batches
  const pathOf = (id: string): string => join(folder, id)
  /** On their way in: no rows yet. */
  const arriving = new Set<string>()

  const get = async ({ resourceGroup }: Pick<Caller, 'resourceGroup'>, id: string): Promise<BatchFile> => {
    const file = await files.get(resourceGroup, id)
    const gone = file?.expiresAt !== null && (file?.expiresAt ?? 0) <= clock.now()
    if (!file || gone) throw notFound(id)
    return file
  }

  /** Takes contents in; they become a file, or are discarded. */
  const receive = async (body: Readable, id = `file-${newIds.uuid().replaceAll('-', '')}`): Promise<Received> => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    arriving.add(id)
    const incoming = pathOf(`incoming-${id}`)
    const discard = async (): Promise<void> => {
      await rm(incoming, { force: true })
      arriving.delete(id)
    }
    try {
      return { id, ...(await write(body, incoming)), discard }
    } catch (cause) {
      await discard()
      throw cause
    }
  }

  /** Contents first, then the row: a file that is there is whole. */
  const keep = async (
    { id, bytes, sha256, discard }: Received,
    facts: NewFile & Pick<BatchFile, 'resourceGroup' | 'createdBy'>,
  ): Promise<BatchFile> => {
    try {
      await rename(pathOf(`incoming-${id}`), pathOf(id))
      const file: BatchFile = { ...facts, id, bytes, sha256, createdAt: clock.now() }
      await files.insert(file)
      return file
    } finally {
      await discard()
    }
  }

  /** Those whose contents batches have yet to read. */
  const inUse = async (): Promise<ReadonlyMap<string, string>> => {
    const active = batchStates.filter((state) => !hasEnded({ state }))
    return new Map((await store.batches.inState(active)).map(({ inputFileId, id }) => [inputFileId, id]))
  }

  return {
    get,
    pathOf,
    content: async (caller: Caller, id: string): Promise<{ readonly file: BatchFile; readonly body: Readable }> => {
      const file = await get(caller, id)
      const handle = await open(pathOf(file.id)).catch((cause: NodeJS.ErrnoException) => {
        // Deleted in this moment.
        if (cause.code === 'ENOENT') throw notFound(id)
        throw cause
      })
      return { file, body: handle.createReadStream() }
    },
    list: ({ resourceGroup }: Caller, filter: Following & { readonly purpose?: FilePurpose }) =>
      files.list(resourceGroup, filter),
    receive: (body: Readable): Promise<Received> => receive(body),
    async create({ principal, resourceGroup }: Caller, received: Received, file: NewFile): Promise<BatchFile> {
      const expiring = file.expiresAt !== null
      const most = expiring ? mostFiles.expiring : mostFiles.staying
      if ((await files.count(resourceGroup, expiring)) >= most) {
        const which = `files ${expiring ? 'with' : 'without'} expires_after`
        throw new Failure('invalid', `resource group "${resourceGroup}" has ${most} ${which}, which is the limit: delete some`)
      }
      const facts = { ...file, resourceGroup, createdBy: entryIdOf(principal) }
      const kept = await quota.taking(resourceGroup, received.bytes, () => keep(received, facts))
      audit('file uploaded', { resourceGroup, file: kept.id, bytes: kept.bytes, by: principal.id })
      return kept
    },
    async remove(caller: Caller, id: string): Promise<void> {
      const file = await get(caller, id)
      const batch = (await inUse()).get(file.id)
      if (batch)
        throw new Failure('invalid', `file ${file.id} is read by ${batch}: cancel that batch first, or wait`, { target: 'id' })
      await files.remove(file.id)
      await rm(pathOf(file.id), { force: true })
      audit('file deleted', { resourceGroup: caller.resourceGroup, file: file.id, by: caller.principal.id })
    },
    /** What a batch leaves, line by line; once: what is there by this id already stays as it is. null: there was not one line. */
    async leave(
      { id, ...file }: Omit<NewFile, 'purpose'> & Pick<BatchFile, 'id' | 'resourceGroup' | 'createdBy'>,
      lines: AsyncIterable<string>,
    ): Promise<string | null> {
      if (await files.get(file.resourceGroup, id)) return id
      const received = await receive(Readable.from(terminated(lines)), id)
      if (received.bytes > 0) await keep(received, { ...file, purpose: 'batch_output' })
      else await received.discard()
      return received.bytes > 0 ? id : null
    },
    /** Takes away what is past its time, and contents whose rows are gone with their group. */
    async tidy(): Promise<void> {
      const used = await inUse()
      for (const { id } of await files.expired(clock.now())) {
        if (used.has(id)) continue
        await files.remove(id)
        await rm(pathOf(id), { force: true })
      }
      const there = await readdir(folder).catch(() => [])
      if (there.length === 0) return
      const ids = new Set(await files.ids())
      for (const name of there) {
        const id = name.replace(/^incoming-/, '')
        if (!arriving.has(id) && !(name === id && ids.has(id))) await rm(pathOf(name), { force: true })
      }
    },
  }
}

const notFound = (id: string): Failure => new Failure('not_found', `No such File object: ${id.slice(0, 80)}`, { target: 'id' })

async function write(body: Readable, path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      hash.update(chunk)
      done(null, chunk)
    },
  })
  await pipeline(body, counted, createWriteStream(path, { mode: 0o600, flush: true }))
  return { bytes, sha256: hash.digest('hex') }
}

async function* terminated(lines: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const line of lines) yield Buffer.from(`${line}\n`)
}
