import { join } from 'node:path'
import type { Clock } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import { repeatedly } from '../../domain/repeatedly.ts'
import type { SyncReport, TemplateApplication } from '../../domain/template.ts'
import { type ReadTemplate, readTemplates } from '../../executables/templates/read-template.ts'
import { makeSlots } from '../models/slots.ts'
import { removeFolder } from '../registry/materialise.ts'
import { serially } from '../serially.ts'
import type { KeepTemplates } from './keep-templates.ts'
import type { makeReadRepository, RepositoryFile } from './read-repository.ts'
import type { Repositories, RepositoryDeps } from './repositories.ts'
import { parseRepositoryUrl } from './repository-address.ts'
import type { TemplateExecutables } from './template-executables.ts'
import { inWords, mustBeFree, mustHaveRoomForTemplate } from './templates.ts'

export type SyncDeps = Pick<RepositoryDeps, 'store' | 'allowPrivate' | 'audit'> & {
  readonly clock: Clock
  readonly keep: KeepTemplates
  readonly templates: TemplateExecutables
  readonly given: { readonly find: (id: string) => object | undefined }
  readonly repositories: Pick<Repositories, 'credentialsFor'>
  readonly readRepository: ReturnType<typeof makeReadRepository>
  /** One folder for each application lies in it. */
  readonly folder: string
  readonly onError: (error: unknown) => void
}

export type Sync = AsyncDisposable & {
  /** Looks at an application, or at what is left of one that is gone; several requests are one. */
  refresh(name: string): Promise<void>
  start(): void
}

type Resource = SyncReport['resources'][number]

/** As SAP AI Core does. */
const everyMs = 3 * 60_000
/** A repository that does not answer takes minutes: others go on beside it. */
const atOnce = 4

/** Keeps templates the same as in their repositories. */
export function makeSync(deps: SyncDeps): Sync {
  const { applications } = deps.store.templates
  const ended = new AbortController()
  const slots = makeSlots(atOnce)
  const turns = serially(
    (name) => slots(ended.signal, () => syncOne(name)),
    (_name, error) => {
      if (!ended.signal.aborted) deps.onError(error)
    },
  )
  const folderOf = (name: string): string => join(deps.folder, `${name}.git`)

  async function syncOne(name: string): Promise<void> {
    const application = await applications.get(name)
    if (ended.signal.aborted) return
    if (!application) return leave(name)
    const startedAt = deps.clock.now()
    const report = await bring(application).catch(
      (error: unknown): Pick<SyncReport, 'outcome' | 'message' | 'commit' | 'resources'> => {
        if (ended.signal.aborted) throw error
        if (!(error instanceof Failure)) deps.onError(error)
        const message = error instanceof Failure ? error.message : 'the server failed; its log says why'
        return { outcome: 'failed', message, commit: null, resources: application.sync?.resources ?? [] }
      },
    )
    const now = await applications.get(name)
    if (now) await applications.update({ ...now, sync: { ...report, startedAt, finishedAt: deps.clock.now() } })
    if (report.outcome !== application.sync?.outcome || report.commit !== application.sync.commit)
      deps.audit('templates synchronised', { application: name, outcome: report.outcome, commit: report.commit })
  }

  async function bring(application: TemplateApplication) {
    const { name, repositoryUrl, revision, path } = application
    const { commit, files } = await deps.readRepository(
      {
        // Checked again: what is allowed may have changed since it was written down.
        url: parseRepositoryUrl(repositoryUrl, 'repositoryUrl', deps.allowPrivate),
        credentials: await deps.repositories.credentialsFor(repositoryUrl),
        revision,
        path,
        folder: folderOf(name),
      },
      ended.signal,
    )
    return deps.keep.inTurn(async () => {
      const resources: Resource[] = []
      for (const file of files) await takeFile(name, file, resources)
      resources.push(...(await dropOthers(name, resources)))
      const bad = resources.filter(({ state }) => state === 'refused').length
      const message = bad === 0 ? 'successfully synced (all tasks run)' : `${bad} of ${resources.length} resources were not taken`
      return { outcome: bad === 0 ? ('synced' as const) : ('partly' as const), message, commit, resources }
    })
  }

  async function takeFile(
    application: string,
    { name: file, text, trouble }: RepositoryFile,
    resources: Resource[],
  ): Promise<void> {
    const none = { kind: null, name: null }
    if (text === null) resources.push(await refuse(application, file, none, trouble))
    for (const read of text === null ? [] : readTemplates(text, deps.templates.runtimes))
      resources.push(await takeOne(application, file, read, resources))
  }

  async function takeOne(application: string, file: string, read: ReadTemplate, taken: readonly Resource[]): Promise<Resource> {
    const { template, problems, text } = read
    if (!template) return refuse(application, file, read, inWords(problems))
    try {
      await mustBeOurs(application, template.name, taken)
      await deps.keep.put(template, text, { application, file, by: application })
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return refuse(application, file, read, error.message)
    }
    return { file, name: template.name, kind: 'ServingTemplate', state: 'synced', message: `${template.name} is as in ${file}` }
  }

  async function refuse(
    application: string,
    file: string,
    said: Pick<ReadTemplate, 'name' | 'kind'>,
    message: string,
  ): Promise<Resource> {
    await deps.keep.blame(application, file, said.name, message)
    return { file, name: said.name ?? file, kind: said.kind ?? '', state: 'refused', message }
  }

  /** A name can be anybody's but once. */
  async function mustBeOurs(application: string, name: string, taken: readonly Resource[]): Promise<void> {
    mustBeFree(deps.given, name)
    const twin = taken.find((each) => each.state === 'synced' && each.name === name)
    if (twin) throw new Failure('conflict', `${name} is in ${twin.file} too`)
    const before = await deps.keep.find(name)
    if (!before) return mustHaveRoomForTemplate(deps.store)
    if (before.application === application || before.removedAt !== null) return
    const owner = before.application === null ? 'was uploaded' : `comes from application ${before.application}`
    throw new Failure('conflict', `${name} exists already: it ${owner}`)
  }

  /** What this application brought before and is not there now; a file that is no longer sound keeps what it brought. */
  async function dropOthers(application: string, resources: readonly Resource[]): Promise<readonly Resource[]> {
    const kept: Resource[] = []
    for (const template of await deps.store.templates.list()) {
      const isHeld = resources.some(
        ({ file, name, state }) => name === template.name || (state === 'refused' && file === template.file && name === file),
      )
      if (template.application !== application || isHeld || (await deps.keep.drop(template))) continue
      const message = 'is gone from the repository, and kept while deployments use it'
      kept.push({ file: template.file ?? '', name: template.name, kind: 'ServingTemplate', state: 'kept', message })
    }
    return kept
  }

  /** An application that is gone takes along what it brought. */
  async function leave(name: string): Promise<void> {
    await deps.keep.inTurn(() => dropOthers(name, []))
    await removeFolder(folderOf(name))
  }

  async function all(): Promise<void> {
    const names = [
      ...(await applications.list()).map((each) => each.name),
      ...(await deps.store.templates.list()).flatMap(({ application }) => application ?? []),
    ]
    await Promise.all([...new Set(names)].map(turns.kick))
    await deps.keep.inTurn(deps.keep.tidy)
  }

  let running: Promise<void> = Promise.resolve()
  return {
    refresh: (name) => turns.kick(name),
    start() {
      running = repeatedly(deps.clock, everyMs, ended.signal, () => all().catch(deps.onError))
    },
    async [Symbol.asyncDispose]() {
      ended.abort()
      await turns.idle()
      await running
    },
  }
}
