import { join } from 'node:path'
import { Failure } from '../domain/failure.ts'
import { readPrivateFile, writePrivateFile } from './private-file.ts'
import type { Random } from './random-text.ts'

/**
 * The 32 bytes that seal every secret: the configured value (base64), else `master-key` in the credentials directory,
 * which is made at the first start. Whoever loses it loses all sealed secrets.
 */
export const readMasterKey = async (deps: {
  readonly configured: string | undefined
  /** `<data directory>/credentials` */
  readonly directory: string
  readonly random: Random
}): Promise<Uint8Array> => {
  if (deps.configured !== undefined) return decoded(deps.configured, 'the setting masterKey')
  const path = join(deps.directory, 'master-key')
  const stored = await readPrivateFile(path)
  if (stored !== null) return decoded(stored, path)
  const made = Buffer.from(deps.random(keyBytes))
  await writePrivateFile(path, made.toString('base64'))
  return made
}

const keyBytes = 32

const decoded = (text: string, where: string): Uint8Array => {
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length === keyBytes) return key
  throw new Failure(
    'invalid',
    `${where} must hold 32 bytes in base64 (as "openssl rand -base64 32" prints them), it holds ${key.length}`,
  )
}
