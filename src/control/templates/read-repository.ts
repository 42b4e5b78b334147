import { mkdir } from 'node:fs/promises'
import type { Clock } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import { mostYamlBytes } from '../../executables/templates/yaml-tree.ts'
import type { GitTask, RunGit } from '../git/run-git.ts'
import { folderBytes } from '../registry/folder-bytes.ts'
import { removeFolder } from '../registry/materialise.ts'

export type RepositoryPlace = {
  readonly url: URL
  readonly credentials: NonNullable<GitTask['credentials']> | null
  readonly revision: string
  /** Within the repository; `''`: its top. */
  readonly path: string
  /** Where its contents are kept from one reading to the next. */
  readonly folder: string
}

/** `text` null: it could not be taken, and why. */
export type RepositoryFile = { readonly name: string; readonly text: string | null; readonly trouble: string }
export type Snapshot = { readonly commit: string; readonly files: readonly RepositoryFile[] }

const fetchMs = 2 * 60_000
const watchMs = 500

export type RepositoryLimits = { readonly bytes: number; readonly files: number }
export const repositoryLimits: RepositoryLimits = { bytes: 256 * 1024 * 1024, files: 200 }

/**
 * The YAML and JSON files that lie in one folder of a commit. They are read from git's own store and never checked out: no links,
 * no filters, no hooks, no submodules.
 */
export const makeReadRepository =
  (deps: { readonly git: RunGit; readonly clock: Clock; readonly limits: RepositoryLimits }) =>
  async (place: RepositoryPlace, signal: AbortSignal): Promise<Snapshot> => {
    const { folder, url, credentials, revision, path } = place
    const what = url.href
    const local = (...args: string[]) => deps.git(['-C', folder, ...args], { what, signal, maxMs: fetchMs, url: null })
    try {
      await mkdir(folder, { recursive: true })
      await local('init', '--quiet', '--bare')
      await watched(deps, folder, what, signal, (stop) =>
        deps.git(
          ['-C', folder, 'fetch', '--quiet', '--depth', '1', '--no-tags', '--no-recurse-submodules', '--', url.href, revision],
          { what, signal: stop, maxMs: fetchMs, url, credentials },
        ),
      )
    } catch (error) {
      // Half of a repository is of no use the next time.
      await removeFolder(folder)
      throw error
    }
    const commit = (await local('rev-parse', 'FETCH_HEAD^{commit}')).toString('utf8').trim()
    const listed = await local('ls-tree', '-z', '-l', `${commit}:${path}`).catch((error: unknown) => {
      if (!(error instanceof Failure) || error.code !== 'upstream_failed') throw error
      throw new Failure(
        'invalid',
        `there is no folder ${path} in the repository at ${revision}`,
        { target: 'path' },
        { cause: error },
      )
    })
    const entries = entriesIn(listed.toString('utf8'))
    if (entries.length > deps.limits.files)
      throw new Failure('too_large', `the folder has ${entries.length} YAML files; at most ${deps.limits.files} are read`)
    const files: RepositoryFile[] = []
    for (const { name, sha, bytes } of entries) {
      if (bytes > mostYamlBytes) files.push({ name, text: null, trouble: `is larger than ${mostYamlBytes / 1024} KiB` })
      else files.push(decoded(name, await local('cat-file', 'blob', sha)))
    }
    return { commit, files }
  }

/** git says no sizes beforehand, so what it writes is watched. */
async function watched<T>(
  { clock, limits }: { readonly clock: Clock; readonly limits: RepositoryLimits },
  folder: string,
  what: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const [full, finished] = [new AbortController(), new AbortController()]
  const look = async (): Promise<void> => {
    if ((await folderBytes(folder)) > limits.bytes)
      full.abort(new Failure('too_large', `${what}: the repository is larger than ${limits.bytes / 1024 / 1024} MiB`))
  }
  const looking = (async () => {
    while (!finished.signal.aborted) {
      await clock.sleep(watchMs, finished.signal)
      await look()
    }
  })().catch(() => {}) // finished
  try {
    const done = await work(AbortSignal.any([signal, full.signal]))
    await look()
    full.signal.throwIfAborted()
    return done
  } finally {
    finished.abort()
    await looking
  }
}

/** Plain files alone: `<mode> blob <hash> <bytes>\t<name>`, each ended by a NUL. */
const entriesIn = (listed: string): { readonly name: string; readonly sha: string; readonly bytes: number }[] =>
  listed.split('\0').flatMap((line) => {
    const [, sha = '', bytes = '', name = ''] = /^100(?:644|755) blob ([0-9a-f]+) +(\d+)\t(.+)$/s.exec(line) ?? []
    return /\.(ya?ml|json)$/i.test(name) ? [{ name, sha, bytes: Number(bytes) }] : []
  })

function decoded(name: string, bytes: Buffer): RepositoryFile {
  try {
    return { name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), trouble: '' }
  } catch {
    return { name, text: null, trouble: 'is not text in UTF-8' }
  }
}
