import { UsageError, type World } from './world.ts'

export type SecretOptions = { readonly keyEnv?: string; readonly keyStdin?: boolean; readonly option?: string }

/** A secret from where it may stand; null where none was given. */
export async function secretText(
  world: World,
  { keyEnv, keyStdin, option = '--key-stdin' }: SecretOptions,
): Promise<string | null> {
  if (keyEnv && keyStdin) throw new UsageError('give either --key-env or --key-stdin, not both')
  if (keyEnv) {
    const secret = world.env[keyEnv]
    if (!secret) throw new UsageError(`--key-env ${keyEnv}: there is no such environment variable, or it is empty`)
    return secret
  }
  if (!keyStdin) return null
  const chunks: Buffer[] = []
  for await (const chunk of world.stdin) chunks.push(Buffer.from(chunk))
  const secret = Buffer.concat(chunks).toString('utf8').trim()
  if (!secret) throw new UsageError(`${option}: nothing came on standard input`)
  return secret
}
