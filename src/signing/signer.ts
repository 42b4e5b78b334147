import type { Signer } from '../domain/auth.ts'
import type { Clock } from '../domain/clock.ts'
import { makeAskToken } from './ask-token.ts'
import { signAws } from './aws-sigv4.ts'
import { makeTokens } from './tokens.ts'

/** Turns what a target holds to prove itself into headers of the final request. */
export function makeSigner(clock: Pick<Clock, 'now'>): Signer {
  const tokens = makeTokens({ clock, ask: makeAskToken(clock) })
  return {
    sign(auth, request, publicOnly) {
      if (auth.kind === 'aws-sigv4') return signAws(auth, request, clock.now())
      const token = tokens.get(auth, publicOnly)
      return typeof token === 'string' ? bearer(token) : token.then(bearer)
    },
    refused(auth) {
      if (auth.kind !== 'aws-sigv4') tokens.forget(auth)
    },
  }
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
