import type { TokenAuth } from '../domain/auth.ts'
import type { Clock } from '../domain/clock.ts'

export type AccessToken = {
  readonly token: string
  /** Epoch ms. */
  readonly expiresAt: number
}

export type Tokens = {
  /** A token that is good for five minutes at least: at once where one is at hand, else asked for, once for all who wait. */
  get(auth: TokenAuth, publicOnly: boolean): string | Promise<string>
  forget(auth: TokenAuth): void
}

/** A token is renewed this long before it ends: no call that it is sent with lasts longer before the provider looks at it. */
const earlyMs = 5 * 60_000

type Kept = { token: AccessToken | null; asked: Promise<string> | null }

/** Access tokens by the secret that they were given for. */
export function makeTokens(deps: {
  readonly clock: Pick<Clock, 'now'>
  readonly ask: (auth: TokenAuth, publicOnly: boolean) => Promise<AccessToken>
}): Tokens {
  const kept = new Map<string, Kept>()
  /** Targets are long-lived objects: the text of their secrets is made once. */
  const keys = new WeakMap<TokenAuth, string>()

  const keyOf = (auth: TokenAuth): string => {
    const known = keys.get(auth) ?? JSON.stringify(auth)
    keys.set(auth, known)
    return known
  }

  const ask = (key: string, entry: Kept, auth: TokenAuth, publicOnly: boolean): Promise<string> => {
    entry.asked ??= deps
      .ask(auth, publicOnly)
      .then(
        (token) => {
          entry.token = token
          return token.token
        },
        (error: unknown) => {
          // While the old one holds, a token endpoint in trouble is no trouble of the caller's.
          if (entry.token && entry.token.expiresAt > deps.clock.now()) return entry.token.token
          kept.delete(key)
          throw error
        },
      )
      .finally(() => {
        entry.asked = null
      })
    return entry.asked
  }

  return {
    get(auth, publicOnly) {
      const now = deps.clock.now()
      const key = keyOf(auth)
      const found = kept.get(key)
      if (found?.token && found.token.expiresAt - earlyMs > now) return found.token.token
      if (!found) {
        for (const [old, { token, asked }] of kept) if (!asked && (token?.expiresAt ?? 0) <= now) kept.delete(old)
      }
      const entry = found ?? { token: null, asked: null }
      kept.set(key, entry)
      return ask(key, entry, auth, publicOnly)
    },
    forget: (auth) => void kept.delete(keyOf(auth)),
  }
}
