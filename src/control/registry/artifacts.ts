import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import type { Clock } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import { type ArtifactVersion, artifactFolder } from '../../domain/registry.ts'
import { languageOf } from '../../domain/script.ts'
import type { Store } from '../../store/store.ts'
import { type CheckScript, mustBeSound } from '../check-scripts.ts'
import type { BlobKeeper } from '../models/blob-keeper.ts'
import type { Audit, Caller } from '../platform/caller.ts'
import { type Content, type FileSource, type GatherContents, mustBeHere } from './contents.ts'
import { filePath, mustBeApart } from './paths.ts'
import type { StorageQuota } from './quota.ts'
import type { Uploads } from './uploads.ts'
import { getVersion, missingFolders } from './versions.ts'

export type ArtifactsDeps = {
  readonly store: Pick<Store, 'registry'>
  readonly clock: Clock
  readonly keeper: BlobKeeper
  readonly quota: StorageQuota
  readonly gather: GatherContents
  readonly uploads: Pick<Uploads, 'cancel'>
  readonly checkScript: CheckScript
  readonly audit: Audit
}

/** What a script is for; a file without a role is there for the others to use. */
export type ArtifactRole = 'predictor' | 'transformer' | 'config'
export type ArtifactFile = { readonly path: string; readonly role: ArtifactRole | null; readonly source: FileSource }

/**
 * Gives scripts a number within their model version: the next one, or, unless `fresh`, that of an equal set of files.
 * Number 0 is never given: it stands for the model's files alone. A script that surely cannot be served is refused.
 */
export const createArtifactVersion =
  (deps: ArtifactsDeps) =>
  async (
    caller: Caller,
    of: { readonly name: string; readonly version: number | 'latest' },
    files: readonly ArtifactFile[],
    fresh: boolean,
  ): Promise<{ readonly artifact: ArtifactVersion; readonly reused: boolean }> => {
    const { resourceGroup, principal } = caller
    const { name, version } = await getVersion(deps)(resourceGroup, of.name, of.version)
    const key = { resourceGroup, name, version }
    mustBeArtifact(files)
    const { contents, more, uploadIds } = await deps.gather(
      resourceGroup,
      files.map(({ source }) => source),
    )
    await mustBeSoundAll(deps, resourceGroup, files, contents, uploadIds)
    const digest = digestOf(files, contents)
    const { artifacts, uploads } = deps.store.registry
    const equal = async () => (fresh ? undefined : (await artifacts.list(key)).find((each) => each.digest === digest))
    const made = await deps.quota.taking(resourceGroup, (await equal()) ? 0 : more, () =>
      deps.keeper.naming(async () => {
        const known = await equal()
        for (const id of uploadIds) await uploads.remove(id)
        if (known) return { artifact: known, reused: true }
        const [newest] = await artifacts.list(key)
        const artifact: ArtifactVersion = {
          ...key,
          artifact: (newest?.artifact ?? 0) + 1,
          digest,
          predictor: nameFor(files, 'predictor'),
          transformer: nameFor(files, 'transformer'),
          config: nameFor(files, 'config'),
          creator: principal.name,
          createdAt: deps.clock.now(),
        }
        const root = artifactFolder(name, version, artifact.artifact)
        const node = { resourceGroup, owner: principal.name, modifiedAt: artifact.createdAt }
        const nodes = files.map(({ path }, at) => ({ ...node, path: `${root}/${path}`, ...(contents[at] ?? nothing) }))
        await mustBeHere(deps.keeper, nodes)
        const folders = await missingFolders(
          deps,
          resourceGroup,
          nodes.map(({ path }) => path),
        )
        await artifacts.insert(artifact, [...folders.map((path) => ({ ...node, path, sha256: null, bytes: 0 })), ...nodes])
        return { artifact, reused: false }
      }),
    )
    // An upload that an equal set of files made unneeded may have been the only name of its content.
    await deps.keeper.release(contents.map(({ sha256 }) => sha256))
    if (!made.reused) {
      const { artifact } = made.artifact
      deps.audit('artifact version created', { resourceGroup, model: name, version, artifact, by: principal.id })
    }
    return made
  }

export const listArtifactVersions =
  ({ store }: Pick<ArtifactsDeps, 'store'>) =>
  async (resourceGroup: string, name: string, version: number | 'latest'): Promise<readonly ArtifactVersion[]> =>
    store.registry.artifacts.list(await getVersion({ store })(resourceGroup, name, version))

function mustBeArtifact(files: readonly ArtifactFile[]): void {
  if (files.length === 0) {
    throw new Failure('invalid', 'files: an artifact version needs at least one script; 0 is the one without any', {
      target: 'files',
    })
  }
  mustBeApart(files.map(({ path }) => filePath(path, 'files.path')))
  for (const role of ['predictor', 'transformer', 'config'] as const) {
    if (files.filter((each) => each.role === role).length > 1)
      throw new Failure('invalid', `files: there can be one ${role} only`, { target: 'files.role' })
  }
}

async function mustBeSoundAll(
  { checkScript, keeper, uploads }: ArtifactsDeps,
  group: string,
  files: readonly ArtifactFile[],
  contents: readonly Content[],
  uploadIds: readonly string[],
): Promise<void> {
  try {
    for (const [at, { path, role }] of files.entries()) {
      const [language, { sha256 }] = [languageOf(path), contents[at] ?? nothing]
      if (language === null || (role !== 'predictor' && role !== 'transformer')) continue
      const packaged = files.some((each) => posix.join(posix.dirname(path), 'package.json') === each.path)
      const script = { component: role, language, name: path, path: keeper.blobs.path(sha256), packaged }
      await mustBeSound(checkScript, script, 'files')
    }
  } catch (cause) {
    // What was written down of words in the request alone goes with it.
    const theirs = files.flatMap(({ source }) => ('uploadId' in source ? [source.uploadId] : []))
    for (const id of uploadIds) if (!theirs.includes(id)) await uploads.cancel(group, id)
    throw cause
  }
}

/** Of names, roles and contents, whatever their order. */
const digestOf = (files: readonly ArtifactFile[], contents: readonly Content[]): string => {
  const lines = files.map(({ path, role }, at) => JSON.stringify([path, role, contents[at]?.sha256])).sort()
  return createHash('sha256').update(lines.join('\n')).digest('hex')
}

const nameFor = (files: readonly ArtifactFile[], role: ArtifactRole): string | null =>
  files.find((each) => each.role === role)?.path ?? null

const nothing = { sha256: '', bytes: 0 } satisfies Content
