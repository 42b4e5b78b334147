import type { ModelImport } from '../../client/types.ts'
import { clockTime } from '../duration.ts'
import { plain, type Shape, size } from '../output.ts'
import type { Session } from '../session.ts'
import { Unsuccessful } from '../world.ts'
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

/** Starts an import and watches it: a bar where standard error is a terminal, else one JSON object a line for each change. */
export async function pull(session: Session, source: string, options: PullOptions): Promise<void> {
  const { client, world, output, say } = session
  let record = await client.models.startImport({ source, ...(options.sha256 ? { sha256: options.sha256 } : {}) })
  const show = world.stderr.isTTY ? makeBar(session) : makeEvents(session)
  show(record)
  try {
    while (!options.detach && record.state !== 'done' && record.state !== 'failed') {
      await world.sleep(pollMs, world.interrupted)
      const { id } = record
      record = await patiently(world, () => client.models.getImport(id))
      show(record)
    }
  } catch (error) {
    if (world.interrupted.aborted) say(`\nthe server goes on with it; end it with: lectern models cancel ${record.id}`)
    throw error
  }
  if (world.stderr.isTTY) world.stderr.write('\n')
  if (record.state === 'failed') {
    say(`lectern: ${plain(record.error ?? 'the import failed')}`)
    throw new Unsuccessful()
  }
  await output.one(shape, record)
}

function makeEvents({ world }: Session): (record: ModelImport) => void {
  let last = ''
  return ({ id, source, state, bytesDone, bytesTotal, error }) => {
    const event = JSON.stringify({ id, source, state, bytesDone, bytesTotal, ...(error ? { error } : {}) })
    if (event !== last) world.stderr.write(`${event}\n`)
    last = event
  }
}

/** `tiny.gguf  42 % ████▌      1.2 GB of 2.9 GB  35 MB/s  0:48` */
function makeBar({ world }: Session): (record: ModelImport) => void {
  const startedAt = world.now()
  let startedWith: number | null = null
  return (record) => {
    startedWith ??= record.bytesDone
    const seconds = (world.now() - startedAt) / 1000
    const rate = seconds > 0 ? (record.bytesDone - startedWith) / seconds : 0
    const line = barLine(record, rate, world.stderr.columns ?? 80)
    world.stderr.write(`\r\u001b[K${line}`)
  }
}

/** `rate` in bytes per second since we watch. */
export function barLine({ source, state, bytesDone, bytesTotal }: ModelImport, rate: number, columns: number): string {
  const name = plain(source.split('/').at(-1) ?? source).slice(0, 40)
  if (state !== 'downloading') return `${name}  ${state}`
  if (bytesTotal === null) return `${name}  ${size(bytesDone)}  ${size(rate)}/s`
  const share = bytesTotal === 0 ? 1 : bytesDone / bytesTotal
  const left = rate > 0 ? `  ${clockTime((bytesTotal - bytesDone) / rate)}` : ''
  const before = `${name}  ${String(Math.floor(share * 100)).padStart(3)} % `
  const after = `  ${size(bytesDone)} of ${size(bytesTotal)}  ${size(rate)}/s${left}`
  const room = Math.max(0, Math.min(30, columns - before.length - after.length - 1))
  const full = Math.round(share * room)
  return `${before}${'█'.repeat(full)}${'░'.repeat(room - full)}${after}`
}
