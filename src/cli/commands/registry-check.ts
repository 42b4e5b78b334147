import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { plain } from '../output.ts'
import type { Session } from '../session.ts'
import { Trouble, UsageError } from '../world.ts'

/** Says what is surely wrong with a script that lies here; the server reads it, runs nothing of it and keeps nothing. */
export async function check(
  { client, world, say }: Session,
  file: string,
  { transformer = false }: { readonly transformer?: boolean },
): Promise<void> {
  const text = await readFile(resolve(world.cwd, file), 'utf8').catch((cause: Error) => {
    throw new UsageError(`${file}: cannot be read`, { cause })
  })
  const role = transformer ? 'transformer' : 'predictor'
  const { fault } = await client.registry.checkScript({ path: basename(file), role, text })
  if (fault) throw new Trouble(plain(fault.message))
  say(`nothing is known to be wrong with ${file}`)
}
