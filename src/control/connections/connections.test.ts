import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../../../test/fake-clock.ts'
import { aConfiguration, aDeployment, aGroup } from '../../../test/samples.ts'
import { openBox } from '../../access/box.ts'
import type { Deployment } from '../../domain/deployment.ts'
import type { Principal } from '../../domain/principal.ts'
import { executables } from '../../executables/index.ts'
import { makeSigner } from '../../signing/signer.ts'
import { openStore } from '../../store/open.ts'
import type { Store } from '../../store/store.ts'
import { systemIds } from '../../system.ts'
import type { Caller } from '../platform/caller.ts'
import { makeReferences } from '../references/references.ts'
import { type Connections, makeConnections } from './connections.ts'

const caller = (role: Principal['role'], resourceGroup = 'default'): Caller => ({
  principal: { kind: 'apiKey', id: `the-${role}`, name: role, role, resourceGroups: '*', deployments: '*', expiresAt: null },
  resourceGroup,
})
const operator = caller('operator')
const admin = caller('admin')

let store: Store
let connections: Connections
let audited: { event: string; fields: Readonly<Record<string, unknown>> }[]
let kicked: string[]
const clock = new FakeClock()

const make = (allowPrivate: boolean, masterKey = Buffer.alloc(32, 7)) =>
  makeConnections({
    store,
    clock,
    executables,
    kick: (id) => void kicked.push(id),
    box: openBox(masterKey),
    allowPrivate,
    audit: (event, fields) => audited.push({ event, fields }),
    signer: makeSigner(clock),
    references: makeReferences({
      settings: { envPrefix: 'LECTERN_SECRET_', folder: '/nowhere', groupPath: 'secret/lectern/{group}', vault: null },
      env: { LECTERN_SECRET_AZURE: 'from-env', OTHER: 'no' },
      clock,
    }),
  })

beforeEach(async () => {
  store = await openStore({ kind: 'sqlite', path: ':memory:' })
  for (const id of ['default', 'blue']) await store.resourceGroups.insert(aGroup(id))
  audited = []
  kicked = []
  connections = make(true)
})
afterEach(() => store[Symbol.asyncDispose]())

const azure = {
  name: 'azure-openai',
  provider: 'azure-openai',
  baseUrl: 'https://acme.openai.azure.com/',
  credential: { apiKey: 'very-secret' },
}

describe('a connection', () => {
  it('is shown without its secret', async () => {
    const shown = await connections.create(operator, { ...azure, options: { deploymentNames: { 'gpt-4o': 'chat' } } })
    expect(shown).toEqual({
      name: 'azure-openai',
      provider: 'azure-openai',
      baseUrl: 'https://acme.openai.azure.com',
      options: { deploymentNames: { 'gpt-4o': 'chat' } },
      resourceGroup: 'default',
      credentialSet: true,
      credentialFields: ['apiKey'],
      generation: 1,
      createdAt: clock.now(),
      modifiedAt: clock.now(),
    })
    expect(await connections.get(operator, 'azure-openai')).toEqual(shown)
    expect(await connections.list(operator)).toEqual([shown])
    await connections.update(operator, 'azure-openai', { credential: { apiKey: 'another-secret' } })
    await connections.remove(operator, 'azure-openai')
    const traces = JSON.stringify([audited, shown])
    expect(audited.map(({ event }) => event)).toEqual(['connection created', 'connection updated', 'connection deleted'])
    expect(traces).not.toMatch(/very-secret|another-secret/)
  })

  it('shows where its secret is kept, and leaves it there', async () => {
    const credential = { apiKey: { ref: 'env:LECTERN_SECRET_AZURE' } }
    const shown = await connections.create(admin, { ...azure, credential, shared: true })
    expect(shown).toMatchObject({ credentialSet: true, credentialFields: ['apiKey'], credentialReferences: credential })
    expect(await connections.open('default', 'azure-openai')).toMatchObject({ credential: { apiKey: 'from-env' } })
    expect(JSON.stringify([await store.connections.get(null, 'azure-openai'), audited])).not.toContain('from-env')
    // Whoever could move it would have the secret sent to themselves.
    await expect(connections.update(admin, 'azure-openai', { baseUrl: 'https://evil.example' })).rejects.toMatchObject({
      message: expect.stringMatching(/must be given again/),
    })
    await expect(
      connections.create(operator, { ...azure, name: 'own', credential: { ref: 'env:LECTERN_SECRET_AZURE' } }),
    ).rejects.toMatchObject({ code: 'invalid', message: expect.stringMatching(/only connections that are shared/) })
    await connections.create(operator, { ...azure, name: 'own' })
    await expect(connections.update(operator, 'own', { credential })).rejects.toMatchObject({
      message: expect.stringMatching(/only connections that are shared/),
    })
    const other = { apiKey: { ref: 'env:OTHER' } }
    await expect(connections.update(admin, 'azure-openai', { credential: other })).rejects.toMatchObject({
      message: expect.stringMatching(/must begin with LECTERN_SECRET_/),
    })
  })

  it('is sealed in the store, for its own place only', async () => {
    await connections.create(operator, azure)
    const stored = await store.connections.get('default', 'azure-openai')
    expect(JSON.stringify(stored)).not.toContain('very-secret')
    expect(await connections.open('default', 'azure-openai')).toMatchObject({ credential: { apiKey: 'very-secret' } })
    if (stored) await store.connections.insert({ ...stored, resourceGroup: 'blue' })
    await expect(connections.open('blue', 'azure-openai')).rejects.toMatchObject({ code: 'unavailable', message: /set it anew/ })
  })

  it('can still be seen and set anew after the master key was lost', async () => {
    await connections.create(operator, azure)
    connections = make(true, Buffer.alloc(32, 8))
    expect(await connections.list(operator)).toMatchObject([{ credentialSet: true, credentialFields: [] }])
    await connections.update(operator, 'azure-openai', { credential: { apiKey: 'new' } })
    expect(await connections.open('default', 'azure-openai')).toMatchObject({ credential: { apiKey: 'new' } })
  })

  it('lives where its provider does when no address is given', async () => {
    expect(await connections.create(operator, { name: 'openai', provider: 'openai', credential: { apiKey: 'k' } })).toMatchObject(
      {
        baseUrl: 'https://api.openai.com/v1',
      },
    )
  })

  it.each([
    ['an unknown provider', { provider: 'nothing' }, 'provider: "nothing" is not known; allowed are: azure-openai, openai'],
    ['a provider without connections', { provider: 'llama-cpp' }, 'provider: "llama-cpp" is not known'],
    ['no address', { baseUrl: undefined }, 'baseUrl: is needed for azure-openai, such as https://'],
    ['an address that is none', { baseUrl: 'acme' }, 'baseUrl: "acme" is not a URL'],
    ['no key', { credential: {} }, 'credential needs either apiKey'],
    [
      'an unknown credential field',
      { credential: { apiKey: 'k', token: 't' } },
      'credential has unknown "token"; known are apiKey',
    ],
    [
      'an unknown option',
      { options: { apiversion: '1' } },
      'options has unknown "apiversion"; known are apiVersion, deploymentNames',
    ],
    ['a wrong option', { options: { apiVersion: 'soon' } }, 'options.apiVersion must look like'],
  ])('is refused with %s', async (_, change, words) => {
    await expect(connections.create(operator, { ...azure, ...change })).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining(words),
    })
  })

  it('is refused twice under one name', async () => {
    await connections.create(operator, azure)
    await expect(connections.create(operator, azure)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('may have a private address only where the administrator allows it', async () => {
    connections = make(false)
    await expect(connections.create(admin, { ...azure, baseUrl: 'http://10.0.0.1' })).rejects.toMatchObject({
      message: /--allow-private/,
    })
  })
})

it('repeats no secret that is refused', async () => {
  const refused = connections.create(operator, { ...azure, credential: { apiKey: 'pasted twice pasted twice' } })
  await expect(refused).rejects.toMatchObject({ code: 'invalid', message: expect.not.stringContaining('pasted') })
})

describe('who sees and changes it', () => {
  it('belongs to its group: another one gets the answer for what does not exist', async () => {
    await connections.create(operator, azure)
    const blue = caller('operator', 'blue')
    expect(await connections.list(blue)).toEqual([])
    for (const refused of [connections.get(blue, 'azure-openai'), connections.remove(blue, 'azure-openai')]) {
      await expect(refused).rejects.toMatchObject({ code: 'not_found' })
    }
    expect(await connections.open('blue', 'azure-openai')).toBeNull()
  })

  it('is shared by administrators alone, and an own one comes first', async () => {
    await expect(connections.create(operator, { ...azure, shared: true })).rejects.toMatchObject({ code: 'forbidden' })
    await connections.create(admin, { ...azure, shared: true })
    for (const refused of [connections.update(operator, 'azure-openai', {}), connections.remove(operator, 'azure-openai')]) {
      await expect(refused).rejects.toMatchObject({ code: 'forbidden' })
    }
    expect(await connections.open('blue', 'azure-openai')).toMatchObject({ credential: { apiKey: 'very-secret' } })
    await connections.create(caller('operator', 'blue'), { ...azure, credential: { apiKey: 'own' } })
    expect(await connections.open('blue', 'azure-openai')).toMatchObject({ credential: { apiKey: 'own' } })
  })

  it('changes only what is given', async () => {
    await connections.create(operator, { ...azure, options: { apiVersion: '2024-10-21' } })
    const moved = await connections.update(operator, 'azure-openai', { baseUrl: 'https://acme.openai.azure.com/proxy' })
    expect(moved).toMatchObject({
      baseUrl: 'https://acme.openai.azure.com/proxy',
      options: { apiVersion: '2024-10-21' },
      generation: 2,
    })
    expect(await connections.open('default', 'azure-openai')).toMatchObject({ credential: { apiKey: 'very-secret' } })
    expect(await connections.update(operator, 'azure-openai', { options: {} })).toMatchObject({ options: {} })
  })

  it('does not send its secret to another host that an editor names', async () => {
    await connections.create(operator, azure)
    const elsewhere = { baseUrl: 'https://collector.example' }
    await expect(connections.update(operator, 'azure-openai', elsewhere)).rejects.toMatchObject({
      message: /must be given again/,
    })
    await connections.update(operator, 'azure-openai', { ...elsewhere, credential: { apiKey: 'for-there' } })
    expect(await connections.open('default', 'azure-openai')).toMatchObject({ credential: { apiKey: 'for-there' } })
  })

  it('stays while a deployment that is wanted running names it', async () => {
    await connections.create(operator, azure)
    const byDefault = await deploy('gpt', [])
    const other = await deploy('other', [{ key: 'connection', value: 'azure-2' }])
    await expect(connections.remove(operator, 'azure-openai')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`used by gpt (${byDefault.id}); stop`),
    })
    await connections.update(operator, 'azure-openai', { options: {} })
    expect(kicked).toEqual([byDefault.id])
    await store.deployments.want(byDefault.id, 1, { ...byDefault, targetStatus: 'STOPPED' }, 1)
    await connections.remove(operator, 'azure-openai')
    expect(other.name).toBe('other')
  })

  it('stays when shared and used in a group without an own one', async () => {
    await connections.create(admin, { ...azure, shared: true })
    await deploy('gpt', [])
    await expect(connections.remove(admin, 'azure-openai')).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('trying it', () => {
  const provider = async (answer: RequestListener) => {
    const requests: IncomingMessage[] = []
    const server = createServer((request, response) => {
      requests.push(request)
      answer(request, response)
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    return { requests, baseUrl, [Symbol.dispose]: () => server.closeAllConnections() ?? server.close() }
  }
  const trial = async (baseUrl: string) => {
    await connections.create(operator, { ...azure, baseUrl })
    return connections.test(operator, 'azure-openai', new AbortController().signal)
  }

  it('really asks the provider', async () => {
    using server = await provider((_, response) => response.end('{"data":[]}'))
    expect(await trial(server.baseUrl)).toMatchObject({
      ok: true,
      status: 200,
      message: 'works: address and credential were accepted',
    })
    expect(server.requests[0]).toMatchObject({ method: 'GET', url: '/openai/models?api-version=2024-10-21' })
    expect(server.requests[0]?.headers['api-key']).toBe('very-secret')
  })

  it.each([
    [401, 'refused the credential (401)'],
    [403, 'refused the credential (403)'],
    [404, 'check the path of baseUrl'],
    [429, 'limiting calls'],
    [503, 'trouble of its own (503)'],
    [418, 'answered 418'],
  ])('explains %i', async (status, words) => {
    using server = await provider((_, response) => response.writeHead(status).end())
    expect(await trial(server.baseUrl)).toMatchObject({ ok: false, status, message: expect.stringContaining(words) })
  })

  it('follows no redirect', async () => {
    using server = await provider((_, response) => response.writeHead(302, { location: '/elsewhere?session=1' }).end())
    const answer = await trial(server.baseUrl)
    expect(answer).toMatchObject({ ok: false, status: 302, message: expect.stringContaining('redirects are not followed') })
    expect(answer.message).not.toContain('session')
    expect(server.requests).toHaveLength(1)
  })

  it('reads only so much of an endless answer', async () => {
    using server = await provider((_, response) => {
      const more = (): boolean => response.destroyed || (response.write('x'.repeat(65536)) && more())
      response.on('drain', more)
      more()
    })
    expect(await trial(server.baseUrl)).toMatchObject({ ok: true })
  })

  it('waits no longer than ten seconds', async () => {
    const arrived = Promise.withResolvers<void>()
    using server = await provider(() => arrived.resolve())
    const answer = trial(server.baseUrl)
    await arrived.promise
    await clock.advance(10_000)
    expect(await answer).toMatchObject({
      ok: false,
      status: null,
      latencyMs: 10_000,
      message: expect.stringContaining('within 10 s'),
    })
  })

  it.each([
    ['http://127.0.0.1:1', 'nothing listens at 127.0.0.1:1'],
    ['http://nowhere.invalid', 'does not resolve'],
  ])('explains what is wrong with %s', async (baseUrl, words) => {
    expect(await trial(baseUrl)).toMatchObject({ ok: false, status: null, message: expect.stringContaining(words) })
  })

  it('explains that plain HTTP is no TLS', async () => {
    using server = await provider((_, response) => response.end())
    expect((await trial(server.baseUrl.replace('http:', 'https:'))).message).toContain('does not speak TLS')
  })

  it('reaches no private address that a name stands for', async () => {
    using server = await provider((_, response) => response.end())
    await connections.create(operator, { ...azure, baseUrl: server.baseUrl.replace('127.0.0.1', 'localhost') })
    connections = make(false)
    const answer = await connections.test(operator, 'azure-openai', new AbortController().signal)
    expect(answer).toMatchObject({ ok: false, message: expect.stringContaining('--allow-private') })
    expect(server.requests).toHaveLength(0)
  })
})

async function deploy(name: string, parameterBindings: readonly { key: string; value: string }[]): Promise<Deployment> {
  const configuration = aConfiguration(systemIds.uuid(), 'default', { parameterBindings })
  await store.configurations.insert(configuration)
  const deployment = aDeployment(systemIds.deployment(), configuration, { name })
  await store.deployments.insert(deployment)
  return deployment
}
