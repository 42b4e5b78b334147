import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ControlUnderTest, openControl } from '../control-harness.ts'
import { linkFor, openBrowser } from './scene.ts'

const password = 'correct horse battery'
let control: ControlUnderTest
let browser: ReturnType<typeof openBrowser>
let ada: { id: string }
beforeEach(async () => {
  control = await openControl()
  browser = openBrowser(control)
  const asked = { name: 'Ada@Example.com', displayName: 'Ada', role: 'operator', resourceGroups: ['team-a'], password }
  ada = (await control.call('POST', '/v2/admin/people', asked)).body
  return () => control[Symbol.asyncDispose]()
})
afterEach(() => expect(JSON.stringify([control.logged, control.audited])).not.toContain(password))

describe('a password', () => {
  it('signs in: a cookie for the session alone, and a token for everything else', async () => {
    const answer = await browser.signIn('ADA@example.com ', password)
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['set-cookie']).toMatch(
      /^lectern_session=[a-zA-Z0-9]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/,
    )
    expect(answer.json()).toMatchObject({
      signedIn: true,
      person: { id: ada.id, name: 'ada@example.com', displayName: 'Ada', role: 'operator', resourceGroups: ['team-a'] },
      session: { method: 'password', expiresAt: '2026-11-21T00:00:00Z' },
      expiresAt: '2026-11-20T12:15:00Z',
      version: '0.1.0',
    })
    expect((await browser.call('GET', '/v2/lm/deployments')).statusCode).toBe(200)
    expect((await browser.send('GET', '/v2/lm/deployments')).statusCode).toBe(401)
    const elsewhere = { 'ai-resource-group': 'team-b', authorization: `Bearer ${(await browser.session()).token}` }
    expect((await browser.send('GET', '/v2/lm/deployments', undefined, elsewhere)).statusCode).toBe(404)
    expect((await browser.call('GET', '/v2/admin/people')).json().error.message).toContain('role admin')
  })

  it('is refused in the same words for a wrong one and for nobody', async () => {
    for (const [name, tried] of [
      ['ada@example.com', 'wrong'],
      ['nobody', password],
      ['admin', 'x'],
    ] as const) {
      const answer = await browser.signIn(name, tried)
      expect(answer.statusCode).toBe(401)
      expect(answer.json().error).toMatchObject({ message: 'name or password is wrong' })
      expect(answer.headers['set-cookie']).toBeUndefined()
    }
  })

  it('can be guessed slowly only, whatever name it is, while others go on', async () => {
    for (const name of ['ada@example.com', 'nobody']) {
      for (let time = 0; time < 10; time += 1) expect((await browser.signIn(name, 'wrong')).statusCode).toBe(401)
      const limited = await browser.signIn(name, password)
      expect(limited.statusCode).toBe(429)
      expect(limited.headers['retry-after']).toBe('30')
      expect(limited.json().error.message).toBe('too many wrong passwords; try again in 30 s')
    }
    await control.clock.advance(30_000)
    expect((await browser.signIn('ada@example.com', password)).statusCode).toBe(200)
    expect((await browser.signIn('ada@example.com', 'wrong')).statusCode).toBe(401)
  })

  it('guesses of many names are bounded by where they come from', async () => {
    const from = { 'x-forwarded-for': '10.1.1.1' }
    for (let time = 0; time < 60; time += 1) expect((await browser.signIn(`person-${time}`, 'wrong', from)).statusCode).toBe(401)
    expect((await browser.signIn('ada@example.com', password, from)).statusCode).toBe(429)
    expect((await browser.signIn('ada@example.com', password, { 'x-forwarded-for': '10.1.1.2' })).statusCode).toBe(200)
  })

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }, 'a page of another site'],
    [{ 'sec-fetch-site': 'same-site' }, 'a page of another site'],
    [{ 'sec-fetch-site': '', origin: 'http://evil.test' }, 'a page of another site'],
  ])('is taken from no page of another site: %j', async (headers, message) => {
    for (const [method, url] of [
      ['POST', '/console/session'],
      ['DELETE', '/console/session'],
    ] as const) {
      const body = method === 'POST' ? { name: 'ada@example.com', password } : undefined
      const answer = await browser.send(method, url, body, headers)
      expect(answer.statusCode).toBe(403)
      expect(answer.json().error.message).toContain(message)
    }
  })

  it('without the browser’s word, the origin decides', async () => {
    const plain = (headers: Record<string, string>) =>
      control.app.inject({
        method: 'POST',
        url: '/console/session',
        headers: { host: 'lectern.test', ...headers },
        payload: { name: 'ada@example.com', password },
      })
    expect((await plain({ origin: 'http://lectern.test' })).statusCode).toBe(200)
    expect((await plain({ origin: 'http://evil.test' })).json().error.message).toContain('setting publicUrl')
    expect((await plain({ origin: 'null' })).statusCode).toBe(403)
    expect((await plain({})).json().error.message).toContain('"origin" or "sec-fetch-site" is required')
  })

  it.each([
    [{ name: 'ada' }, 'password is required'],
    [{ name: 'ada', password: 1 }, 'password must be a string'],
    [{ name: '', password: 'x' }, 'name must'],
    [{ name: 'ada', password: 'x', remember: true }, 'remember'],
  ])('asked wrongly says what is wrong: %j', async (body, message) => {
    const answer = await browser.send('POST', '/console/session', body)
    expect(answer.statusCode).toBe(400)
    expect(answer.json().error.message).toContain(message)
  })
})

describe('a session', () => {
  it('is nobody’s at first, which is no error, and says how one signs in', async () => {
    const answer = await browser.send('GET', '/console/session')
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual({ signedIn: false, methods: { password: true, oidc: null }, version: '0.1.0' })
    await control.call('PATCH', `/v2/admin/people/${ada.id}`, { password: null })
    expect((await browser.session()).methods.password).toBe(false)
  })

  it('goes on while it is used, and ends twelve hours after', async () => {
    await browser.signIn('ada@example.com', password)
    for (let time = 0; time < 3; time += 1) {
      await control.clock.advance(11 * 3_600_000)
      expect(await browser.session()).toMatchObject({ signedIn: true })
    }
    const { token } = await browser.session()
    await control.clock.advance(12 * 3_600_000)
    const over = await browser.send('GET', '/console/session')
    expect(over.json()).toMatchObject({ signedIn: false })
    expect(over.headers['set-cookie']).toContain('Max-Age=0')
    const answer = await browser.send('GET', '/v2/lm/deployments', undefined, { authorization: `Bearer ${token}` })
    expect(answer.json().error.message).toBe('Jwt is expired')
    await control.people.tidy()
    expect(await control.store.sessions.list()).toEqual([])
  })

  it('ends when somebody signs out, with its token', async () => {
    await browser.signIn('ada@example.com', password)
    const { token } = await browser.session()
    const out = await browser.send('DELETE', '/console/session')
    expect(out.json()).toMatchObject({ signedIn: false })
    expect(browser.cookies.size).toBe(0)
    const answer = await browser.send('GET', '/v2/lm/deployments', undefined, { authorization: `Bearer ${token}` })
    expect(answer.statusCode).toBe(401)
    expect(answer.json().error.message).toContain('the session of this access token has ended: sign in again')
  })

  it('ends where another begins in the same browser', async () => {
    await browser.signIn('ada@example.com', password)
    const { session: first } = await browser.session()
    await browser.signIn('ada@example.com', password)
    const { session: second } = await browser.session()
    const { body } = await control.call('GET', `/v2/admin/people/${ada.id}/sessions`)
    expect(body.resources).toMatchObject([{ id: second.id, method: 'password', address: '127.0.0.1' }])
    expect(second.id).not.toBe(first.id)
  })

  it('has a cookie that goes over https alone where we are called so', async () => {
    const secure = openBrowser(control, { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'lectern.test' })
    expect((await secure.signIn('ada@example.com', password)).headers['set-cookie']).toMatch(/; Secure$/)
  })

  it('keeps a hash of its token, not the token', async () => {
    await browser.signIn('ada@example.com', password)
    const token = browser.cookies.get('lectern_session') ?? ''
    expect(token).toHaveLength(43)
    expect(JSON.stringify(await control.store.sessions.list())).not.toContain(token)
    expect(JSON.stringify([control.logged, control.audited])).not.toContain(token)
  })
})

describe('one’s own password', () => {
  it('is changed by the old one, which ends all other sessions', async () => {
    const other = openBrowser(control)
    for (const each of [browser, other]) await each.signIn('ada@example.com', password)
    const change = (body: object) => browser.call('POST', '/console/password', body)
    expect((await change({ old: 'wrong', new: 'another long one' })).json().error).toMatchObject({
      target: 'old',
      message: 'old is not your present password',
    })
    expect((await change({ old: password, new: 'short' })).json().error.message).toBe('new must have at least 12 characters')
    expect((await change({ old: password, new: 'another long one' })).statusCode).toBe(200)
    expect(await browser.session()).toMatchObject({ signedIn: true })
    expect(await other.session()).toMatchObject({ signedIn: false })
    expect((await other.signIn('ada@example.com', password)).statusCode).toBe(401)
    expect((await other.signIn('ada@example.com', 'another long one')).statusCode).toBe(200)
  })

  it('is nothing that a key, or a cookie alone, has', async () => {
    const body = { old: password, new: 'another long one' }
    expect((await control.call('POST', '/console/password', body)).body.error.message).toContain('a key has none')
    await browser.signIn('ada@example.com', password)
    expect((await browser.send('POST', '/console/password', body)).statusCode).toBe(401)
  })
})

describe('a sign-in link', () => {
  it('signs in when its page sends itself back, once, and is spent by no preview', async () => {
    const path = await linkFor(control, ada.id)
    for (let time = 0; time < 3; time += 1) {
      const page = await browser.send('GET', path)
      expect(page.statusCode).toBe(200)
      expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'sha256-[^']+'; style-src/)
      expect(page.headers['referrer-policy']).toBe('same-origin')
      expect(page.body).toContain('<form method="post">')
    }
    const answer = await browser.send('POST', path, '')
    expect(answer.statusCode).toBe(303)
    expect(answer.headers.location).toBe('../')
    expect(await browser.session()).toMatchObject({ signedIn: true, person: { id: ada.id }, session: { method: 'link' } })

    // By the same link again: there already.
    expect((await browser.send('GET', path)).headers.location).toBe('../')

    const again = openBrowser(control)
    for (const method of ['GET', 'POST'] as const) {
      const refused = await again.send(method, path, method === 'POST' ? '' : undefined)
      expect(refused.statusCode).toBe(410)
      expect(refused.headers['content-type']).toContain('text/html')
      expect(refused.body).toContain('was used already, or is too old')
      expect(refused.body).toContain('<a href="../">')
    }
    expect(await again.session()).toMatchObject({ signedIn: false })
    expect(JSON.stringify(control.logged)).not.toContain(path.split('/').at(-1))
  })

  it('is good for a quarter of an hour', async () => {
    const path = await linkFor(control, 'Ada@example.com')
    await control.clock.advance(15 * 60_000)
    expect((await browser.send('POST', path, '')).statusCode).toBe(410)
  })

  it('is taken from no page of another site', async () => {
    const path = await linkFor(control, ada.id)
    expect((await browser.send('POST', path, '', { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
    expect((await browser.send('POST', path, '')).statusCode).toBe(303)
  })

  it('speaks German to who reads German', async () => {
    const path = await linkFor(control, ada.id)
    const page = await browser.send('GET', path, undefined, { 'accept-language': 'fr, de-CH;q=0.9, en;q=0.8' })
    expect(page.headers['content-language']).toBe('de')
    expect(page.body).toContain('Anmelden')
    await browser.send('POST', path, '')
    const over = await openBrowser(control).send('GET', path, undefined, { 'accept-language': 'de' })
    expect(over.body).toContain('Er wurde schon benutzt')
  })

  it('leads to the address that the administrator called', async () => {
    const made = await control.call('POST', '/v2/admin/sign-in-links', { person: ada.id }, { 'x-forwarded-host': 'models.test' })
    expect(made).toMatchObject({
      status: 201,
      body: {
        url: expect.stringMatching(/^http:\/\/models\.test\/console\/sign-in\/[a-zA-Z0-9]{43}$/),
        expiresAt: '2026-11-20T12:15:00Z',
        person: { id: ada.id, name: 'ada@example.com' },
      },
    })
  })

  it('is for the first administrator where nobody is named, and for nobody unknown or disabled', async () => {
    await control.people.administratorsLink()
    const { body } = await control.call('POST', '/v2/admin/sign-in-links')
    expect(body.person).toMatchObject({ name: 'admin', displayName: 'Administrator' })
    const unknown = await control.call('POST', '/v2/admin/sign-in-links', { person: 'eve' })
    expect(unknown).toMatchObject({ status: 400, body: { error: { target: 'person' } } })
    await control.call('PATCH', `/v2/admin/people/${ada.id}`, { disabled: true })
    expect((await control.call('POST', '/v2/admin/sign-in-links', { person: ada.id })).status).toBe(412)
  })
})
