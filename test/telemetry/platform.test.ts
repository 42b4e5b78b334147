import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../gateway-harness.ts'
import { deployMyModel } from '../my-model.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { type Platform, startPlatform } from '../platform.ts'

let platform: Platform
let upstream: OpenaiUpstream
let deploymentId = ''
const path = (): string => `/v2/admin/deployments/${deploymentId}/inferenceLog`

beforeAll(async () => {
  upstream = await startOpenaiUpstream()
  platform = await startPlatform()
  deploymentId = await deployMyModel(platform, upstream)
})
afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

const chat = () =>
  platform.call('POST', '/v1/chat/completions', { model: 'mine', messages: [{ role: 'user', content: 'Hello' }] })
const lines = (): string[] => {
  try {
    const folder = join(platform.dataDir, 'inference-log', deploymentId)
    return readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
  } catch {
    return []
  }
}

it('keeps what is set for a deployment from the next call on, until it is taken away', async () => {
  expect((await platform.call('GET', path())).body).toEqual({
    mode: 'none',
    sampling: 1,
    redactFields: [],
    maxBodyBytes: 262_144,
    sink: { kind: 'file' },
    onRequest: true,
    metadataHeaders: [],
  })
  await chat()
  const put = await platform.call('PUT', path(), { mode: 'inputs' })
  expect(put).toMatchObject({ status: 200, body: { mode: 'inputs', sampling: 1 } })
  expect((await platform.call('GET', path())).body).toEqual(put.body)
  await eventually(async () => {
    await chat()
    return lines().length > 0
  })
  expect(JSON.parse(lines()[0] ?? '')).toMatchObject({ deploymentId, deploymentName: 'mine', request: { encoding: 'text' } })
  expect((await platform.call('DELETE', path())).body).toEqual({ id: deploymentId, message: 'Inference log removed' })
  expect((await platform.call('GET', path())).body).toMatchObject({ mode: 'none' })
  expect((await platform.call('DELETE', path())).status).toBe(200)
})

it.each([
  ['a wrong mode', { mode: 'some' }, /mode/],
  ['a sampling above 1', { mode: 'all', sampling: 1.5 }, /sampling/],
  ['an address of another kind', { mode: 'all', sink: { kind: 'http', url: 'ftp://logs' } }, /url/],
  ['an address with a password', { mode: 'all', sink: { kind: 'http', url: 'https://a:b@logs.example.com' } }, /password/],
  ['an unknown field', { mode: 'all', colour: 'red' }, /colour/],
])('refuses %s', async (_, body, message) => {
  const answer = await platform.call('PUT', path(), body)
  expect(answer.status).toBe(400)
  expect(answer.body.error.message + JSON.stringify(answer.body.error.details ?? '')).toMatch(message)
})

it('knows no deployment of another group', async () => {
  const answer = await platform.call('GET', '/v2/admin/deployments/d0123456789abcde/inferenceLog')
  expect(answer.status).toBe(404)
})
