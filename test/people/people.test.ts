import { beforeEach, describe, expect, it } from 'vitest'
import { type ControlUnderTest, openControl } from '../control-harness.ts'
import { linkFor, openBrowser } from './scene.ts'

const password = 'correct horse battery'
const asked = { name: 'ada', role: 'operator', resourceGroups: ['team-a'], password }
let control: ControlUnderTest
beforeEach(async () => {
  control = await openControl()
  return () => control[Symbol.asyncDispose]()
})

const people = '/v2/admin/people'
const create = async (more: object = {}) => (await control.call('POST', people, { ...asked, ...more })).body
const signedIn = async (name = 'ada') => {
  const browser = openBrowser(control)
  expect((await browser.signIn(name, password)).statusCode).toBe(200)
  return browser
}

describe('people', () => {
  it('are added, listed, read, changed and removed', async () => {
    const made = await control.call('POST', people, { ...asked, name: 'Ada' })
    expect(made).toMatchObject({
      status: 201,
      headers: { location: `${people}/${made.body.id}` },
      body: {
        id: expect.stringMatching(/^p[0-9a-f]{15}$/),
        name: 'ada',
        displayName: 'Ada'.toLowerCase(),
        role: 'operator',
        resourceGroups: ['team-a'],
        disabled: false,
        hasPassword: true,
        hasProvider: false,
        createdAt: '2026-11-20T12:00:00Z',
        lastSignInAt: null,
      },
    })
    const at = `${people}/${made.body.id}`
    expect((await control.call('GET', people)).body).toEqual({ count: 1, resources: [made.body] })
    expect((await control.call('GET', at)).body).toEqual(made.body)
    const changed = await control.call('PATCH', at, {
      displayName: 'Ada L.',
      role: 'viewer',
      resourceGroups: '*',
      name: 'lovelace',
    })
    expect(changed.body).toEqual({ ...made.body, name: 'lovelace', displayName: 'Ada L.', role: 'viewer', resourceGroups: '*' })
    await control.clock.advance(60_000)
    await signedIn('lovelace')
    expect((await control.call('GET', at)).body.lastSignInAt).toBe('2026-11-20T12:01:00Z')
    expect((await control.call('DELETE', at)).status).toBe(200)
    expect((await control.call('GET', at)).status).toBe(404)
    expect(JSON.stringify(await control.store.people.list())).not.toContain('argon2')
  })

  it('show no hash of a password, and keep one as argon2id', async () => {
    const made = await create()
    expect(JSON.stringify(made)).not.toContain('argon2')
    expect((await control.store.people.get(made.id))?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  it.each([
    [{ name: 'a b' }, 'name must be 1 to 128 letters'],
    [{ role: 'king' }, 'role must be one of'],
    [{ resourceGroups: ['nowhere'] }, 'there is no resource group "nowhere"'],
    [{ resourceGroups: [] }, 'resourceGroups'],
    [{ password: 'short' }, 'password must have at least 12 characters'],
    [{ password: 'x'.repeat(257) }, 'password must have at most 256 characters'],
    [{ admin: true }, 'admin'],
  ])('asked for wrongly say what is wrong: %j', async (more, message) => {
    const answer = await control.call('POST', people, { ...asked, ...more })
    expect(answer).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining(message) } } })
  })

  it('have a name each', async () => {
    await create()
    const taken = { status: 409, body: { error: { message: 'a person named "ada" already exists' } } }
    expect(await control.call('POST', people, { ...asked, name: 'ADA' })).toMatchObject(taken)
    const { id } = await create({ name: 'eve' })
    expect(await control.call('PATCH', `${people}/${id}`, { name: 'ada' })).toMatchObject(taken)
    expect((await control.call('PATCH', `${people}/${id}`, {})).status).toBe(400)
    expect((await control.call('PATCH', `${people}/p000000000000000`, { role: 'viewer' })).status).toBe(404)
    expect((await control.call('PATCH', `${people}/eve`, { role: 'viewer' })).status).toBe(400)
  })

  it.each([
    ['an operator', 'operator', '*'],
    ['an administrator of some groups', 'admin', ['team-a']],
  ] as const)('are seen by no one but administrators of all: not by %s', async (_, role, groups) => {
    const { id } = await create()
    const authorization = `Bearer ${await control.keyFor(role, groups === '*' ? '*' : [...groups])}`
    for (const [method, path] of [
      ['GET', people],
      ['GET', `${people}/${id}`],
      ['GET', `${people}/${id}/sessions`],
      ['DELETE', `${people}/${id}/sessions`],
      ['PATCH', `${people}/${id}`],
      ['DELETE', `${people}/${id}`],
      ['POST', people],
      ['POST', '/v2/admin/sign-in-links'],
    ] as const)
      expect((await control.call(method, path, undefined, { authorization })).status).toBe(403)
  })
})

describe('what somebody may', () => {
  it('changes at once, in the sessions that they have', async () => {
    const { id } = await create()
    const browser = await signedIn()
    const { token } = await browser.session()
    const authorization = `Bearer ${token}`
    expect((await control.call('GET', '/v2/admin/apiKeys', undefined, { authorization })).status).toBe(200)
    await control.call('PATCH', `${people}/${id}`, { role: 'viewer' })
    expect((await control.call('GET', '/v2/admin/apiKeys', undefined, { authorization })).status).toBe(403)
  })

  it.each([
    ['disabled', { disabled: true }, 403, 'your account is disabled'],
    ['given another password', { password: 'another long one' }, 401, 'name or password is wrong'],
  ] as const)('ends when they are %s', async (_, change, status, message) => {
    const { id } = await create()
    const browser = await signedIn()
    const { token } = await browser.session()
    await control.call('PATCH', `${people}/${id}`, change)
    expect(await browser.session()).toMatchObject({ signedIn: false })
    expect((await control.call('GET', '/v2/lm/scenarios', undefined, { authorization: `Bearer ${token}` })).status).toBe(401)
    const answer = await browser.signIn('ada', password)
    expect(answer.statusCode).toBe(status)
    expect(answer.json().error.message).toContain(message)
  })

  it('does not come with a link that was made before they were disabled, and comes back when they are enabled', async () => {
    const { id } = await create()
    const path = await linkFor(control, id)
    await control.call('PATCH', `${people}/${id}`, { disabled: true })
    expect((await openBrowser(control).send('POST', path, '')).statusCode).toBe(403)
    await control.call('PATCH', `${people}/${id}`, { disabled: false })
    await signedIn()
  })

  it('ends when they are removed, or signed out everywhere', async () => {
    const { id } = await create()
    const [first, second] = [await signedIn(), await signedIn()]
    expect((await control.call('DELETE', `${people}/${id}/sessions`)).body).toEqual({ id, ended: 2 })
    for (const each of [first, second]) expect(await each.session()).toMatchObject({ signedIn: false })
    const third = await signedIn()
    await control.call('DELETE', `${people}/${id}`)
    expect(await third.session()).toMatchObject({ signedIn: false })
  })
})

describe('the last administrator', () => {
  it('stays one, until there is another', async () => {
    const { id } = await create({ name: 'root', role: 'admin', resourceGroups: '*' })
    await create({ name: 'half', role: 'admin', resourceGroups: ['team-a'] })
    const tries = [
      ['PATCH', { role: 'operator' }],
      ['PATCH', { resourceGroups: ['default'] }],
      ['PATCH', { disabled: true }],
      ['DELETE', undefined],
    ] as const
    for (const [method, body] of tries) {
      expect(await control.call(method, `${people}/${id}`, body)).toMatchObject({
        status: 412,
        body: { error: { message: expect.stringContaining('root is the last person who may do everything') } },
      })
    }
    expect((await control.call('PATCH', `${people}/${id}`, { displayName: 'Root' })).status).toBe(200)
    const second = await create({ name: 'second', role: 'admin', resourceGroups: '*' })
    const both = [id, second.id].map((each) => control.call('PATCH', `${people}/${each}`, { role: 'operator' }))
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([200, 412])
  })

  it('is there from the start', async () => {
    const token = await control.people.administratorsLink()
    await control.people.administratorsLink()
    const { body } = await control.call('GET', people)
    expect(body.resources).toMatchObject([{ name: 'admin', role: 'admin', resourceGroups: '*', hasPassword: false }])
    const browser = openBrowser(control)
    expect((await browser.send('POST', `/console/sign-in/${token}`, '')).statusCode).toBe(303)
    expect((await browser.call('GET', people)).statusCode).toBe(200)
  })
})
