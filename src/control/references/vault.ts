import { z } from 'zod'
import type { Clock } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import type { VaultSettings } from '../../domain/secret-reference.ts'
import { makeAskVault } from './ask-vault.ts'
import { makeVaultToken } from './vault-token.ts'

/** What a vault said of a secret. Reasons are for people and hold no value. */
export type VaultAnswer =
  | { readonly kind: 'read'; readonly data: Readonly<Record<string, unknown>> }
  /** There is none, or its newest version was deleted. */
  | { readonly kind: 'missing' }
  /** It will not say: the token is no longer good, or may not read this. */
  | { readonly kind: 'refused'; readonly why: string }
  /** It cannot say now. */
  | { readonly kind: 'away'; readonly why: string }

export type ReadVault = (mount: string, path: string) => Promise<VaultAnswer>

/** The newest version of a secret in a KV store of version 2 (`GET /v1/<mount>/data/<path>`). */
export function makeReadVault(settings: VaultSettings, clock: Clock): ReadVault {
  const ask = makeAskVault(settings, clock)
  const token = makeVaultToken(settings.login, ask, clock)

  return async (mount, path) => {
    try {
      const address = `/v1/${encodeURIComponent(mount)}/data/${path.split('/').map(encodeURIComponent).join('/')}`
      const read = async () => answerOf(await ask(address, { token: await token.get() }))
      const answer = await read()
      return answer.kind === 'refused' && token.refused() ? await read() : answer
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause
      return cause.code === 'unavailable' || cause.code === 'timeout'
        ? { kind: 'away', why: cause.message }
        : { kind: 'refused', why: cause.message }
    }
  }
}

/** `data.data` is null where a version was deleted; `errors` is empty where nothing was ever there. */
const Secret = z.object({ data: z.object({ data: z.record(z.string(), z.unknown()) }) })
const Errors = z.object({ errors: z.array(z.string()) })

function answerOf({ status, body }: { readonly status: number; readonly body: unknown }): VaultAnswer {
  if (status === 404) return { kind: 'missing' }
  const said = (Errors.safeParse(body).data?.errors ?? []).join('; ').replaceAll(/\s+/g, ' ').trim().slice(0, 120)
  const why = `the vault answered ${status}${said === '' ? '' : ` (${said})`}`
  if (status !== 200) return { kind: status >= 400 && status < 500 && status !== 429 ? 'refused' : 'away', why }
  const secret = Secret.safeParse(body).data
  return secret
    ? { kind: 'read', data: secret.data.data }
    : { kind: 'refused', why: 'it is no secret of a KV store of version 2' }
}
