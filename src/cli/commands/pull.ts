import type { ModelImport } from '../../client/types.ts'
import { withoutSecrets } from '../../domain/without-secrets.ts'
import { plain, type Shape, size } from '../output.ts'
import { makeProgress, type Progress } from '../progress.ts'
import type { Session } from '../session.ts'
import { watching } from '../watching.ts'
import { Trouble } from '../world.ts'
import { patiently } from './patiently.ts'

export type PullOptions = { readonly sha256?: string; readonly detach?: boolean }

const shape: Shape<ModelImport> = {
  columns: {
    SOURCE: (each) => each.source,
    STATE: (each) => each.state,
    SIZE: (each) => (each.bytesTotal === null ? '' : size(each.bytesTotal)),
    SHA256: (each) => each.sha256,
    IMPORT: (each) => each.id,
  },
  name: (each) => each.source,
}

const pollMs = 250

/** Starts an import and watches it. */
export async function pull(session: Session, source: string, options: PullOptions): Promise<void> {
  const { client, world, output } = session
  let record = await client.models.startImport({ source, ...(options.sha256 ? { sha256: options.sha256 } : {}) })
  const show = makeProgress(session, withoutSecrets(source).split('/').at(-1) ?? '')
  show.show(progressOf(record))
  if (!options.detach)
    await watching(world, `lectern models imports, or lectern models cancel ${record.id}`, async () => {
      while (record.state !== 'done' && record.state !== 'failed') {
        await world.sleep(pollMs, world.interrupted)
        const { id } = record
        record = await patiently(world, () => client.models.getImport(id))
        show.show(progressOf(record))
      }
    })
  show.end()
  if (record.state === 'failed') throw new Trouble(plain(record.error ?? 'the import failed'))
  await output.one(shape, record)
}

/** After its last byte there is nothing to count. */
const progressOf = ({ id, source, state, bytesDone, bytesTotal, error }: ModelImport): Progress => ({
  phase: state,
  ...(state === 'downloading' ? { done: bytesDone, total: bytesTotal } : {}),
  more: { id, source, ...(error ? { error } : {}) },
})
