import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import { mayAs } from '../../domain/principal.ts'
import type { ModelVersion, RegistryImport } from '../../domain/registry.ts'
import type { Store } from '../../store/store.ts'
import type { BlobKeeper } from '../models/blob-keeper.ts'
import { cancelled } from '../models/import-one.ts'
import { requireRoom } from '../models/partial-file.ts'
import { isDiskFull } from '../models/receive.ts'
import { makeSlots } from '../models/slots.ts'
import type { Audit, Caller } from '../platform/caller.ts'
import type { makeFetch } from './fetch.ts'
import { type Draft, readDraft } from './import-draft.ts'
import { type ImportSource, parseImportSource } from './import-source.ts'
import type { ImportOptions, ImportTask, Progress } from './import-task.ts'
import type { StorageQuota } from './quota.ts'
import type { createVersion, VersionDraft } from './versions.ts'

export type RegistryImportsDeps = {
  readonly store: Pick<Store, 'registry'>
  readonly clock: Clock
  readonly newId: () => string
  readonly keeper: BlobKeeper
  readonly quota: StorageQuota
  readonly fetch: ReturnType<typeof makeFetch>
  readonly createVersion: ReturnType<typeof createVersion>
  /** Where imports have their folders. */
  readonly scratch: string
  /** `http://` is for private networks; elsewhere it must be https. */
  readonly allowPrivate: boolean
  readonly audit: Audit
}

export type NewImport = {
  readonly source: string
  readonly draft: Omit<VersionDraft, 'framework'> & { readonly framework: VersionDraft['framework'] | 'auto' }
  readonly options: ImportOptions
  /** For the model hub, in place of the installation's own. Kept in memory alone: a restart ends the import. */
  readonly hubToken?: string | undefined
}

export type RegistryImports = AsyncDisposable & {
  /** Begins in the background. */
  start(caller: Caller, asked: NewImport): Promise<RegistryImport>
  get(group: string, id: string): Promise<RegistryImport>
  /** Newest first. */
  list(group: string): Promise<readonly RegistryImport[]>
  /** Ends a running import; nothing of it stays. */
  cancel(caller: Caller, id: string): Promise<RegistryImport>
  /** Ends all of a group that is about to go. */
  endAll(group: string): Promise<void>
  /** Goes on with what a stop of the process broke off; once, at start. */
  resume(): Promise<void>
}

type Job = {
  record: RegistryImport
  readonly hubToken: string | null
  readonly stop: AbortController
  readonly ended: Promise<void>
}

const atOnce = 2
const progressEveryMs = 300

export function makeRegistryImports(deps: RegistryImportsDeps): RegistryImports {
  const { clock } = deps
  const { imports } = deps.store.registry
  const slots = makeSlots(atOnce)
  const jobs = new Map<string, Job>()
  const shutdown = new Failure('unavailable', 'the server is stopping')

  return { start, get, list, cancel, endAll, resume, [Symbol.asyncDispose]: close }

  async function start(caller: Caller, { source: text, draft, options, hubToken }: NewImport): Promise<RegistryImport> {
    const source = parseImportSource(text)
    mustBeAllowed(caller, source)
    const now = clock.now()
    const record: RegistryImport = {
      id: deps.newId(),
      resourceGroup: caller.resourceGroup,
      source: source.text,
      state: 'running',
      name: draft.name,
      version: draft.version,
      draft: JSON.stringify({ draft, options, hasToken: hubToken !== undefined } satisfies Draft),
      bytesDone: 0,
      bytesTotal: null,
      filesDone: 0,
      filesTotal: null,
      currentFile: null,
      error: null,
      createdBy: caller.principal.name,
      createdAt: now,
      modifiedAt: now,
    }
    if (draft.version !== null && (await deps.store.registry.versions.get(caller.resourceGroup, draft.name, draft.version)))
      throw new Failure('conflict', `version ${draft.version} of model ${draft.name} exists already`, { target: 'version' })
    await imports.put(record)
    deps.audit('model import started', { importId: record.id, source: source.shown, by: caller.principal.id })
    launch(record, source, hubToken ?? null)
    return record
  }

  async function get(group: string, id: string): Promise<RegistryImport> {
    const record = jobs.get(id)?.record ?? (await imports.get(group, id))
    if (record?.resourceGroup === group) return record
    throw new Failure('not_found', `there is no import "${id}" in this resource group`, { target: 'importId' })
  }

  async function list(group: string): Promise<readonly RegistryImport[]> {
    return (await imports.list(group)).map((each) => jobs.get(each.id)?.record ?? each)
  }

  async function cancel({ resourceGroup, principal }: Caller, id: string): Promise<RegistryImport> {
    const { state } = await get(resourceGroup, id)
    const job = jobs.get(id)
    if (!job) throw new Failure('precondition', `import "${id}" is ${state} already; there is nothing to cancel`)
    deps.audit('model import cancelled', { importId: id, by: principal.id })
    job.stop.abort(cancelled)
    await job.ended
    return get(resourceGroup, id)
  }

  async function endAll(group: string): Promise<void> {
    const running = [...jobs.values()].filter(({ record }) => record.resourceGroup === group)
    for (const job of running) job.stop.abort(cancelled)
    await Promise.all(running.map((job) => job.ended))
  }

  async function resume(): Promise<void> {
    for (const record of await imports.running()) {
      if (!jobs.has(record.id)) launch({ ...record, bytesDone: 0, filesDone: 0 }, parseImportSource(record.source), null)
    }
  }

  async function close(): Promise<void> {
    const running = [...jobs.values()]
    for (const job of running) job.stop.abort(shutdown)
    await Promise.all(running.map((job) => job.ended))
  }

  function launch(record: RegistryImport, source: ImportSource, hubToken: string | null): void {
    const ended = Promise.withResolvers<void>()
    const job: Job = { record, hubToken, stop: new AbortController(), ended: ended.promise }
    jobs.set(record.id, job)
    run(job, source).then(ended.resolve, ended.resolve)
  }

  async function run(job: Job, source: ImportSource): Promise<void> {
    const scratch = join(deps.scratch, job.record.id)
    const kept = new Map<string, () => void>()
    let version: ModelVersion | null = null
    let trouble: unknown = null
    try {
      version = await slots(job.stop.signal, () => bring(job, source, scratch, kept))
    } catch (thrown) {
      trouble = job.stop.signal.aborted ? job.stop.signal.reason : thrown
    }
    await rm(scratch, { recursive: true, force: true })
    for (const letGo of kept.values()) letGo()
    // After a shutdown everything stays as it is: the next start goes on from there.
    if (trouble !== shutdown) {
      await deps.keeper.release([...kept.keys()])
      await (version ? succeed(job, version) : fail(job, trouble))
    }
    jobs.delete(job.record.id)
  }

  async function bring(job: Job, source: ImportSource, scratch: string, kept: Map<string, () => void>): Promise<ModelVersion> {
    const { resourceGroup, createdBy } = job.record
    const { draft, options, hasToken } = readDraft(job.record.draft)
    if (hasToken && job.hubToken === null)
      throw new Failure(
        'unauthenticated',
        'the server was started again, and the token of this import was not kept: begin it anew',
      )
    const { files, framework } = await deps.fetch(source, taskOf(job, options, scratch, kept))
    return deps.createVersion(
      { resourceGroup, principal: importer(createdBy) },
      { ...draft, framework: draft.framework === 'auto' ? framework : draft.framework },
      files.map(({ path, sha256, bytes }) => ({ path, source: { content: { sha256, bytes } } })),
    )
  }

  async function succeed(job: Job, { name, version }: ModelVersion): Promise<void> {
    await write(job, { state: 'done', version, error: null, currentFile: null })
    deps.audit('model import done', { importId: job.record.id, model: name, version })
  }

  async function fail(job: Job, error: unknown): Promise<void> {
    const state = error === cancelled ? 'cancelled' : 'failed'
    await write(job, { state, error: wordsOf(error), currentFile: null }).catch(() => {}) // its group went meanwhile
    deps.audit('model import failed', { importId: job.record.id, error: job.record.error })
  }

  function taskOf(job: Job, options: ImportOptions, scratch: string, kept: Map<string, () => void>): ImportTask {
    const { resourceGroup } = job.record
    let writtenAt = Number.NEGATIVE_INFINITY
    const keep = (sha256: string): void => {
      if (!kept.has(sha256)) kept.set(sha256, deps.keeper.hold(sha256))
    }
    return {
      resourceGroup,
      options,
      hubToken: job.hubToken,
      scratch,
      signal: job.stop.signal,
      stop: (reason) => job.stop.abort(reason),
      keep,
      report: async (progress: Progress) => {
        job.record = { ...job.record, ...progress }
        if (clock.now() - writtenAt < progressEveryMs) return
        writtenAt = clock.now()
        await write(job, {})
      },
      mustFit: async (bytes) => {
        await deps.quota.taking(resourceGroup, bytes, async () => {})
        await mkdir(scratch, { recursive: true })
        await requireRoom(scratch, bytes - job.record.bytesDone)
      },
      take: async (file, { sha256 }) => {
        keep(sha256)
        await deps.keeper.naming(() => deps.keeper.adopt(file, sha256))
      },
    }
  }

  async function write(job: Job, change: Partial<RegistryImport>): Promise<void> {
    job.record = { ...job.record, ...change, modifiedAt: clock.now() }
    await imports.put(job.record)
  }

  function mustBeAllowed({ principal }: Caller, source: ImportSource): void {
    if (source.kind === 'local' && !(mayAs(principal, 'admin') && principal.resourceGroups === '*')) {
      throw new Failure('forbidden', 'source: only an administrator of all resource groups may import file:// sources', {
        target: 'source',
      })
    }
    if ((source.kind === 'web' || source.kind === 'git') && source.url.protocol === 'http:' && !deps.allowPrivate) {
      throw new Failure('invalid', 'source: must be https here; http is accepted only where private addresses are allowed', {
        target: 'source',
      })
    }
  }
}

/** Whoever asked may be gone when the files have come; what they may do was checked then. */
const importer = (name: string): Caller['principal'] => ({
  kind: 'apiKey',
  id: 'import',
  name,
  role: 'operator',
  resourceGroups: '*',
  deployments: '*',
  expiresAt: null,
})

function wordsOf(error: unknown): string {
  if (error instanceof Failure) return error.message
  if (isDiskFull(error)) return 'the disk that holds the model files is full; delete unused ones'
  return error instanceof Error ? error.message : String(error)
}
