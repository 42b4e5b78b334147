import { createHash } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import type { RegisteredFile } from '../../client/types.ts'
import { plain, size } from '../output.ts'
import type { Session } from '../session.ts'
import { Unsuccessful, UsageError } from '../world.ts'

/** Downloads a version into a folder; each file appears there whole, and checked. */
export async function pull(session: Session, named: string, folder: string | undefined): Promise<void> {
  const { client, world, say } = session
  const [model = '', version = 'latest', ...rest] = named.split(':')
  if (rest.length > 0) throw new UsageError(`${named}: must be a model, or a model and a version: iris:3`)
  const target = resolve(world.cwd, folder ?? model)
  const found = await client.registry.get(model, version)
  const { resources } = await client.registry.files(model, String(found.version))
  for (const file of resources) {
    await download(session, model, String(found.version), file, target)
    say(`${plain(file.path)}  ${size(file.bytes)}`)
  }
  world.stdout.write(`${target}\n`)
}

async function download(
  { client, world, say }: Session,
  model: string,
  version: string,
  { path, sha256 }: RegisteredFile,
  folder: string,
): Promise<void> {
  const target = join(folder, path)
  // A server is not believed to name only what lies in the folder.
  if (!target.startsWith(folder + sep)) throw new UsageError(`the server names a file outside of the folder: ${plain(path)}`)
  await mkdir(dirname(target), { recursive: true })
  const partial = `${target}.partial`
  const hash = createHash('sha256')
  try {
    await using handle = await open(partial, 'w')
    for await (const piece of await client.registry.download(model, version, path, world.interrupted)) {
      hash.update(piece)
      await handle.appendFile(piece)
    }
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
  if (hash.digest('hex') !== sha256) {
    await rm(partial, { force: true })
    say(`lectern: ${plain(path)} did not arrive as it was sent; try again`)
    throw new Unsuccessful()
  }
  await rename(partial, target)
}
