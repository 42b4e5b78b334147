import { Failure } from '../../domain/failure.ts'
import type { Principal } from '../../domain/principal.ts'
import type { TemplateApplication } from '../../domain/template.ts'
import { quotaReached, readLimits } from '../platform/limits.ts'
import { freeNameFor, type Repositories, type RepositoryDeps } from './repositories.ts'
import { parseRepositoryPath, parseRepositoryUrl, parseRevision } from './repository-address.ts'
import type { Sync } from './sync.ts'

/** `repositoryUrl` or the name of a repository. */
export type ApplicationSource = {
  readonly repositoryUrl?: string | undefined
  readonly repositoryName?: string | undefined
  readonly revision: string
  readonly path: string
}

type Deps = Pick<RepositoryDeps, 'store' | 'clock' | 'allowPrivate' | 'audit'> & {
  readonly repositories: Pick<Repositories, 'get'>
  readonly sync: Pick<Sync, 'refresh'>
}

/** Folders of repositories whose templates are kept the same here. */
export function makeApplications(deps: Deps) {
  const { applications } = deps.store.templates
  const get = async (name: string): Promise<TemplateApplication> => {
    const found = await applications.get(name)
    if (found) return found
    throw new Failure('not_found', `there is no application "${name}"`, { target: 'applicationName' })
  }
  const read = async ({ repositoryUrl, repositoryName, revision, path }: ApplicationSource) => ({
    repositoryUrl:
      repositoryName === undefined
        ? parseRepositoryUrl(repositoryUrl ?? '', 'repositoryUrl', deps.allowPrivate).href
        : (await named(deps.repositories, repositoryName)).url,
    revision: parseRevision(revision),
    path: parseRepositoryPath(path),
  })

  return {
    get,
    list: () => applications.list(),

    async create(principal: Principal, name: string | null, source: ApplicationSource): Promise<TemplateApplication> {
      const place = await read(source)
      const all = await applications.list()
      const limit = (await readLimits(deps)).applications
      if (all.length >= limit) throw quotaReached('applications', limit)
      const now = deps.clock.now()
      const called =
        name ??
        freeNameFor(
          place.repositoryUrl,
          all.map((each) => each.name),
        )
      const application = { name: called, ...place, sync: null, createdAt: now, modifiedAt: now }
      await applications.insert(application)
      deps.audit('template application created', { application: called, ...place, by: principal.id })
      void deps.sync.refresh(called)
      return application
    },

    async change(principal: Principal, name: string, source: ApplicationSource): Promise<TemplateApplication> {
      const after = { ...(await get(name)), ...(await read(source)), modifiedAt: deps.clock.now() }
      await applications.update(after)
      const { repositoryUrl, revision, path } = after
      deps.audit('template application changed', { application: name, repositoryUrl, revision, path, by: principal.id })
      void deps.sync.refresh(name)
      return after
    },

    /** What it brought goes with it; what deployments use stays until they are gone. */
    async remove(principal: Principal, name: string): Promise<void> {
      await get(name)
      await applications.remove(name)
      deps.audit('template application deleted', { application: name, by: principal.id })
      await deps.sync.refresh(name)
    },

    /** `ended`: when a synchronisation that began after this call has ended. */
    async refresh(name: string): Promise<{ readonly ended: Promise<void> }> {
      await get(name)
      return { ended: deps.sync.refresh(name) }
    },
  }
}

export type Applications = ReturnType<typeof makeApplications>

/** In a body: naming one that is not there is a mistake in a field. */
const named = async (repositories: Deps['repositories'], name: string) => {
  try {
    return await repositories.get(name)
  } catch (cause) {
    if (!(cause instanceof Failure) || cause.code !== 'not_found') throw cause
    throw new Failure('invalid', `repositoryName: ${cause.message}`, { target: 'repositoryName' }, { cause })
  }
}
