import { join } from 'node:path'
import { makeAccountKeys } from '../access/account-keys.ts'
import { makeApiKeys } from '../access/api-keys.ts'
import { openBox } from '../access/box.ts'
import { makeFindCredential } from '../access/credentials.ts'
import { makeIdentifyStored } from '../access/identify.ts'
import { readMasterKey } from '../access/master-key.ts'
import { makeOAuthClients } from '../access/oauth-clients.ts'
import { makePasswords } from '../access/passwords.ts'
import { makePeople } from '../access/people.ts'
import { ensureAdministrator } from '../access/service-key.ts'
import { makeSessions } from '../access/sessions.ts'
import { openTokenKey } from '../access/token-key.ts'
import { makeTokens } from '../access/tokens.ts'
import { makeVerifyToken } from '../access/verify-token.ts'
import type { Clock } from '../domain/clock.ts'
import type { NewIds } from '../domain/ids.ts'
import type { Store } from '../store/store.ts'

export type AccessDeps = {
  readonly store: Store
  readonly clock: Clock
  readonly newIds: NewIds
  readonly random: (bytes: number) => Uint8Array
  readonly config: {
    /** Keys and the administrator's credentials lie in its folder `credentials`. */
    readonly dataDir: string
    readonly masterKey?: Parameters<typeof readMasterKey>[0]['configured']
  }
  /** Where callers reach the gateway; written into the service key. */
  readonly origin: string
  readonly tenantId: string
}

/** Who may call, put together: keys, clients, people, tokens, and the box that secrets are sealed in. There is an administrator afterwards. */
export async function openAccess({ store, clock, newIds, random, config, origin, tenantId }: AccessDeps) {
  const directory = join(config.dataDir, 'credentials')
  const box = openBox(await readMasterKey({ configured: config.masterKey, directory, random }))
  const settings = { tokenKey: await openTokenKey({ store, box, random }), issuer: `lectern:${tenantId}` }
  const apiKeys = makeApiKeys({ store, clock, random })
  const oauthClients = makeOAuthClients({ store, clock, newIds, random })
  const passwords = makePasswords(random)
  await ensureAdministrator({ apiKeys, oauthClients, directory, installation: { url: origin, zoneId: tenantId } })
  return {
    box,
    /** What gateways check tokens with. */
    settings,
    apiKeys,
    accountKeys: makeAccountKeys({ store, box, clock, random }),
    oauthClients,
    passwords,
    people: makePeople({ store, clock, random, passwords }),
    sessions: makeSessions({ store, clock, random }),
    tokens: makeTokens({ clients: oauthClients, settings, zoneId: tenantId, clock, newIds }),
    identify: makeIdentifyStored({ find: makeFindCredential(store), verifyToken: makeVerifyToken(settings, clock), clock }),
  }
}
