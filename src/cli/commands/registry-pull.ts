import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import type { RegisteredFile } from '../../client/types.ts'
import { plain, size } from '../output.ts'
import { makeProgress, type ShowProgress } from '../progress.ts'
import type { Session } from '../session.ts'
import { Trouble, UsageError } from '../world.ts'

/** Downloads a version into a folder; each file appears there whole, and checked. What had come before a break is not asked for again. */
export async function pull(session: Session, named: string, folder: string | undefined): Promise<void> {
  const { client, world, say } = session
  const [model = '', version = 'latest', ...rest] = named.split(':')
  if (rest.length > 0) throw new UsageError(`${named}: must be a model, or a model and a version: iris:3`)
  const target = resolve(world.cwd, folder ?? model)
  const found = await client.registry.get(model, version)
  const { resources } = await client.registry.files(model, String(found.version))
  for (const file of resources) {
    const show = makeProgress(session, file.path)
    try {
      await download(session, model, String(found.version), file, target, show)
    } finally {
      show.end()
    }
    say(`${plain(file.path)}  ${size(file.bytes)}`)
  }
  world.stdout.write(`${target}\n`)
}

async function download(
  { client, world }: Session,
  model: string,
  version: string,
  { path, sha256, bytes }: RegisteredFile,
  folder: string,
  show: ShowProgress,
): Promise<void> {
  const target = join(folder, path)
  // A server is not believed to name only what lies in the folder.
  if (!target.startsWith(folder + sep)) throw new UsageError(`the server names a file outside of the folder: ${plain(path)}`)
  await mkdir(dirname(target), { recursive: true })
  const partial = `${target}.partial`
  const hash = createHash('sha256')
  let done = await readSoFar(partial, bytes, (piece) => hash.update(piece))
  {
    await using handle = await open(partial, 'a')
    const rest = done < bytes || bytes === 0
    for await (const piece of rest ? await client.registry.download(model, version, path, from(done, world.interrupted)) : []) {
      hash.update(piece)
      await handle.appendFile(piece)
      done += piece.length
      show.show({ phase: 'downloading', done, total: bytes })
    }
  }
  if (hash.digest('hex') !== sha256) {
    await rm(partial, { force: true })
    throw new Trouble(`${plain(path)} did not arrive as it was sent`, { next: 'try again: it is fetched from its beginning' })
  }
  await rename(partial, target)
}

const from = (done: number, signal: AbortSignal) => ({ signal, from: done > 0 ? done : undefined })

/** How many bytes lie there of an earlier try; what cannot be of this file is thrown away. */
async function readSoFar(partial: string, bytes: number, take: (piece: Buffer) => void): Promise<number> {
  const size = await stat(partial).then(
    (found) => found.size,
    () => 0,
  )
  if (size > bytes) await rm(partial)
  if (size === 0 || size > bytes) return 0
  for await (const piece of createReadStream(partial)) take(piece)
  return size
}
