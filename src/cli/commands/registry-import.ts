import type { RegistryImport } from '../../client/types.ts'
import { plain, type Shape, size } from '../output.ts'
import { makeProgress, type Progress } from '../progress.ts'
import type { Session } from '../session.ts'
import { watching } from '../watching.ts'
import { Trouble } from '../world.ts'
import { patiently } from './patiently.ts'
import { readSaid, type SaidOptions } from './registry-said.ts'

export type ImportOptions = SaidOptions & {
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly secret?: string
  readonly unpack: boolean
  readonly detach?: boolean
}

const shape: Shape<RegistryImport> = {
  columns: {
    ID: (each) => each.id,
    MODEL: (each) => (each.version === null ? each.name : `${each.name}:${each.version}`),
    SOURCE: (each) => each.source,
    STATE: (each) => each.state,
    DONE: (each) => (each.bytesTotal === null ? size(each.bytesDone) : `${size(each.bytesDone)} of ${size(each.bytesTotal)}`),
    ERROR: (each) => each.error,
  },
  name: (each) => each.id,
}

const pollMs = 250

/** Starts an import and watches it. */
export async function bring(session: Session, model: string, source: string, options: ImportOptions): Promise<void> {
  const { client, world, output } = session
  const { include, exclude, secret, unpack } = options
  let record = await client.registry.startImport({
    ...(await readSaid(world, model, options)),
    source,
    unpack,
    ...(include.length > 0 ? { include } : {}),
    ...(exclude.length > 0 ? { exclude } : {}),
    ...(secret === undefined ? {} : { secret }),
  })
  const show = makeProgress(session, model)
  show.show(progressOf(record))
  if (!options.detach)
    await watching(world, `lectern registry imports, or lectern registry cancel ${record.id}`, async () => {
      while (record.state === 'running') {
        await world.sleep(pollMs, world.interrupted)
        const { id } = record
        record = await patiently(world, () => client.registry.getImport(id))
        show.show(progressOf(record))
      }
    })
  show.end()
  if (record.state === 'failed' || record.state === 'cancelled')
    throw new Trouble(plain(record.error ?? `the import is ${record.state}`))
  await output.one(shape, record)
}

export async function imports({ client, output }: Session): Promise<void> {
  await output.list(shape, await client.registry.imports())
}

export async function cancel({ client, say }: Session, id: string): Promise<void> {
  await client.registry.cancelImport(id)
  say(`import ${id} is cancelled`)
}

const progressOf = ({ id, state, bytesDone, bytesTotal, filesDone, filesTotal, currentFile }: RegistryImport): Progress => ({
  phase: [state, plain(currentFile ?? '')].filter(Boolean).join(' '),
  done: bytesDone,
  total: bytesTotal,
  more: { id, state, filesDone, filesTotal },
})
