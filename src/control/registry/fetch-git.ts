import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../domain/failure.ts'
import { type GitDeps, makeRunGit } from '../git/run-git.ts'
import { type FoundFile, filesIn, takeFiles } from './fetch-folder.ts'
import { folderBytes } from './folder-bytes.ts'
import type { ImportSource } from './import-source.ts'
import type { Fetched, ImportTask } from './import-task.ts'

type GitSource = Extract<ImportSource, { kind: 'git' }>

const cloneMs = 30 * 60_000
const watchMs = 500

/** One commit of a repository, by the `git` of this machine; its history does not come along. */
export const makeFetchGit = (deps: GitDeps) => {
  const git = makeRunGit(deps)

  return async (source: GitSource, task: ImportTask): Promise<readonly Fetched[]> => {
    const folder = join(task.scratch, 'repository')
    await clone(source, folder, task)
    const files = await filesIn(folder, source.shown, ['.git'])
    await mustBeWhole(source, files)
    return takeFiles(files, task)
  }

  async function clone({ url, ref, text }: GitSource, folder: string, task: ImportTask): Promise<void> {
    const run = (...args: string[]) => git(args, { what: text, signal: task.signal, maxMs: cloneMs, url })
    await run('init', '--quiet', folder)
    const watched = watch(folder, task)
    try {
      // A ref may be a branch, a tag or a commit; a plain clone takes no commit.
      await run('-C', folder, 'fetch', '--quiet', '--depth', '1', '--no-tags', url.href, ref ?? 'HEAD')
      await run('-C', folder, 'checkout', '--quiet', '--detach', 'FETCH_HEAD')
    } finally {
      watched.stop()
    }
    watched.mustFit()
  }

  /** git says no sizes beforehand, so what it writes is watched. */
  function watch(folder: string, task: ImportTask) {
    const finished = new AbortController()
    let trouble: unknown = null
    const look = async (): Promise<void> => {
      while (!finished.signal.aborted) {
        await deps.clock.sleep(watchMs, finished.signal)
        const bytesDone = await folderBytes(folder)
        await task.report({ bytesDone })
        await task.mustFit(bytesDone)
      }
    }
    look().catch((error) => {
      if (!finished.signal.aborted) {
        trouble = error
        task.stop(error)
      }
    })
    return {
      stop: () => finished.abort(),
      mustFit: () => {
        if (trouble) throw trouble
      },
    }
  }
}

/** A pointer in place of a file is not the file. */
async function mustBeWhole(source: GitSource, files: readonly FoundFile[]): Promise<void> {
  for (const { path, file, bytes } of files) {
    if (bytes > 200 || bytes < 100) continue
    if ((await readFile(file, 'latin1')).startsWith('version https://git-lfs.github.com/spec/')) {
      throw new Failure(
        'invalid',
        `${source.shown}: ${path} is kept outside the repository (Git LFS); bring it by hf:// or https:// instead`,
        { target: 'source' },
      )
    }
  }
}
