import type { Oidc } from '../../access/oidc.ts'
import type { Passwords } from '../../access/passwords.ts'
import type { People } from '../../access/people.ts'
import type { Sessions } from '../../access/sessions.ts'
import type { Tokens } from '../../access/tokens.ts'
import type { Clock } from '../../domain/clock.ts'
import type { OidcSettings } from '../../domain/oidc-settings.ts'
import type { Store } from '../../store/store.ts'
import type { Audit } from '../platform/caller.ts'
import type { Publisher } from '../publish.ts'

export type PeopleDeps = {
  readonly store: Store
  readonly clock: Clock
  readonly publisher: Pick<Publisher, 'credential' | 'removeCredential'>
  readonly audit: Audit
  readonly people: People
  readonly sessions: Sessions
  readonly passwords: Passwords
  readonly tokens: Pick<Tokens, 'issueSessionToken'>
  readonly oidc: { readonly provider: Oidc; readonly settings: OidcSettings } | null
}
