import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../../test/fake-clock.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import { makeApiKeys } from './api-keys.ts'
import { liveCredentials, makeFindCredential } from './credentials.ts'
import { makeOAuthClients } from './oauth-clients.ts'
import { makePasswords } from './passwords.ts'
import { makePeople } from './people.ts'
import { makeSessions } from './sessions.ts'

const hour = 3_600_000

describe('credentials in the store', () => {
  let folder: string
  let store: Store
  let clock: FakeClock
  let apiKeys: ReturnType<typeof makeApiKeys>
  let oauthClients: ReturnType<typeof makeOAuthClients>

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lectern-access-'))
    store = await openStore({ kind: 'sqlite', path: join(folder, 'lectern.db') })
    clock = new FakeClock()
    apiKeys = makeApiKeys({ store, clock, random: randomBytes })
    oauthClients = makeOAuthClients({ store, clock, newIds: { uuid: randomUUID }, random: randomBytes })
  })
  afterEach(async () => {
    await store[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true })
  })

  const limited = { name: 'app', role: 'consumer', resourceGroups: ['team-a'], deployments: ['d1'] } as const
  const newKey = (expiresAt: number | null = null) =>
    apiKeys.create({ ...limited, resourceGroups: [...limited.resourceGroups], deployments: [...limited.deployments], expiresAt })

  it('an API key is shown once, and kept as a hash', async () => {
    const { key, record } = await newKey(clock.now() + hour)
    expect(record).toEqual({
      ...limited,
      publicId: key.slice(3, 15),
      expiresAt: clock.now() + hour,
      revokedAt: null,
      createdAt: clock.now(),
    })
    expect(await apiKeys.list()).toEqual([record])
    const stored = JSON.stringify(await store.apiKeys.list())
    expect(stored).not.toContain(key.slice(16))
    expect(JSON.stringify(await apiKeys.list())).not.toMatch(/[0-9a-f]{64}/)
  })

  it('an API key is verified while it is valid', async () => {
    const { key, record } = await newKey(clock.now() + hour)
    expect(await apiKeys.verify(key)).toEqual(record)
    const last = key.at(-1) === 'a' ? 'b' : 'a'
    expect(await apiKeys.verify(key.slice(0, -1) + last)).toBeNull()
    expect(await apiKeys.verify((await newKey()).key.slice(0, 16) + key.slice(16))).toBeNull()
    expect(await apiKeys.verify('')).toBeNull()
    await clock.advance(hour)
    expect(await apiKeys.verify(key)).toBeNull()
  })

  it('an API key must not be born expired', async () => {
    await expect(newKey(clock.now())).rejects.toMatchObject({ code: 'invalid', details: { target: 'expiresAt' } })
  })

  it('an API key is revoked, twice without harm', async () => {
    const { key, record } = await newKey()
    await apiKeys.revoke(record.publicId)
    await apiKeys.revoke(record.publicId)
    expect(await apiKeys.verify(key)).toBeNull()
    expect(await apiKeys.list()).toMatchObject([{ revokedAt: clock.now() }])
    await expect(apiKeys.revoke('nobody')).rejects.toMatchObject({ code: 'not_found', message: 'API key nobody not found' })
  })

  it('an OAuth client has the shape SAP gives it, and verifies by its secret until revoked', async () => {
    const { clientId, clientSecret, record } = await oauthClients.create({ name: 'sap', role: 'operator', resourceGroups: '*' })
    expect(clientId).toMatch(/^sb-[0-9a-f-]{36}!b1\|lectern!b1$/)
    expect(clientSecret).toMatch(/^[a-zA-Z0-9]{43}$/)
    expect(await oauthClients.verify(clientId, clientSecret)).toEqual(record)
    expect(await oauthClients.verify(clientId, `${clientSecret}x`)).toBeNull()
    expect(await oauthClients.verify(clientId, '')).toBeNull()
    expect(await oauthClients.verify('sb-nobody', clientSecret)).toBeNull()
    expect(JSON.stringify(await store.oauthClients.list())).not.toContain(clientSecret)
    expect(await oauthClients.list()).toEqual([record])
    await oauthClients.revoke(clientId)
    await oauthClients.revoke(clientId)
    expect(await oauthClients.verify(clientId, clientSecret)).toBeNull()
    await expect(oauthClients.revoke('sb-nobody')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('are found by entry id and listed for gateways, while not revoked', async () => {
    const find = makeFindCredential(store)
    const { record } = await newKey(clock.now() + hour)
    const { clientId } = await oauthClients.create({ name: 'sap', role: 'admin', resourceGroups: '*' })
    const key = await find(`key:${record.publicId}`)
    const client = await find(`client:${clientId}`)
    const { name, role, resourceGroups, deployments, expiresAt, publicId: id } = record
    const principal = { kind: 'apiKey', id, name, role, resourceGroups, deployments, expiresAt }
    expect(key).toEqual({ id: `key:${id}`, hash: expect.stringMatching(/^[0-9a-f]{64}$/), principal })
    expect(client).toMatchObject({ id: `client:${clientId}`, hash: null, principal: { kind: 'oauthClient', deployments: '*' } })
    expect(await liveCredentials(store)).toEqual([key, client])
    await clock.advance(2 * hour)
    expect(await find(`key:${record.publicId}`)).toEqual(key)
    await apiKeys.revoke(record.publicId)
    await oauthClients.revoke(clientId)
    expect(await find(`key:${record.publicId}`)).toBeNull()
    expect(await find(`client:${clientId}`)).toBeNull()
    expect(await find('key:nobody')).toBeNull()
    expect(await liveCredentials(store)).toEqual([])
  })

  it('of a person are a session, and what goes on without one, while they are not disabled', async () => {
    const find = makeFindCredential(store)
    const people = makePeople({ store, clock, random: randomBytes, passwords: makePasswords(randomBytes) })
    const sessions = makeSessions({ store, clock, random: randomBytes })
    const ada = await people.create({ name: 'ada', displayName: 'Ada', role: 'consumer', resourceGroups: ['team-a'] })
    const { session, token } = await sessions.begin(ada.id, 'link', { address: '', userAgent: 'x'.repeat(1_000) })
    const principal = { kind: 'person', id: ada.id, name: 'Ada', role: 'consumer', resourceGroups: ['team-a'], deployments: '*' }
    const person = { id: `person:${ada.id}`, hash: null, principal: { ...principal, expiresAt: null } }
    const own = { id: `session:${session.id}`, hash: null, principal: { ...person.principal, session: session.id } }
    expect([await find(person.id), await find(own.id)]).toEqual([person, own])
    expect(await liveCredentials(store)).toEqual([person, own])
    expect(await sessions.use(token)).toEqual(session)
    expect(await sessions.use(`${token}x`)).toBeNull()
    await people.change(ada.id, { disabledAt: clock.now() })
    expect([await find(person.id), await find(own.id)]).toEqual([null, null])
    expect(await liveCredentials(store)).toEqual([])
    expect(await find('session:s0123456789abcde')).toBeNull()
  })
})
