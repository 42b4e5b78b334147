import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { ApiError } from '../../client/api-error.ts'
import type { Secret } from '../../client/secrets.ts'
import type { Shape } from '../output.ts'
import { pairs } from '../pairs.ts'
import { secretText } from '../secret-text.ts'
import type { Session } from '../session.ts'
import { UsageError, type World } from '../world.ts'

export type ScopeOptions = { readonly everyGroup?: boolean }
export type SetOptions = ScopeOptions & {
  readonly fromEnv: readonly string[]
  readonly fromFile: readonly string[]
  readonly fromStdin?: string
}

const shape: Shape<Secret> = {
  columns: { NAME: (each) => each.name, CREATED: (each) => each.createdAt },
  name: (each) => each.name,
}

export const list = async ({ client, output }: Session, { everyGroup = false }: ScopeOptions): Promise<void> =>
  output.list(shape, await client.secrets.list(everyGroup))

/** Creates it, or replaces all that it holds. */
export async function set({ client, say, world }: Session, name: string, options: SetOptions): Promise<void> {
  const { everyGroup = false } = options
  const data = Object.fromEntries(
    (await valuesIn(world, options)).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
  )
  if (Object.keys(data).length === 0)
    throw new UsageError('a secret holds something: give --from-env, --from-file or --from-stdin')
  try {
    await client.secrets.create(name, data, everyGroup)
    say(`secret ${name} created`)
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 409)) throw error
    await client.secrets.replace(name, data, everyGroup)
    say(`secret ${name} changed`)
  }
}

export async function remove({ client, say }: Session, name: string, { everyGroup = false }: ScopeOptions): Promise<void> {
  await client.secrets.remove(name, everyGroup)
  say(`secret ${name} deleted`)
}

async function valuesIn(
  world: World,
  { fromEnv, fromFile, fromStdin }: SetOptions,
): Promise<(readonly [string, string | Buffer])[]> {
  const values: (readonly [string, string | Buffer])[] = []
  for (const [key, variable] of pairs(fromEnv, '--from-env')) {
    const value = world.env[variable]
    if (!value) throw new UsageError(`--from-env ${key}=${variable}: there is no such environment variable, or it is empty`)
    values.push([key, value])
  }
  for (const [key, path] of pairs(fromFile, '--from-file')) {
    const bytes = await readFile(resolve(world.cwd, path)).catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`--from-file ${key}=${path}: cannot be read (${error.code})`)
    })
    values.push([key, bytes])
  }
  if (fromStdin !== undefined) values.push([fromStdin, (await secretText(world, { keyStdin: true })) ?? ''])
  return values
}
