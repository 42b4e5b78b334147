import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import { vi } from 'vitest'

/** Where the provider may send browsers back to. */
export const callback = 'http://lectern.test/console/sign-in/oidc/callback'
export const clientSecret = 'the secret that the provider knows'

export type TestProvider = AsyncDisposable & {
  readonly issuer: string
  /** Claims of each account, by subject. */
  readonly accounts: Record<string, Record<string, unknown>>
  /** Where else it may send browsers back to; to be said before the first one comes. */
  readonly callbacks: string[]
  /** Who is signed in there from now on, in browsers that come by themselves. */
  as(account: string): void
  /** A browser in which that account is signed in there goes to this address; answers where it is sent back to. */
  visit(url: string, account: string): Promise<string>
}

/** A real OpenID Connect provider on loopback. Nobody types there: who visits is whom the test says. */
export async function startProvider(): Promise<TestProvider> {
  // It tells of each setting that is left as it comes.
  for (const word of ['info', 'warn'] as const) vi.spyOn(console, word).mockReturnValue()
  const accounts: Record<string, Record<string, unknown>> = {}
  const callbacks = [callback]
  let who = ''
  const server = createServer((request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void provider().callback()(request, response)
    void provider().interactionFinished(request, response, { login: { accountId: who } })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const scopes = { openid: ['sub', 'realm'], profile: ['name', 'preferred_username'], email: ['email'], groups: ['groups'] }
  let made: Provider | null = null
  const open = (): Provider =>
    new Provider(issuer, {
      clients: [
        { client_id: 'lectern', client_secret: clientSecret, redirect_uris: callbacks },
        { client_id: 'public', token_endpoint_auth_method: 'none', redirect_uris: callbacks },
      ],
      scopes: Object.keys(scopes),
      claims: scopes,
      findAccount: (_context, accountId) => ({ accountId, claims: async () => ({ sub: accountId, ...accounts[accountId] }) }),
      interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
      features: { devInteractions: { enabled: false } },
      pkce: { required: () => true },
      cookies: { keys: ['a key of the test'] },
      async loadExistingGrant({ oidc }) {
        const grant = new (provider().Grant)({ clientId: oidc.client?.clientId ?? '', accountId: oidc.session?.accountId ?? '' })
        grant.addOIDCScope(Object.keys(scopes).join(' '))
        await grant.save()
        return grant
      },
    })
  const provider = (): Provider => {
    made ??= open()
    return made
  }

  return {
    issuer,
    accounts,
    callbacks,
    as(account) {
      who = account
    },
    async visit(url, account) {
      who = account
      const cookies = new Map<string, string>()
      for (let at = url; ; ) {
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
        const answer = await fetch(at, { redirect: 'manual', headers: { cookie } })
        for (const each of answer.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? []
          cookies.set(name, value)
        }
        const location = answer.headers.get('location')
        if (location === null) throw new Error(`${at} answered ${answer.status}: ${await answer.text()}`)
        at = new URL(location, at).href
        if (!at.startsWith(issuer)) return at
      }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
