import type { Clock } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import type { NewIds } from '../../domain/ids.ts'
import type { ModelImport } from '../../domain/model-file.ts'
import { mayAs, type Principal } from '../../domain/principal.ts'
import { withoutSecrets } from '../../domain/without-secrets.ts'
import type { Store } from '../../store/store.ts'
import type { Audit } from '../platform/caller.ts'
import type { BlobKeeper } from './blob-keeper.ts'
import { cancelled, type ImportOne } from './import-one.ts'
import { isDiskFull } from './receive.ts'
import { makeSlots } from './slots.ts'
import { parseSource, type Source } from './source.ts'

export type ImportsDeps = {
  readonly store: Pick<Store, 'modelFiles' | 'modelImports'>
  readonly clock: Clock
  readonly newIds: Pick<NewIds, 'uuid'>
  readonly importOne: ImportOne
  readonly keeper: Pick<BlobKeeper, 'naming' | 'blobs'>
  /** Imports that transfer at the same time; further ones wait their turn. */
  readonly atOnce: number
  /** `http://` sources are for private networks; elsewhere they must be encrypted. */
  readonly allowHttp: boolean
  readonly audit: Audit
  /** Called when a file has come in, so that deployments which wait for it are looked at again. */
  readonly arrived: (source: string) => void
}

export type Imports = AsyncDisposable & {
  /** Begins in the background; the same source asked for twice at a time is one import. */
  start(principal: Principal, input: { readonly source: string; readonly sha256?: string | undefined }): Promise<ModelImport>
  /** Newest first. */
  list(): Promise<readonly ModelImport[]>
  get(id: string): Promise<ModelImport>
  /** Ends a running import and forgets what came so far. */
  cancel(principal: Principal, id: string): Promise<void>
  /** Goes on with imports that a stop of the process broke off; once, at start. */
  resume(): Promise<void>
}

type Job = { record: ModelImport; readonly stop: AbortController; readonly written: Promise<void>; readonly ended: Promise<void> }

/** How often progress is written down. */
const progressEveryMs = 300

export function makeImports(deps: ImportsDeps): Imports {
  const { store, clock } = deps
  const slots = makeSlots(deps.atOnce)
  /** Running ones by source. */
  const jobs = new Map<string, Job>()
  const shutdown = new Failure('unavailable', 'the server is stopping')

  return { start, list, get, cancel, resume, [Symbol.asyncDispose]: close }

  async function start(
    principal: Principal,
    input: { readonly source: string; readonly sha256?: string | undefined },
  ): Promise<ModelImport> {
    const source = parseSource(input.source)
    requireAllowed(principal, source)
    const running = jobs.get(source.text)
    if (running) {
      if (input.sha256 && running.record.sha256 && input.sha256 !== running.record.sha256) {
        throw new Failure('conflict', `${source.shown} is being imported with another sha256 already`, { target: 'sha256' })
      }
      return running.record
    }
    const now = clock.now()
    const job = launch(source, {
      id: deps.newIds.uuid(),
      source: source.text,
      state: 'downloading',
      bytesDone: 0,
      bytesTotal: null,
      sha256: input.sha256 ?? null,
      error: null,
      createdAt: now,
      modifiedAt: now,
    })
    deps.audit('model import started', { source: source.shown, importId: job.record.id, by: principal.id })
    await job.written
    return job.record
  }

  async function list(): Promise<readonly ModelImport[]> {
    return (await store.modelImports.list()).map(current).sort((a, b) => b.createdAt - a.createdAt)
  }

  async function get(id: string): Promise<ModelImport> {
    const record = await store.modelImports.get(id)
    if (!record) throw new Failure('not_found', `there is no import "${id}"`, { target: 'id' })
    return current(record)
  }

  async function cancel(principal: Principal, id: string): Promise<void> {
    const { source, state } = await get(id)
    const job = jobs.get(source)
    if (job?.record.id !== id) throw new Failure('precondition', `import "${id}" is ${state} already; there is nothing to cancel`)
    deps.audit('model import cancelled', { source: withoutSecrets(source), importId: id, by: principal.id })
    job.stop.abort(cancelled)
    await job.ended
    if (job.record.state === 'done') throw new Failure('precondition', `import "${id}" was done before it could be cancelled`)
  }

  async function resume(): Promise<void> {
    for (const record of await store.modelImports.list()) {
      if ((record.state === 'downloading' || record.state === 'verifying') && !jobs.has(record.source)) {
        launch(parseSource(record.source), { ...record, state: 'downloading', bytesDone: 0, modifiedAt: clock.now() })
      }
    }
  }

  async function close(): Promise<void> {
    const running = [...jobs.values()]
    for (const job of running) job.stop.abort(shutdown)
    await Promise.all(running.map((job) => job.ended))
  }

  function launch(source: Source, record: ModelImport): Job {
    const ended = Promise.withResolvers<void>()
    const job: Job = { record, stop: new AbortController(), written: store.modelImports.put(record), ended: ended.promise }
    jobs.set(source.text, job)
    run(source, job).then(ended.resolve, ended.resolve)
    return job
  }

  async function run(source: Source, job: Job): Promise<void> {
    try {
      await job.written
      await slots(job.stop.signal, () => obtain(source, job))
    } catch (thrown) {
      const error = job.stop.signal.aborted ? job.stop.signal.reason : thrown
      // After a shutdown the record stays as it is: the next start goes on from there.
      if (error !== shutdown) {
        await write(job, { state: 'failed', error: wordsOf(error) })
        deps.audit('model import failed', { source: source.shown, importId: job.record.id, error: job.record.error })
      }
    } finally {
      jobs.delete(source.text)
    }
  }

  async function obtain(source: Source, job: Job): Promise<void> {
    let writtenAt = Number.NEGATIVE_INFINITY
    const progress = async (bytesDone: number, bytesTotal: number | null): Promise<void> => {
      job.record = { ...job.record, bytesDone, bytesTotal }
      if (clock.now() - writtenAt < progressEveryMs) return
      writtenAt = clock.now()
      await write(job, {})
    }
    const { sha256, bytes } = await deps.importOne(
      source,
      job.record.sha256,
      progress,
      () => write(job, { state: 'verifying' }),
      job.stop.signal,
    )
    const now = clock.now()
    await deps.keeper.naming(async () => {
      if (!(await deps.keeper.blobs.has(sha256)))
        throw new Failure('conflict', `${source.shown} was deleted while it was being imported; import it again`)
      await store.modelFiles.put({ sha256, source: source.text, fileName: source.fileName, bytes, createdAt: now })
    })
    await write(job, { state: 'done', bytesDone: bytes, bytesTotal: bytes, sha256 })
    deps.audit('model import done', { source: source.shown, importId: job.record.id, sha256, bytes })
    deps.arrived(source.text)
  }

  async function write(job: Job, change: Partial<ModelImport>): Promise<void> {
    job.record = { ...job.record, ...change, modifiedAt: clock.now() }
    await store.modelImports.put(job.record)
  }

  /** A running import knows its bytes more freshly than the store. */
  function current(record: ModelImport): ModelImport {
    const job = jobs.get(record.source)
    return job?.record.id === record.id ? job.record : record
  }

  function requireAllowed(principal: Principal, source: Source): void {
    if (source.kind === 'local' && !(mayAs(principal, 'admin') && principal.resourceGroups === '*')) {
      throw new Failure('forbidden', 'source: only an administrator of all resource groups may import file:// sources', {
        target: 'source',
      })
    }
    if (source.kind === 'web' && source.url.protocol === 'http:' && !deps.allowHttp) {
      throw new Failure(
        'invalid',
        'source: must be https:// here; http:// is accepted only where private addresses are allowed',
        { target: 'source' },
      )
    }
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof Failure) return error.message
  if (isDiskFull(error)) return 'the disk that holds the model files is full; delete unused ones'
  return error instanceof Error ? error.message : String(error)
}
