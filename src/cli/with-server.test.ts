import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runLine } from '../../test/cli-harness.ts'
import { type ControlUnderTest, openControl } from '../../test/control-harness.ts'
import { startHub } from '../../test/hub.ts'

let control: ControlUnderTest
let url: string
beforeAll(async () => {
  control = await openControl()
  url = await control.app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => control[Symbol.asyncDispose]())

const lectern = (line: string, more: { env?: Record<string, string>; stdin?: string } = {}) =>
  runLine(line.split(' '), {
    ...more,
    env: { LECTERN_URL: url, LECTERN_API_KEY: control.admin, ...more.env },
    now: () => control.clock.now(),
    sleep: () => new Promise((resolve) => setTimeout(resolve, 5)),
  })
const data = async (line: string) => JSON.parse((await lectern(`${line} -o json`)).stdout)

describe('the command line against the real control API', () => {
  it('makes, tries and deletes a connection', async () => {
    const provider = createServer((request, response) =>
      response.writeHead(request.headers['api-key'] === 'secret' ? 200 : 401).end(),
    ).listen(0, '127.0.0.1')
    await once(provider, 'listening')
    const address = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
    expect(
      await lectern(`connections create azure-openai --base-url ${address} --key-stdin`, { stdin: 'secret\n' }),
    ).toMatchObject({ code: 0 })
    expect(await lectern('connections test azure-openai')).toMatchObject({ code: 0, stdout: expect.stringContaining('works') })
    expect(await lectern('connections update azure-openai --key-env K', { env: { K: 'wrong' } })).toMatchObject({ code: 0 })
    expect(await lectern('connections test azure-openai')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('refused the credential (401)'),
    })
    expect(await data('connections ls')).toMatchObject({ count: 1, resources: [{ name: 'azure-openai', credentialSet: true }] })
    expect(await lectern('connections rm azure-openai')).toMatchObject({ code: 0 })
    provider.close()
  })

  it('names where a credential is kept', async () => {
    writeFileSync(join(control.folder, 'azure.key'), 'kept-elsewhere')
    const create = (refs: string) =>
      lectern(`connections create azure-3 --provider azure-openai --base-url https://a.example --shared ${refs}`)
    expect(await create('--credential-ref apiKey=file:azure.key --key-env K')).toMatchObject({ code: 2 })
    expect(await create('--credential-ref file:none')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('file:none cannot be read: there is no such file'),
    })
    expect(await create('--credential-ref apiKey=file:azure.key')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/CREDENTIAL +apiKey=file:azure\.key$/m),
    })
    expect(await lectern('connections update azure-3 --credential-ref file:azure.key')).toMatchObject({ code: 0 })
    expect((await lectern('connections ls')).stdout).toMatch(/ file:azure\.key +yes/)
    expect((await data('connections ls')).resources[0]).toMatchObject({ credentialReferences: { ref: 'file:azure.key' } })
    expect(await lectern('connections rm azure-3')).toMatchObject({ code: 0 })
  })

  it('deploys, looks, stops and deletes', async () => {
    await lectern('connections create azure-2 --provider azure-openai --base-url https://a.example --key-env K', {
      env: { K: 'secret' },
    })
    const created = await data('deployments create mine --executable azure-openai --model gpt-5.1 --connection azure-2')
    expect(created).toMatchObject({ name: 'mine', status: 'UNKNOWN', targetStatus: 'RUNNING' })
    await control.saw(created.id, 'RUNNING')
    expect((await lectern('deployments ls')).stdout).toMatch(
      /NAME +ID +MODEL[^\n]*\nmine +d\w+ +gpt-5.1:latest +azure-openai +RUNNING/,
    )
    expect(await data('deployments get mine')).toMatchObject({
      id: created.id,
      deploymentUrl: `${url}/v2/inference/deployments/${created.id}`,
    })
    expect(await lectern('deployments wait mine -o name')).toMatchObject({ code: 0, stdout: 'mine\n' })
    expect(await lectern('deployments rm mine')).toMatchObject({ code: 8 })
    expect(await lectern('deployments stop mine')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/TARGET STATUS +STOPPED/),
    })
    await control.saw(created.id, 'STOPPED')
    expect(await lectern('deployments logs mine')).toMatchObject({ code: 0, stdout: '' })
    expect(await lectern('deployments rm mine')).toMatchObject({ code: 0 })
    expect((await data('configurations ls')).resources[0]).toMatchObject({ name: 'mine', executableId: 'azure-openai' })
  })

  it('lists the catalog', async () => {
    expect((await lectern('models ls')).stdout).toMatch(
      /^MODEL +VERSION +EXECUTABLE[\s\S]*gpt-5\.1 +\S+ \(latest\) +azure-openai/,
    )
    expect((await lectern('models ls -o name')).stdout).toContain('gpt-5.1\n')
  })

  it('pulls a model file', async () => {
    await using hub = await startHub()
    hub.put('org/repo/main/tiny.gguf', Buffer.from('GGUF and so on'))
    const source = `${hub.endpoint}/cdn/${encodeURIComponent('org/repo/main/tiny.gguf')}`
    expect(await lectern(`models pull ${source} -o name`)).toMatchObject({ code: 0, stdout: `${source}\n` })
    const { sha256 } = (await data('models files')).resources[0]
    expect((await data('models imports')).resources[0]).toMatchObject({ state: 'done', source })
    expect(await lectern(`models rm ${sha256}`)).toMatchObject({ code: 0 })
    expect(await lectern(`models pull ${hub.endpoint}/cdn/nothing`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no such file'),
    })
  })

  it('makes and revokes keys and clients that work', async () => {
    const { stdout: key } = await lectern('keys create ci --role viewer --groups * --expires 30d')
    expect(await lectern('deployments ls', { env: { LECTERN_API_KEY: key.trim() } })).toMatchObject({ code: 0 })
    expect(await lectern('keys ls', { env: { LECTERN_API_KEY: key.trim() } })).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('role operator'),
    })
    const id = (await data('keys ls')).resources.find((each: { name: string }) => each.name === 'ci').id
    expect(await lectern(`keys rm ${id}`)).toMatchObject({ code: 0 })
    expect(await lectern('deployments ls', { env: { LECTERN_API_KEY: key.trim() } })).toMatchObject({ code: 6 })

    const serviceKey = JSON.parse((await lectern('clients create app')).stdout)
    expect(serviceKey).toMatchObject({
      clientid: expect.any(String),
      clientsecret: expect.any(String),
      serviceurls: { AI_API_URL: url },
    })
    expect((await lectern('clients ls')).stdout).toContain(serviceKey.clientid)
    expect(await lectern(`clients rm ${serviceKey.clientid}`)).toMatchObject({ code: 0 })
  })

  it('shows the two keys of a group, and renews one', async () => {
    const before = await data('groups keys default')
    expect(before).toEqual({ key1: expect.stringMatching(/^lk_/), key2: expect.stringMatching(/^lk_/) })
    const after = await data('groups keys default --regenerate key2')
    expect(after).toMatchObject({ key1: before.key1 })
    expect(after.key2).not.toBe(before.key2)
    expect(await lectern('groups keys default --regenerate key3')).toMatchObject({ code: 2 })
    expect(await lectern('groups keys default --off')).toMatchObject({ code: 0, stderr: expect.stringContaining('refused') })
    expect(await lectern('groups keys default')).toMatchObject({ code: 6, stderr: expect.stringContaining('switched off') })
    expect(await lectern('groups keys default --on')).toMatchObject({ code: 0 })
  })

  it('makes and deletes groups', async () => {
    expect(await lectern('groups create green')).toMatchObject({ code: 0 })
    expect((await lectern('groups ls -o name')).stdout.split('\n')).toContain('green')
    expect(await lectern('deployments ls -g green')).toMatchObject({ code: 0 })
    expect(await lectern('groups rm green --yes')).toMatchObject({ code: 0 })
    expect(await lectern('deployments ls -g green')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('green not found'),
    })
  })
})
