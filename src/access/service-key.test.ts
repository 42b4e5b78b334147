import { randomBytes, randomUUID } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../../test/fake-clock.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import { makeApiKeys } from './api-keys.ts'
import { openBox } from './box.ts'
import { readMasterKey } from './master-key.ts'
import { makeOAuthClients } from './oauth-clients.ts'
import { ensureAdministrator } from './service-key.ts'
import { openTokenKey } from './token-key.ts'

let folder: string
let directory: string
let store: Store

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-access-'))
  directory = join(folder, 'credentials')
  store = await openStore({ kind: 'sqlite', path: join(folder, 'lectern.db') })
})
afterEach(async () => {
  await store[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const overwrite = (text: string) => {
  for (const file of ['admin-key', 'service-key.json']) writeFileSync(join(directory, file), text)
}
const modeOf = (path: string) => statSync(path).mode & 0o777

describe('the administrator', () => {
  const clock = new FakeClock()
  const apiKeys = () => makeApiKeys({ store, clock, random: randomBytes })
  const oauthClients = () => makeOAuthClients({ store, clock, newIds: { uuid: randomUUID }, random: randomBytes })
  const ensure = (url = 'http://127.0.0.1:8080') =>
    ensureAdministrator({ apiKeys: apiKeys(), oauthClients: oauthClients(), directory, installation: { url, zoneId: 'zone-1' } })

  it('gets a service key and an API key that work, in files of their own', async () => {
    const { serviceKey, adminKey } = await ensure()
    expect(serviceKey).toEqual({
      clientid: expect.stringMatching(/^sb-.*!b1\|lectern!b1$/),
      clientsecret: expect.any(String),
      url: 'http://127.0.0.1:8080',
      identityzone: 'lectern',
      identityzoneid: 'zone-1',
      appname: 'lectern',
      serviceurls: { AI_API_URL: 'http://127.0.0.1:8080' },
    })
    expect(JSON.parse(readFileSync(join(directory, 'service-key.json'), 'utf8'))).toEqual(serviceKey)
    expect(readFileSync(join(directory, 'admin-key'), 'utf8')).toBe(`${adminKey}\n`)
    expect(readdirSync(directory).sort()).toEqual(['admin-key', 'service-key.json'])
    expect([directory, join(directory, 'admin-key'), join(directory, 'service-key.json')].map(modeOf)).toEqual([
      0o700, 0o600, 0o600,
    ])
    expect(await apiKeys().verify(adminKey)).toMatchObject({
      role: 'admin',
      resourceGroups: '*',
      deployments: '*',
      expiresAt: null,
    })
    expect(await oauthClients().verify(serviceKey.clientid, serviceKey.clientsecret)).toMatchObject({
      role: 'admin',
      resourceGroups: '*',
    })
  })

  it('keeps them over starts, and follows a changed address', async () => {
    const first = await ensure()
    expect(await ensure()).toEqual(first)
    const moved = await ensure('https://models.example')
    expect(moved.adminKey).toBe(first.adminKey)
    expect(moved.serviceKey).toMatchObject({ clientsecret: first.serviceKey.clientsecret, url: 'https://models.example' })
    expect(JSON.parse(readFileSync(join(directory, 'service-key.json'), 'utf8'))).toEqual(moved.serviceKey)
    expect([(await apiKeys().list()).length, (await oauthClients().list()).length]).toEqual([1, 1])
  })

  it.each<{ name: string; spoil: () => Promise<void> | void }>([
    { name: 'lost', spoil: () => rmSync(directory, { recursive: true }) },
    { name: 'empty', spoil: () => overwrite('') },
    { name: 'damaged', spoil: () => overwrite('{"clientid":1}') },
    {
      name: 'revoked',
      spoil: async () => {
        for (const { publicId } of await apiKeys().list()) await apiKeys().revoke(publicId)
        for (const { clientId } of await oauthClients().list()) await oauthClients().revoke(clientId)
      },
    },
  ])('gets new ones where they are $name', async ({ spoil }) => {
    const first = await ensure()
    await spoil()
    const second = await ensure()
    expect(second.adminKey).not.toBe(first.adminKey)
    expect(second.serviceKey.clientid).not.toBe(first.serviceKey.clientid)
    expect(await apiKeys().verify(second.adminKey)).not.toBeNull()
    expect(await ensure()).toEqual(second)
  })
})

describe('the master key', () => {
  const read = (configured?: string) => readMasterKey({ configured, directory, random: randomBytes })

  it('is made once, readable by its owner alone', async () => {
    const made = await read()
    expect(made).toHaveLength(32)
    expect(Buffer.from(await read()).equals(made)).toBe(true)
    expect(modeOf(join(directory, 'master-key'))).toBe(0o600)
  })

  it('is the configured one, without a file', async () => {
    const configured = randomBytes(32)
    expect(Buffer.from(await read(configured.toString('base64'))).equals(configured)).toBe(true)
    expect(Buffer.from(await read(`${configured.toString('base64url')}\n`)).equals(configured)).toBe(true)
    expect(() => statSync(directory)).toThrow('ENOENT')
  })

  it('is refused where it is no key, by the name of its place', async () => {
    await expect(read('c2hvcnQ=')).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/^the setting masterKey must hold 32 bytes in base64 .* holds 5$/),
    })
    await read()
    const path = join(directory, 'master-key')
    writeFileSync(path, '')
    chmodSync(path, 0o600)
    await expect(read()).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining(`${path} must hold 32 bytes`),
    })
  })
})

describe('the token key', () => {
  it('is made once, sealed, and tells another master key at once', async () => {
    const box = openBox(randomBytes(32))
    const made = await openTokenKey({ store, box, random: randomBytes })
    expect(Buffer.from(made, 'base64url')).toHaveLength(32)
    expect(await openTokenKey({ store, box, random: randomBytes })).toBe(made)
    expect(await store.settings.get('token-key')).not.toContain(made)
    const other = openTokenKey({ store, box: openBox(randomBytes(32)), random: randomBytes })
    await expect(other).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/setting:token-key.*another master key/),
    })
  })
})
