import { access, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../domain/failure.ts'
import type { ModelFile } from '../../domain/model-file.ts'
import { withoutSecrets } from '../../domain/without-secrets.ts'
import type { Store } from '../../store/store.ts'
import { canonicalSource } from './source.ts'

/** The content-addressed files under the models folder. */
export type Blobs = {
  path(sha256: string): string
  has(sha256: string): Promise<boolean>
  remove(sha256: string): Promise<void>
}

export const makeBlobs = (modelsFolder: string): Blobs => {
  const path = (sha256: string) => join(modelsFolder, 'blobs', sha256)
  return {
    path,
    has: (sha256) =>
      access(path(sha256)).then(
        () => true,
        () => false,
      ),
    remove: (sha256) => rm(path(sha256), { force: true }),
  }
}

/**
 * The path of an imported file, by its source or by its hex SHA-256. Throws `unavailable` while it is being imported, `invalid` with
 * what to do about it when it is not here.
 */
export const makeResolveModelFile =
  (store: Pick<Store, 'modelFiles' | 'modelImports'>, blobs: Blobs) =>
  async (named: string): Promise<string> => {
    const file = await find(store, named)
    if (file && (await blobs.has(file.sha256))) return blobs.path(file.sha256)
    const source = canonicalSource(named)
    const shown = withoutSecrets(source)
    const running = (await store.modelImports.list()).find(
      (each) => each.source === source && (each.state === 'downloading' || each.state === 'verifying'),
    )
    if (running) {
      const share = running.bytesTotal ? ` (${Math.floor((running.bytesDone / running.bytesTotal) * 100)} % done)` : ''
      const phase = running.state === 'verifying' ? 'verifying' : 'downloading'
      const doing = { phase, done: running.bytesDone, total: running.bytesTotal, unit: 'bytes' } as const
      throw new Failure('unavailable', `model file ${shown} is still being imported${share}; try again when it is done`, {
        doing,
      })
    }
    throw new Failure('invalid', `model file ${shown} is not here; import it first: lectern models pull ${shown}`)
  }

const find = (store: Pick<Store, 'modelFiles'>, named: string): Promise<ModelFile | null> =>
  /^[0-9a-f]{64}$/.test(named) ? store.modelFiles.bySha256(named) : store.modelFiles.bySource(canonicalSource(named))
