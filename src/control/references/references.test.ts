import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../../../test/fake-clock.ts'
import { startVault, type VaultUpstream } from '../../../test/upstreams/vault.ts'
import type { VaultLogin, VaultSettings } from '../../domain/secret-reference.ts'
import { makeReferences } from './references.ts'

let folder: string
let vault: VaultUpstream
let clock: FakeClock
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-references-'))
  mkdirSync(join(folder, 'secrets'))
  vault = await startVault()
  clock = new FakeClock()
})
afterEach(async () => {
  await vault[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const make = (login: VaultLogin = { kind: 'token', token: 'hvs.the-token' }, more: Partial<VaultSettings> = {}) =>
  makeReferences({
    settings: {
      envPrefix: 'LECTERN_SECRET_',
      folder: join(folder, 'secrets'),
      groupPath: 'secret/lectern/{group}',
      vault: { address: vault.address, namespace: null, login, cacheMs: 60_000, keepMs: 3_600_000, ...more },
    },
    env: { LECTERN_SECRET_AZURE: 'from-env', LECTERN_SECRET_EMPTY: '', LECTERN_MASTER_KEY: 'never' },
    clock,
  })
const refusal = (code: string, words: RegExp) => ({ code, message: expect.stringMatching(words) })

describe('what may be referred to', () => {
  it.each([
    ['env:LECTERN_SECRET_AZURE', null],
    ['file:azure.key', null],
    ['file:/anywhere/azure.key', null],
    ['vault:kv/anything#key', null],
    ['vault:secret/lectern/blue/azure', 'blue'],
    ['vault:secret/lectern/blue/azure/prod#apiKey', 'blue'],
  ])('%s by a connection of %s', (text, group) => expect(() => make().check(text, group)).not.toThrow())

  it.each([
    ['env:LECTERN_SECRET_AZURE', 'blue', /only connections that are shared/],
    ['file:azure.key', 'blue', /only connections that are shared/],
    ['env:LECTERN_MASTER_KEY', null, /must begin with LECTERN_SECRET_/],
    ['env:PATH', null, /must begin with LECTERN_SECRET_/],
    ['env:A B', null, /must name an environment variable/],
    ['file:../admin-key', null, /upwards/],
    ['file:', null, /env:NAME, file:path or vault/],
    ['vault:secret/lectern/green/azure#k', 'blue', /below secret\/lectern\/blue\/ only/],
    ['vault:secret/lectern/blue2/azure#k', 'blue', /below secret\/lectern\/blue\/ only/],
    ['vault:secret/lectern/blue/../green/azure#k', 'blue', /must look like/],
    ['vault:secret/lectern/blue/%2e%2e/green#k', 'blue', /must look like/],
    ['vault:secret/lectern/blue/x?version=1', 'blue', /must look like/],
    ['vault:secret', null, /must look like/],
    ['vault:secret/a#', null, /must look like/],
    ['http://169.254.169.254/', null, /env:NAME, file:path or vault/],
    ['constructor', null, /env:NAME, file:path or vault/],
  ])('not %s by a connection of %s', (text, group, words) =>
    expect(() => make().check(text, group)).toThrow(expect.objectContaining(refusal('invalid', words))),
  )
})

describe('environment and files', () => {
  it('are read whenever they are needed', async () => {
    const references = make()
    expect(await references.resolve('env:LECTERN_SECRET_AZURE', null)).toEqual({ value: 'from-env', notice: '' })
    writeFileSync(join(folder, 'secrets', 'azure.key'), 'one\n')
    expect(await references.resolve('file:azure.key', null)).toEqual({ value: 'one', notice: '' })
    writeFileSync(join(folder, 'secrets', 'azure.key'), 'two\n')
    expect(await references.resolve(`file:${join(folder, 'secrets', 'azure.key')}`, null)).toMatchObject({ value: 'two' })
    await expect(references.resolve('env:LECTERN_SECRET_EMPTY', null)).rejects.toMatchObject(
      refusal('invalid', /no such variable/),
    )
    await expect(references.resolve('file:none', null)).rejects.toMatchObject(refusal('invalid', /no such file/))
  })

  it('follow links inside the folder, and none out of it', async () => {
    writeFileSync(join(folder, 'outside'), 'never')
    mkdirSync(join(folder, 'secrets', '..data'))
    writeFileSync(join(folder, 'secrets', '..data', 'key'), 'mounted')
    symlinkSync('..data/key', join(folder, 'secrets', 'key'))
    symlinkSync(join(folder, 'outside'), join(folder, 'secrets', 'out'))
    symlinkSync(folder, join(folder, 'secrets', 'up'))
    const references = make()
    expect(await references.resolve('file:key', null)).toMatchObject({ value: 'mounted' })
    const outside = ['file:out', 'file:up/outside', `file:${join(folder, 'outside')}`, 'file:/etc/passwd', 'file:/no/such/file']
    for (const text of outside)
      await expect(references.resolve(text, null)).rejects.toMatchObject(refusal('invalid', /no such file inside/))
    await expect(references.resolve('file:..data', null)).rejects.toMatchObject(refusal('invalid', /no file/))
  })
})

describe('a vault', () => {
  const text = 'vault:secret/lectern/blue/azure#apiKey'
  beforeEach(() => vault.put('secret', 'lectern/blue/azure', { apiKey: 'one', number: 1 }))

  it('gives a field, or all that are text', async () => {
    const references = make()
    expect(await references.resolve(text, 'blue')).toEqual({ value: 'one', notice: '' })
    expect(await references.resolve('vault:secret/lectern/blue/azure', 'blue')).toEqual({ value: { apiKey: 'one' }, notice: '' })
    for (const [field, words] of [
      ['nothing', /no such field; it has apiKey, number/],
      ['constructor', /no such field/],
      ['number', /no text/],
    ] as const)
      await expect(references.resolve(`vault:secret/lectern/blue/azure#${field}`, 'blue')).rejects.toMatchObject(
        refusal('invalid', words),
      )
    expect(vault.reads).toHaveLength(1)
  })

  it('is asked again after a while, once for all who ask at one time', async () => {
    const references = make()
    await references.resolve(text, 'blue')
    vault.put('secret', 'lectern/blue/azure', { apiKey: 'two' })
    await clock.advance(59_000)
    expect(await references.resolve(text, 'blue')).toMatchObject({ value: 'one' })
    expect(await references.resolve(text, 'blue', { fresh: true })).toMatchObject({ value: 'two' })
    vault.put('secret', 'lectern/blue/azure', { apiKey: 'three' })
    await clock.advance(60_000)
    const all = await Promise.all([1, 2, 3].map(() => references.resolve(text, 'blue')))
    expect(all.map(({ value }) => value)).toEqual(['three', 'three', 'three'])
    expect(vault.reads).toHaveLength(3)
  })

  it('is asked at once where a provider refused what it gave, but not all the time', async () => {
    const references = make()
    await references.resolve(text, 'blue')
    vault.put('secret', 'lectern/blue/azure', { apiKey: 'two' })
    expect(references.doubt()).toBe(false)
    await clock.advance(10_000)
    expect(references.doubt()).toBe(true)
    expect(await references.resolve(text, 'blue')).toMatchObject({ value: 'two' })
    expect(references.doubt()).toBe(false)
  })

  const troubles: readonly (readonly [string, () => unknown, RegExp, string])[] = [
    ['is sealed', () => Object.assign(vault.behaviour, { sealed: true }), /answered 503 \(Vault is sealed\)/, 'unavailable'],
    ['takes the token no more', () => vault.behaviour.tokens.clear(), /answered 403 \(2 errors.*invalid token/, 'invalid'],
    [
      'is gone',
      () => vault[Symbol.asyncDispose](),
      /nothing listens at|closed the connection|could not be reached/,
      'unavailable',
    ],
  ]
  it.each(troubles)('that %s: the last value serves on for a while, and that is said', async (_, breaks, words, code) => {
    const references = make()
    const before = clock.now()
    await references.resolve(text, 'blue')
    await breaks()
    await clock.advance(60_000)
    const kept = await references.resolve(text, 'blue')
    expect(kept).toEqual({ value: 'one', notice: expect.stringMatching(words) })
    expect(kept.notice).toContain(new Date(before).toISOString().slice(0, 19))
    await clock.advance(3_539_000)
    expect(await references.resolve(text, 'blue')).toMatchObject({ value: 'one' })
    await clock.advance(1_000)
    await expect(references.resolve(text, 'blue')).rejects.toMatchObject(refusal(code, words))
    await expect(make().resolve(text, 'blue')).rejects.toMatchObject(refusal(code, words))
  })

  it('comes back', async () => {
    const references = make()
    vault.behaviour.sealed = true
    await expect(references.resolve(text, 'blue')).rejects.toMatchObject({ code: 'unavailable' })
    vault.behaviour.sealed = false
    await clock.advance(10_000)
    expect(await references.resolve(text, 'blue')).toEqual({ value: 'one', notice: '' })
  })

  it('that has the secret no more ends it at once', async () => {
    const references = make()
    await references.resolve(text, 'blue')
    vault.remove('secret', 'lectern/blue/azure')
    await clock.advance(60_000)
    await expect(references.resolve(text, 'blue')).rejects.toMatchObject(refusal('invalid', /newest version was deleted/))
    await expect(references.resolve('vault:secret/none#k', null)).rejects.toMatchObject(refusal('invalid', /there is none/))
  })

  it('may keep others out', async () => {
    vault.behaviour.forbidden.add('secret/lectern/blue/azure')
    await expect(make().resolve(text, 'blue')).rejects.toMatchObject(
      refusal('invalid', /403 \(1 error occurred: \* permission denied\)/),
    )
  })

  it('has namespaces', async () => {
    vault.behaviour.namespace = 'team/models'
    await expect(make().resolve(text, 'blue')).rejects.toMatchObject({ code: 'invalid' })
    const inside = make(undefined, { namespace: 'team/models' })
    expect(await inside.resolve(text, 'blue')).toMatchObject({ value: 'one' })
  })

  it('takes a token from a file, as it is there now', async () => {
    const path = join(folder, 'token')
    const references = make({ kind: 'token-file', path })
    await expect(references.resolve(text, 'blue')).rejects.toMatchObject(refusal('invalid', /token cannot be read/))
    writeFileSync(path, 'hvs.two\nlines')
    const odd = await references.resolve(text, 'blue', { fresh: true }).catch(String)
    expect(odd).toMatch(/characters that no token has/)
    expect(odd).not.toMatch(/hvs/)
    writeFileSync(path, 'hvs.the-token\n')
    expect(await references.resolve(text, 'blue', { fresh: true })).toMatchObject({ value: 'one' })
  })

  it('gives a token by AppRole, and another when that one is over', async () => {
    const secretIdFile = join(folder, 'secret-id')
    writeFileSync(secretIdFile, 'the-secret-id')
    vault.behaviour.role = { id: 'the-role', secretId: 'the-secret-id', leaseSeconds: 600 }
    const references = make({ kind: 'approle', roleId: 'the-role', secretIdFile })
    const fresh = () => references.resolve(text, 'blue', { fresh: true })
    await fresh()
    await fresh()
    expect(vault.logins()).toBe(1)
    await clock.advance(600_000)
    await fresh()
    expect(vault.logins()).toBe(2)
    vault.behaviour.tokens.clear()
    expect(await fresh()).toMatchObject({ value: 'one', notice: '' })
    expect(vault.logins()).toBe(3)
    vault.behaviour.role = { id: 'another', secretId: 'x', leaseSeconds: 600 }
    vault.behaviour.tokens.clear()
    expect(await fresh()).toMatchObject({ notice: expect.stringMatching(/refused the login by AppRole \(400\)/) })
  })
})
