import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OidcSettings } from '../../src/domain/oidc-settings.ts'
import { type ControlUnderTest, openControl } from '../control-harness.ts'
import { callback, clientSecret, startProvider, type TestProvider } from './provider.ts'
import { openBrowser } from './scene.ts'

let provider: TestProvider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider[Symbol.asyncDispose]())
beforeEach(() => {
  Object.assign(provider.accounts, {
    ada: { name: 'Ada L.', preferred_username: 'Ada', email: 'ada@example.com', groups: ['team-a', 'staff'] },
    eve: { name: 'Eve', email: 'Eve Online!@example.com', groups: [], realm: { roles: ['staff', 'ml'] } },
  })
})

let control: ControlUnderTest
afterEach(() => control[Symbol.asyncDispose]())
const open = async (more: Partial<OidcSettings> = {}) => {
  control = await openControl({
    oidc: {
      issuer: provider.issuer,
      clientId: 'lectern',
      secret: { kind: 'text', text: clientSecret },
      label: 'Example',
      scopes: 'openid profile email groups',
      rolesClaim: null,
      roles: {},
      defaultRole: 'viewer',
      groupsClaim: null,
      groups: ['default'],
      ...more,
    },
  })
  return openBrowser(control)
}
type Browser = ReturnType<typeof openBrowser>

/** To the provider and back, as far as our address; `bend` changes what the provider is asked. */
const trip = async (browser: Browser, account: string, bend: (url: URL) => void = () => {}, to = '') => {
  const begun = await browser.send('GET', `/console/sign-in/oidc${to}`)
  expect(begun.statusCode).toBe(302)
  const url = new URL(begun.headers.location ?? '')
  bend(url)
  const back = await provider.visit(url.href, account)
  expect(back.startsWith(callback)).toBe(true)
  return back.slice('http://lectern.test'.length)
}
const signIn = async (browser: Browser, account: string) => browser.send('GET', await trip(browser, account))

describe('sign-in with a provider', () => {
  it('is offered, and makes a person of who comes back for the first time', async () => {
    const browser = await open()
    expect((await browser.session()).methods).toEqual({ password: false, oidc: { label: 'Example', url: 'sign-in/oidc' } })
    const answer = await signIn(browser, 'ada')
    expect(answer.statusCode).toBe(303)
    expect(answer.headers.location).toBe('../../')
    expect([...browser.cookies.keys()]).toEqual(['lectern_session'])
    const shown = await browser.session()
    expect(shown).toMatchObject({
      signedIn: true,
      session: { method: 'oidc' },
      person: {
        name: 'ada',
        displayName: 'Ada L.',
        role: 'viewer',
        resourceGroups: ['default'],
        hasPassword: false,
        hasProvider: true,
      },
    })
    expect((await browser.call('GET', '/v2/lm/deployments')).statusCode).toBe(200)

    const again = openBrowser(control)
    await signIn(again, 'ada')
    expect((await again.session()).person.id).toBe(shown.person.id)
    expect(await control.store.people.list()).toHaveLength(1)
  })

  it('asks with PKCE, state and nonce for what is set, and comes back to where one wanted to', async () => {
    const browser = await open()
    const asked: Record<string, string> = {}
    const see = (url: URL) => void Object.assign(asked, Object.fromEntries(url.searchParams))
    const path = await trip(browser, 'ada', see, `?to=${encodeURIComponent('deployments/d1?tab=logs')}`)
    expect(asked).toMatchObject({
      response_type: 'code',
      client_id: 'lectern',
      scope: 'openid profile email groups',
      code_challenge_method: 'S256',
      redirect_uri: callback,
      state: expect.stringMatching(/^.{40,}$/),
      nonce: expect.stringMatching(/^.{40,}$/),
    })
    expect((await browser.send('GET', path)).headers.location).toBe('../../deployments/d1?tab=logs')
  })

  it.each(['https://evil.test', '//evil.test', '/evil', '../up', 'a\\b'])('sends nobody to %s afterwards', async (to) => {
    const browser = await open()
    const answer = await browser.send('GET', `/console/sign-in/oidc?to=${encodeURIComponent(to)}`)
    expect(answer.statusCode).toBe(400)
    expect(answer.body).toContain('must be an address within the console')
  })

  it('takes a secret from a file, and none for a public client', async () => {
    const browser = await open({ secret: { kind: 'file', path: '/nowhere' } })
    const refused = await browser.send('GET', '/console/sign-in/oidc')
    expect(refused.statusCode).toBe(503)
    expect(refused.body).toContain('the file of the client secret cannot be read')
    await control[Symbol.asyncDispose]()

    const path = join(import.meta.dirname, '../../node_modules/.cache', `secret-${process.pid}`)
    writeFileSync(path, `${clientSecret}\n`)
    expect((await signIn(await open({ secret: { kind: 'file', path } }), 'ada')).statusCode).toBe(303)
    await control[Symbol.asyncDispose]()
    expect((await signIn(await open({ clientId: 'public', secret: null }), 'ada')).statusCode).toBe(303)
  })
})

describe('what claims say', () => {
  const mapped = { rolesClaim: 'realm.roles', roles: { staff: 'viewer', ml: 'operator', root: 'admin' } } as const

  it('is what somebody may, as of each sign-in', async () => {
    const browser = await open({ ...mapped, groupsClaim: 'groups' })
    provider.accounts['ada'] = { ...provider.accounts['ada'], realm: { roles: ['staff', 'ml', 'other'] } }
    await signIn(browser, 'ada')
    // "staff" is no resource group here.
    expect((await browser.session()).person).toMatchObject({ role: 'operator', resourceGroups: ['team-a'] })
    provider.accounts['ada'] = { ...provider.accounts['ada'], realm: { roles: ['root'] }, groups: ['team-b'] }
    await signIn(browser, 'ada')
    expect((await browser.session()).person).toMatchObject({ role: 'admin', resourceGroups: '*' })
    provider.accounts['ada'] = { ...provider.accounts['ada'], realm: { roles: [] }, groups: ['team-b'] }
    await signIn(browser, 'ada')
    expect((await browser.session()).person).toMatchObject({ role: 'viewer', resourceGroups: ['team-b'] })
  })

  it('leaves what was given here where they do not say', async () => {
    const browser = await open()
    await signIn(browser, 'ada')
    const { id } = (await browser.session()).person
    await control.call('PATCH', `/v2/admin/people/${id}`, { role: 'operator', resourceGroups: ['team-a', 'team-b'] })
    await signIn(browser, 'ada')
    expect((await browser.session()).person).toMatchObject({ role: 'operator', resourceGroups: ['team-a', 'team-b'] })
  })

  it('makes a name that nobody has: an account is not taken over by one', async () => {
    const browser = await open()
    const before = await control.call('POST', '/v2/admin/people', { name: 'ada', role: 'admin', resourceGroups: '*' })
    await signIn(browser, 'ada')
    expect((await browser.session()).person).toMatchObject({ name: 'ada-2', role: 'viewer' })
    expect((await browser.session()).person.id).not.toBe(before.body.id)
    await signIn(browser, 'eve')
    expect((await browser.session()).person).toMatchObject({ name: 'eve-online-@example.com', displayName: 'Eve' })
  })
})

describe('who does not get in', () => {
  const refused = async (answer: Awaited<ReturnType<typeof signIn>>, status: number, message: string) => {
    expect(answer.statusCode).toBe(status)
    expect(answer.headers['content-type']).toContain('text/html')
    expect(answer.body).toContain(message)
    expect(answer.body).toContain('<a href="../../">')
    const cookies = [answer.headers['set-cookie']].flat().join()
    expect(cookies).not.toMatch(/lectern_session=\w/)
    expect(cookies).toMatch(/lectern_oidc=;/)
    expect(await control.store.sessions.list()).toEqual([])
  }

  it('comes back with another state, or into another browser, or twice', async () => {
    const browser = await open()
    const path = await trip(browser, 'ada')
    const bent = path.replace(/state=[^&]+/, 'state=another')
    await refused(await openBrowser(control).send('GET', path), 400, 'was not begun in this browser')
    await refused(await browser.send('GET', bent), 400, 'was not begun in this browser')
    // The first answer was the only one.
    await refused(await browser.send('GET', path), 400, 'was not begun in this browser')
  })

  it('comes back too late', async () => {
    const browser = await open()
    const path = await trip(browser, 'ada')
    await control.clock.advance(15 * 60_000)
    await refused(await browser.send('GET', path), 400, 'too long ago')
  })

  it('brings an ID token with another nonce', async () => {
    const browser = await open()
    const path = await trip(browser, 'ada', (url) => url.searchParams.set('nonce', 'of-another-sign-in'))
    await refused(await browser.send('GET', path), 401, 'what Example answered does not hold: unexpected JWT claim value')
  })

  it('brings a code that another browser asked for', async () => {
    const browser = await open()
    const challenge = Buffer.alloc(32, 1).toString('base64url')
    const path = await trip(browser, 'ada', (url) => url.searchParams.set('code_challenge', challenge))
    await refused(await browser.send('GET', path), 403, 'Example did not sign you in')
  })

  it('was refused there', async () => {
    const browser = await open()
    const path = await trip(browser, 'ada', (url) => url.searchParams.set('prompt', 'none'))
    await refused(await browser.send('GET', path), 403, 'Example did not sign you in: ')
  })

  it('has no role there that counts here', async () => {
    const browser = await open({ rolesClaim: 'groups', roles: { admins: 'admin' }, defaultRole: null })
    await refused(await signIn(browser, 'ada'), 403, 'Example knows you, but no role there opens anything here')
    expect(await control.store.people.list()).toEqual([])
  })

  it('has no group there that is one here', async () => {
    const browser = await open({ groupsClaim: 'groups' })
    await refused(await signIn(browser, 'eve'), 403, 'none of the groups there is a resource group here')
  })

  it('is disabled here', async () => {
    const browser = await open()
    await signIn(browser, 'ada')
    const { id } = (await browser.session()).person
    await control.call('PATCH', `/v2/admin/people/${id}`, { disabled: true })
    await refused(await signIn(browser, 'ada'), 403, 'your account is disabled')
  })

  it('comes while the provider is away, which stops nothing else', async () => {
    const browser = await open({ issuer: 'http://127.0.0.1:9' })
    const away = await browser.send('GET', '/console/sign-in/oidc')
    expect(away.statusCode).toBe(503)
    expect(away.headers['retry-after']).toBe('5')
    expect(away.body).toContain('Example cannot be asked now')
    expect((await browser.session()).signedIn).toBe(false)
  })

  it('comes where there is none', async () => {
    control = await openControl()
    const answer = await openBrowser(control).send('GET', '/console/sign-in/oidc')
    expect(answer.statusCode).toBe(404)
    expect(answer.body).toContain('the setting oidcIssuer is not set')
  })
})
