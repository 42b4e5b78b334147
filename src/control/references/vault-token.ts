import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Clock } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import type { VaultLogin } from '../../domain/secret-reference.ts'
import type { AskVault } from './ask-vault.ts'

export type VaultToken = {
  get(): Promise<string>
  /** The vault refused it: answers whether another one can be had at once. */
  refused(): boolean
}

const Login = z.object({ auth: z.object({ client_token: z.string().min(1), lease_duration: z.number().nonnegative() }) })

/** Rejects with `Failure('forbidden')` where there is no token to be had. */
export function makeVaultToken(login: VaultLogin, ask: AskVault, clock: Pick<Clock, 'now'>): VaultToken {
  if (login.kind === 'token') return { get: async () => login.token, refused: () => false }
  if (login.kind === 'token-file') return { get: () => textIn(login.path), refused: () => false }

  let held: { readonly token: string; readonly until: number } | null = null
  return {
    async get() {
      if (held && clock.now() < held.until) return held.token
      const asked = clock.now()
      const body = { role_id: login.roleId, secret_id: await textIn(login.secretIdFile) }
      const answer = await ask('/v1/auth/approle/login', { body })
      if (answer.status >= 500 || answer.status === 429)
        throw new Failure('unavailable', `the vault answered ${answer.status} to the login by AppRole`)
      const parsed = Login.safeParse(answer.body).data
      if (answer.status !== 200 || !parsed)
        throw new Failure('forbidden', `the vault refused the login by AppRole (${answer.status})`)
      const { client_token: token, lease_duration: seconds } = parsed.auth
      // A lease of 0 has no end; a token is given up before its own end, so that no read meets it.
      held = { token, until: seconds === 0 ? Number.POSITIVE_INFINITY : asked + seconds * 800 }
      return token
    },
    refused() {
      const had = held !== null
      held = null
      return had
    },
  }
}

async function textIn(path: string): Promise<string> {
  try {
    const text = (await readFile(path, 'utf8')).trim()
    if (text !== '') return text
  } catch {
    // told below
  }
  throw new Failure('forbidden', `${path} cannot be read, or is empty`)
}
