import { z } from 'zod'
import type { Clock } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import type { Principal } from '../../domain/principal.ts'
import type { TemplateRepository } from '../../domain/template.ts'
import type { Store } from '../../store/store.ts'
import type { GitTask, RunGit } from '../git/run-git.ts'
import type { Audit } from '../platform/caller.ts'
import { quotaReached, readLimits } from '../platform/limits.ts'
import { parseRepositoryUrl, sameRepository } from './repository-address.ts'

export type Credentials = NonNullable<GitTask['credentials']>
export type NewRepository = { readonly name: string | null; readonly url: string; readonly credentials: Credentials | null }

export type RepositoryDeps = {
  readonly store: Pick<Store, 'templates' | 'settings'>
  readonly clock: Clock
  readonly box: { seal(plain: string, context: string): string; open(sealed: string, context: string): string }
  readonly git: RunGit
  readonly allowPrivate: boolean
  readonly audit: Audit
}

const lookMs = 60_000

/** Git repositories that templates come from, and who we are there. */
export function makeRepositories(deps: RepositoryDeps) {
  const { repositories, applications } = deps.store.templates
  const ended = new AbortController()
  const looks = new Set<Promise<void>>()

  const get = async (name: string): Promise<TemplateRepository> => {
    const found = await repositories.get(name)
    if (found) return found
    throw new Failure('not_found', `there is no repository "${name}"`, { target: 'repositoryName' })
  }
  const open = ({ name, sealedCredentials }: TemplateRepository): Credentials | null =>
    sealedCredentials === null ? null : CredentialsShape.parse(JSON.parse(deps.box.open(sealedCredentials, contextOf(name))))
  const seal = (name: string, credentials: Credentials | null): string | null =>
    credentials && deps.box.seal(JSON.stringify(credentials), contextOf(name))

  /** Whether it can be reached is found out in the background: `status` says it. */
  const look = (repository: TemplateRepository): void => {
    const task = { what: repository.url, signal: ended.signal, maxMs: lookMs, url: new URL(repository.url) }
    const seen = async (status: TemplateRepository['status'], message: string): Promise<void> => {
      const now = await repositories.get(repository.name)
      if (now?.modifiedAt === repository.modifiedAt) await repositories.update({ ...now, status, message })
    }
    const run = async (): Promise<void> => {
      try {
        await deps.git(['ls-remote', '--quiet', '--', repository.url, 'HEAD'], { ...task, credentials: open(repository) })
        await seen('COMPLETED', '')
      } catch (error) {
        if (!ended.signal.aborted) await seen('ERROR', error instanceof Failure ? error.message : 'it could not be read')
      }
    }
    const looking = run()
      .catch(() => {}) // the store is closed: nobody waits for an answer
      .finally(() => looks.delete(looking))
    looks.add(looking)
  }

  return {
    get,
    list: () => repositories.list(),

    async create(principal: Principal, { name, url: text, credentials }: NewRepository): Promise<TemplateRepository> {
      const url = parseRepositoryUrl(text, 'url', deps.allowPrivate).href
      const all = await repositories.list()
      const limit = (await readLimits(deps)).repositories
      const same = all.find((each) => sameRepository(each.url, url))
      if (same) throw new Failure('conflict', `repository ${same.name} is at ${url} already`, { target: 'url' })
      if (all.length >= limit) throw quotaReached('repositories', limit)
      const called =
        name ??
        freeNameFor(
          url,
          all.map((each) => each.name),
        )
      const now = deps.clock.now()
      const repository: TemplateRepository = {
        name: called,
        url,
        sealedCredentials: seal(called, credentials),
        status: 'IN-PROGRESS',
        message: '',
        createdAt: now,
        modifiedAt: now,
      }
      await repositories.insert(repository)
      deps.audit('template repository created', { repository: called, url, by: principal.id })
      look(repository)
      return repository
    },

    async changeCredentials(principal: Principal, name: string, credentials: Credentials): Promise<TemplateRepository> {
      const before = await get(name)
      const after: TemplateRepository = {
        ...before,
        sealedCredentials: seal(name, credentials),
        status: 'IN-PROGRESS',
        message: '',
        modifiedAt: Math.max(deps.clock.now(), before.modifiedAt + 1),
      }
      await repositories.update(after)
      deps.audit('template repository changed', { repository: name, by: principal.id })
      look(after)
      return after
    },

    async remove(principal: Principal, name: string): Promise<void> {
      const { url } = await get(name)
      const using = (await applications.list()).filter((each) => sameRepository(each.repositoryUrl, url)).map((each) => each.name)
      if (using.length > 0)
        throw new Failure('conflict', `repository ${name} is used by applications ${using.join(', ')}; delete them first`, {
          target: 'repositoryName',
        })
      await repositories.remove(name)
      deps.audit('template repository deleted', { repository: name, by: principal.id })
    },

    /** Who we are at an address; null: nobody. */
    async credentialsFor(url: string): Promise<Credentials | null> {
      const found = (await repositories.list()).find((each) => sameRepository(each.url, url))
      return found ? open(found) : null
    },

    async [Symbol.asyncDispose](): Promise<void> {
      ended.abort()
      await Promise.all(looks)
    },
  }
}

export type Repositories = ReturnType<typeof makeRepositories>

const CredentialsShape = z.object({ username: z.string(), password: z.string() })

/** Sealed for its place: copied to another repository it does not open. */
const contextOf = (name: string): string => `template-repository:${name}`

/** Its last step, as SAP's names are: small letters, digits and dashes. */
export function freeNameFor(url: string, taken: readonly string[]): string {
  const last = new URL(url).pathname.split('/').at(-1) ?? ''
  const plain = last
    .replace(/\.git$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
  const base = plain.length >= 3 ? plain : `repository${plain === '' ? '' : `-${plain}`}`
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? base : `${base}-${count}`
    if (!taken.includes(name)) return name
  }
}
