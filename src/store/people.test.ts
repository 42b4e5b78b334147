import { expect, it } from 'vitest'
import { describeEachStore } from '../../test/stores.ts'
import type { Person, SignedIn } from '../domain/person.ts'

const ada: Person = {
  id: 'p0123456789abcde',
  name: 'ada',
  displayName: 'Ada',
  role: 'operator',
  resourceGroups: ['team-a'],
  passwordHash: '$argon2id$…',
  oidcSubject: null,
  disabledAt: null,
  createdAt: 1_000,
  lastSignInAt: null,
}
const eve: Person = {
  ...ada,
  id: 'p1123456789abcde',
  name: 'eve',
  resourceGroups: '*',
  oidcSubject: 'https://i 1',
  createdAt: 2_000,
}
const session: SignedIn = {
  id: 's0123456789abcde',
  personId: ada.id,
  method: 'link',
  createdAt: 1_000,
  seenAt: 1_000,
  expiresAt: 1_764_000_000_000,
  address: '10.0.0.1',
  userAgent: 'a browser',
}

describeEachStore('people', (under) => {
  it('are kept, found and changed', async () => {
    const { people } = under.store
    for (const each of [eve, ada]) await people.insert(each)
    expect(await people.list()).toEqual([ada, eve])
    expect([await people.get(ada.id), await people.byName('eve'), await people.byOidcSubject('https://i 1')]).toEqual([
      ada,
      eve,
      eve,
    ])
    expect([await people.get('x'), await people.byName('x'), await people.byOidcSubject('x')]).toEqual([null, null, null])
    expect(await people.change(ada.id, { resourceGroups: '*', disabledAt: 1_764_000_000_000 })).toBe(true)
    expect(await people.get(ada.id)).toEqual({ ...ada, resourceGroups: '*', disabledAt: 1_764_000_000_000 })
    expect(await people.change('x', { role: 'admin' })).toBe(false)
    expect([await people.remove(ada.id), await people.remove(ada.id)]).toEqual([true, false])
  })

  it('share neither name nor subject', async () => {
    const { people } = under.store
    await people.insert(ada)
    await people.insert(eve)
    const taken = { code: 'conflict', message: 'a person named "ada" already exists' }
    await expect(people.insert({ ...ada, id: 'p2' })).rejects.toMatchObject(taken)
    await expect(people.change(eve.id, { name: 'ada' })).rejects.toMatchObject(taken)
    await expect(people.insert({ ...eve, id: 'p3', name: 'eve-2' })).rejects.toMatchObject({ code: 'conflict' })
  })

  it('have sessions, which are found by the hash of their token and go with them', async () => {
    const { people, sessions } = under.store
    await people.insert(ada)
    await sessions.insert({ ...session, hash: 'h1' })
    await sessions.insert({ ...session, id: 's1', createdAt: 2_000, expiresAt: 5_000, hash: 'h2' })
    expect(await sessions.byHash('h1')).toEqual(session)
    expect(await sessions.byHash('h3')).toBeNull()
    expect((await sessions.list(ada.id)).map(({ id }) => id)).toEqual([session.id, 's1'])
    expect(await sessions.list('x')).toEqual([])
    await sessions.extend(session.id, 3_000, 9_000)
    expect(await sessions.get(session.id)).toEqual({ ...session, seenAt: 3_000, expiresAt: 9_000 })
    expect(await sessions.removeExpired(5_000)).toEqual(['s1'])
    expect([await sessions.remove('s1'), await sessions.remove(session.id)]).toEqual([false, true])
    await sessions.insert({ ...session, hash: 'h1' })
    await people.remove(ada.id)
    expect(await sessions.list()).toEqual([])
    await expect(sessions.insert({ ...session, hash: 'h1' })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('have links, each of which one of several gets', async () => {
    const { people, signInLinks } = under.store
    await people.insert(ada)
    const link = { hash: 'h1', personId: ada.id, createdAt: 1_000, expiresAt: 2_000 }
    await signInLinks.insert(link)
    expect(await signInLinks.get('h1')).toEqual(link)
    const taken = await Promise.all([1, 2, 3].map(() => signInLinks.take('h1')))
    expect(taken.filter((each) => each !== null)).toEqual([link])
    await signInLinks.insert({ ...link, hash: 'h2' })
    await signInLinks.removeExpired(1_999)
    expect(await signInLinks.get('h2')).not.toBeNull()
    await signInLinks.removeExpired(2_000)
    expect(await signInLinks.get('h2')).toBeNull()
  })
})
