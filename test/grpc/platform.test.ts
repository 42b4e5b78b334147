import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { clients } from '../hopsworks/client.ts'
import { type Json, type Platform, startPlatform } from '../platform.ts'
import { pythonWith } from '../python-environment.ts'
import { connectGrpc, type GrpcClient } from './client.ts'

let platform: Platform
let grpc: GrpcClient
let id: string
const folder = mkdtempSync(join(tmpdir(), 'lectern-scripts-'))

beforeAll(async () => {
  platform = await startPlatform({ settings: { python: pythonWith(), grpcPort: 0 } })
  grpc = connectGrpc(platform.grpcAddress ?? '', platform.adminKey.trim())
  id = await deploy('doubler', 'class Predict:\n    def predict(self, inputs):\n        return inputs * 2\n')
}, 300_000)
afterAll(async () => {
  grpc[Symbol.dispose]()
  await platform[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

async function deploy(name: string, text: string): Promise<string> {
  writeFileSync(join(folder, `${name}.py`), text)
  const source = pathToFileURL(join(folder, `${name}.py`)).href
  const { body } = await platform.call('POST', '/v2/admin/models/imports', { source })
  let state = ''
  for (let attempt = 0; state !== 'done' && attempt < 400; attempt += 1) {
    state = (await platform.call('GET', `/v2/admin/models/imports/${body.id}`)).body.state
    await platform.clock.sleep(10)
  }
  const configuration = await platform.call('POST', '/v2/lm/configurations', {
    name,
    scenarioId: 'model-serving',
    executableId: 'python',
    parameterBindings: [{ key: 'script', value: source }],
  })
  const made = await platform.call('POST', '/v2/lm/deployments', { configurationId: configuration.body.id })
  expect(made.status, JSON.stringify(made.body)).toBe(202)
  return made.body.id
}

const infer = (name: string, value = 4) => ({
  model_name: name,
  inputs: [{ name: 'x', datatype: 'FP64', shape: [1], contents: { fp64_contents: [value] } }],
})
const output = ({ answer }: { answer: Json }): number => answer.outputs[0].contents.fp64_contents[0]

it('a deployment is called over gRPC while it starts, by its name and id, and by its address', async () => {
  expect(output(await grpc.call('ModelInfer', infer('doubler')))).toBe(8)
  await platform.until(id, 'RUNNING')
  expect(output(await grpc.call('ModelInfer', infer(id)))).toBe(8)
  expect(output(await grpc.call('ModelInfer', infer('doubler', 5), { prefix: '/v1/default/doubler' }))).toBe(10)
  expect((await grpc.call('RepositoryIndex', {})).answer.models).toMatchObject([{ name: 'doubler', state: 'READY' }])
})

it('a caller’s own key counts, and its calls are in the ledger', async () => {
  const key = await platform.call('POST', '/v2/admin/apiKeys', { name: 'grpc', role: 'consumer', resourceGroups: ['default'] })
  expect(key.status, JSON.stringify(key.body)).toBe(201)
  const metadata = { authorization: `ApiKey ${key.body.key}` }
  const said = await grpc.call('ModelInfer', infer('doubler', 1.5), { metadata })
  expect(output(said)).toBe(3)
  let found: Json
  for (let attempt = 0; !found && attempt < 400; attempt += 1) {
    const { body } = await platform.call('GET', '/v2/analytics/ledger')
    found = JSON.stringify(body).includes(said.metadata['x-request-id'] ?? '-') ? body : undefined
    await platform.clock.sleep(25)
  }
  const entry = Object.values(found)
    .flat()
    .find((each: Json) => each?.requestId === said.metadata['x-request-id'])
  expect(entry).toMatchObject({ dialect: 'oip', state: 'settled', deployment: id })

  await platform.call('DELETE', `/v2/admin/apiKeys/${key.body.id}`)
  let code = ''
  for (let attempt = 0; code !== 'UNAUTHENTICATED' && attempt < 400; attempt += 1) {
    code = await grpc.refused('ModelInfer', infer('doubler'), { metadata }).then(
      (refused) => refused.code,
      () => '',
    )
    await platform.clock.sleep(10)
  }
  expect(code).toBe('UNAUTHENTICATED')
})

it.each([
  ['5.2.1', 'path', 'own port'],
  ['5.2.1', 'path', 'public port'],
  ['4.1.8', 'host', 'own port'],
  ['4.1.8', 'host', 'public port'],
] as const)('Hopsworks’ client %s names it by %s at the %s', { timeout: 600_000 }, async (release, generation, port) => {
  const address = port === 'own port' ? (platform.grpcAddress ?? '') : new URL(platform.url).host
  const program = join(import.meta.dirname, 'hopsworks_client.py')
  const python = pythonWith(clients[release])
  const { stdout } = await promisify(execFile)(python, [program, address, platform.adminKey.trim(), 'doubler', generation])
  expect(stdout).toMatch(/done\n$/)
})

it('a stopped deployment says so', async () => {
  await platform.call('PATCH', `/v2/lm/deployments/${id}`, { targetStatus: 'STOPPED' })
  await platform.until(id, 'STOPPED')
  const refused = await grpc.refused('ModelInfer', infer('doubler'))
  expect(refused).toMatchObject({ code: 'FAILED_PRECONDITION', message: expect.stringMatching(/doubler/) })
  expect((await grpc.call('ModelReady', { name: 'doubler' })).answer).toEqual({ ready: false })
})
