import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { must } from '../conformance/scene.ts'
import { eventually as inTime } from '../gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { type Json, type Platform, startPlatform } from '../platform.ts'
import { startVault, type VaultUpstream } from '../upstreams/vault.ts'

/** Keys of providers that are kept elsewhere, from the connection to the header that the provider gets. */

let platform: Platform
let upstream: OpenaiUpstream
let vault: VaultUpstream
beforeAll(async () => {
  vault = await startVault()
  upstream = await startOpenaiUpstream()
  const settings = { vaultAddr: vault.address, vaultToken: 'hvs.the-token', vaultCacheSeconds: 3_600, vaultKeepSeconds: 36_000 }
  platform = await startPlatform({ settings })
  mkdirSync(join(platform.dataDir, 'secrets'))
}, 60_000)
afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
  await vault[Symbol.asyncDispose]()
})
beforeEach(() => upstream.reset())

/** A sweep of the reconciler comes by every five seconds, on a machine that has much to do. */
const eventually = (claim: () => boolean | Promise<boolean>) => inTime(claim, 30_000)

const connect = (name: string, more: Json) =>
  platform.call('POST', '/v2/admin/connections', { name, provider: 'azure-openai', baseUrl: upstream.address, ...more })

async function deploy(connection: string): Promise<string> {
  const configuration = await platform.call('POST', '/v2/lm/configurations', {
    name: connection,
    executableId: 'azure-openai',
    scenarioId: 'foundation-models',
    parameterBindings: [
      { key: 'modelName', value: 'gpt-5.1' },
      { key: 'connection', value: connection },
    ],
  })
  const body = { configurationId: must(201, configuration).id, name: connection }
  const { id } = must(202, await platform.call('POST', '/v2/lm/deployments', body))
  await platform.until(id, 'RUNNING')
  return id
}

const chat = async (model: string): Promise<number> => {
  const body = { model, messages: [{ role: 'user', content: 'hi' }] }
  return (await platform.call('POST', '/v1/chat/completions', body)).status
}
/** The key that the provider was shown with a call made now. */
const keySent = async (model: string): Promise<string | undefined> => {
  await chat(model)
  return upstream.received.at(-1)?.headers['api-key']?.toString()
}
const messageOf = async (id: string): Promise<string> =>
  (await platform.call('GET', `/v2/lm/deployments/${id}`)).body.statusMessage ?? ''

it('are read from a vault, and anew where the provider refuses them', async () => {
  vault.put('secret', 'lectern/default/azure', { apiKey: 'key-one' })
  const made = must(201, await connect('from-vault', { credential: { ref: 'vault:secret/lectern/default/azure' } }))
  expect(made).toMatchObject({
    credentialSet: true,
    credentialFields: [],
    credentialReferences: { ref: 'vault:secret/lectern/default/azure' },
  })
  const id = await deploy('from-vault')
  expect(await keySent('from-vault')).toBe('key-one')

  vault.put('secret', 'lectern/default/azure', { apiKey: 'key-two' })
  // What was read is good for an hour, but here is a provider that no longer takes it.
  upstream.behaviour.answer = { status: 401, headers: {}, body: '{"error":{"code":"401","message":"Access denied"}}' }
  platform.clock.travelTo(new Date(platform.clock.now() + 60_000).toISOString())
  await eventually(async () => (await keySent('from-vault')) === 'key-two')
  upstream.behaviour.answer = null
  expect(await chat('from-vault')).toBe(200)
  expect(await messageOf(id)).toBe('')
})

it('serve on as they were while the vault is away, which the deployment says', async () => {
  const id = (await platform.call('GET', '/v2/lm/deployments')).body.resources[0].id
  vault.behaviour.sealed = true
  platform.clock.travelTo(new Date(platform.clock.now() + 3_600_000).toISOString())
  await eventually(async () => /vault:secret\/lectern\/default\/azure cannot be read since/.test(await messageOf(id)))
  expect(await keySent('from-vault')).toBe('key-two')
  expect((await platform.call('GET', `/v2/lm/deployments/${id}`)).body).toMatchObject({ status: 'RUNNING' })
  const trial = must(200, await platform.call('POST', '/v2/admin/connections/from-vault/test'))
  expect(trial).toMatchObject({ ok: true, message: expect.stringMatching(/serves as it was/) })
  vault.behaviour.sealed = false
  platform.clock.travelTo(new Date(platform.clock.now() + 60_000).toISOString())
  await eventually(async () => (await messageOf(id)) === '')
})

it('are read from a file of the server by a shared connection, and changed without a restart', async () => {
  const path = join(platform.dataDir, 'secrets', 'azure.key')
  writeFileSync(path, 'file-one\n')
  const credential = { apiKey: { ref: 'file:azure.key' } }
  const refused = await connect('from-file', { credential })
  expect([refused.status, refused.body.error.message]).toEqual([400, expect.stringMatching(/only connections that are shared/)])
  must(201, await connect('from-file', { credential, shared: true }))
  await deploy('from-file')
  expect(await keySent('from-file')).toBe('file-one')
  writeFileSync(path, 'file-two\n')
  await eventually(async () => (await keySent('from-file')) === 'file-two')
})

it('stand nowhere: not in answers, not in the store', async () => {
  const seen = await Promise.all(
    ['/v2/admin/connections', '/v2/lm/deployments', '/v2/lm/configurations'].map((path) => platform.call('GET', path)),
  )
  const stored = ['lectern.db', 'lectern.db-wal'].map((name) => readFileSync(join(platform.dataDir, name), 'latin1')).join('')
  expect(JSON.stringify(seen.map(({ body }) => body))).toContain('"ref":"file:azure.key"')
  for (const text of [JSON.stringify(seen), stored]) expect(text).not.toMatch(/key-(one|two)|file-(one|two)|hvs\./)
})

it('must be there when a connection is made', async () => {
  const refusal = async (credential: Json, more: Json = {}) => {
    const { status, body } = await connect('none', { credential, ...more })
    return [status, body.error.message]
  }
  expect(await refusal({ ref: 'vault:secret/lectern/default/none' })).toEqual([
    400,
    expect.stringMatching(/there is none in the vault/),
  ])
  expect(await refusal({ ref: 'vault:secret/lectern/other/azure' })).toEqual([
    400,
    expect.stringMatching(/below secret\/lectern\/default\//),
  ])
  expect(await refusal({ apiKey: { ref: 'vault:secret/lectern/default/azure' } })).toEqual([
    400,
    expect.stringMatching(/must name a field, such as vault:secret\/lectern\/default\/azure#apiKey/),
  ])
  expect(await refusal({ ref: 'env:LECTERN_SECRET_NOT_THERE' }, { shared: true })).toEqual([
    400,
    expect.stringMatching(/no such variable/),
  ])
  expect(await refusal({ ref: 'env:HOME' }, { shared: true })).toEqual([
    400,
    expect.stringMatching(/must begin with LECTERN_SECRET_/),
  ])
  expect(await refusal({ apiKey: { reference: 'x' } })).toEqual([400, expect.stringMatching(/credential/)])
  vault.put('secret', 'lectern/default/odd', { password: 'never-said' })
  const [status, message] = await refusal({ ref: 'vault:secret/lectern/default/odd' })
  expect([status, message]).toEqual([400, expect.stringMatching(/password/)])
  expect(message).not.toContain('never-said')
})
