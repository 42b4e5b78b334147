import { join } from 'node:path'
import type { Store } from '../../store/store.ts'
import type { ExecutableRegistry } from '../deps.ts'
import { makeRunGit } from '../git/run-git.ts'
import { makeApplications } from './applications.ts'
import { makeKeepTemplates } from './keep-templates.ts'
import { makeReadRepository, repositoryLimits } from './read-repository.ts'
import { makeRepositories, type RepositoryDeps } from './repositories.ts'
import { makeSync } from './sync.ts'
import { makeTemplateExecutables } from './template-executables.ts'
import { makeTemplateVerbs } from './templates.ts'

export type TemplatesDeps = Omit<RepositoryDeps, 'git' | 'store'> & {
  readonly store: Pick<Store, 'templates' | 'settings' | 'deployments' | 'configurations'>
  /** Executables that come with the program. */
  readonly given: Pick<ExecutableRegistry, 'list' | 'find'>
  /** The environment's PATH, for `git`. */
  readonly searchPath: string
  /** Copies of repositories lie in its folder `template-repositories`. */
  readonly dataFolder: string
  /** Told after each change of a template, so that deployments are looked at again. */
  readonly changed: () => void
  readonly onError: (error: unknown) => void
}

/** Serving templates of users, put together; `executables` is the registry for everybody else. */
export async function openTemplates(deps: TemplatesDeps) {
  const templates = makeTemplateExecutables(deps.given, deps.store.templates)
  await templates.reload()
  const git = makeRunGit(deps)
  const keep = makeKeepTemplates({ ...deps, templates })
  const repositories = makeRepositories({ ...deps, git })
  const sync = makeSync({
    ...deps,
    keep,
    templates,
    repositories,
    readRepository: makeReadRepository({ git, clock: deps.clock, limits: repositoryLimits }),
    folder: join(deps.dataFolder, 'template-repositories'),
  })
  return {
    executables: templates.executables,
    templates: makeTemplateVerbs({ ...deps, templates, keep }),
    repositories,
    applications: makeApplications({ ...deps, repositories, sync }),
    /** Looks at all applications now, and again every few minutes. */
    start: () => sync.start(),
    async [Symbol.asyncDispose](): Promise<void> {
      await sync[Symbol.asyncDispose]()
      await repositories[Symbol.asyncDispose]()
    },
  }
}

export type Templates = Awaited<ReturnType<typeof openTemplates>>
