import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { tinyFile } from '../llama-runner.ts'
import { startOpenaiUpstream } from '../openai-upstream.ts'
import type { Json } from '../platform.ts'
import { type Running, startLectern, until } from './supervisor.ts'

let running: Running | undefined
afterEach(async () => {
  await running?.[Symbol.asyncDispose]()
  running = undefined
})

const up = async (...args: Parameters<typeof startLectern>): Promise<Running> => {
  running = await startLectern(...args)
  return running
}

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function call(lectern: Running, method: string, path: string, body?: unknown) {
  const answer = await fetch(`${lectern.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${lectern.adminKey()}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: (await answer.json()) as Json }
}

/** A deployment named `stub` on a provider elsewhere; answers its id. */
async function deployRemote(lectern: Running, address: string): Promise<string> {
  await call(lectern, 'POST', '/v2/admin/connections', {
    name: 'stub',
    provider: 'openai-compatible',
    baseUrl: `${address}/v1`,
    credential: { apiKey: 'k' },
  })
  return deploy(lectern, 'stub', 'openai-compatible', { modelName: 'm', connection: 'stub' })
}

async function deploy(lectern: Running, name: string, executableId: string, parameters: Record<string, string>): Promise<string> {
  const parameterBindings = Object.entries(parameters).map(([key, value]) => ({ key, value }))
  const configuration = await call(lectern, 'POST', '/v2/lm/configurations', {
    name,
    executableId,
    scenarioId: 'foundation-models',
    parameterBindings,
  })
  expect(configuration.body).toMatchObject({ message: 'Configuration created' })
  const { body } = await call(lectern, 'POST', '/v2/lm/deployments', { configurationId: configuration.body['id'] })
  const id = String(body['id'])
  await until(async () => (await call(lectern, 'GET', `/v2/lm/deployments/${id}`)).body['status'] === 'RUNNING', 20_000)
  return id
}

const chat = (lectern: Running, model: string, more: object = {}) =>
  fetch(`${lectern.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${lectern.adminKey()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }], ...more }),
  })

describe('lectern up', () => {
  it('writes its credentials for their owner only, and drains on SIGTERM', async () => {
    const lectern = await up(['--no-demo'])
    for (const name of ['service-key.json', 'admin-key']) {
      expect(statSync(join(lectern.dataDir, 'credentials', name)).mode & 0o777).toBe(0o600)
    }
    const key = JSON.parse(readFileSync(join(lectern.dataDir, 'credentials', 'service-key.json'), 'utf8'))
    expect(key).toMatchObject({ url: lectern.url, serviceurls: { AI_API_URL: lectern.url } })

    await using upstream = await startOpenaiUpstream()
    upstream.behaviour.words = Array.from({ length: 20 }, (_, at) => ` ${at}`)
    upstream.behaviour.chunkMs = 50
    await deployRemote(lectern, upstream.address)
    const answer = await chat(lectern, 'stub', { stream: true })
    lectern.supervisor.kill('SIGTERM')
    const text = await answer.text()
    expect(text, 'a call in flight ends as it should').toContain('data: [DONE]')
    expect(await lectern.exit()).toEqual({ code: 0, signal: null })
  })

  it('is refused on a data directory in use, with the reason; a stale lock is no obstacle', async () => {
    const lectern = await up(['--no-demo'])
    await expect(startLectern(['--no-demo'], { dataDir: lectern.dataDir })).rejects.toThrow(
      /another Lectern \(process \d+\) is running on .*stop it first/,
    )
    const gateway = lectern.pidOf('gateway-main')
    lectern.supervisor.kill('SIGKILL')
    await lectern.exit()
    await until(() => !isThere(gateway))
    const again = await startLectern(['--no-demo'], { dataDir: lectern.dataDir })
    await again[Symbol.asyncDispose]()
  })

  it.each([
    { args: ['--port', '99999'], says: '--port' },
    { args: ['--tls-cert', 'x'], says: '--tls-cert and --tls-key' },
  ])('stops with one line that names the wrong setting: $args', async ({ args, says }) => {
    await expect(startLectern(args)).rejects.toThrow(new RegExp(`ended with 1:\\nlectern: ${says}.*\\n$`))
  })

  it('names the port when it is taken', async () => {
    const lectern = await up(['--no-demo'])
    const port = Number(new URL(lectern.url).port)
    await expect(startLectern(['--no-demo'], { port })).rejects.toThrow(/--port: \d+ on 127\.0\.0\.1 is in use/)
  })

  it('a killed control process interrupts no stream, and is back within 2 s', async () => {
    const lectern = await up(['--no-demo'])
    await using upstream = await startOpenaiUpstream()
    upstream.behaviour.words = Array.from({ length: 60 }, (_, at) => ` ${at}`)
    upstream.behaviour.chunkMs = 50
    const id = await deployRemote(lectern, upstream.address)
    const streams = await Promise.all(Array.from({ length: 8 }, () => chat(lectern, 'stub', { stream: true })))
    process.kill(lectern.pidOf('control-main'), 'SIGKILL')
    const downMs = await until(async () => (await call(lectern, 'GET', `/v2/lm/deployments/${id}`)).status === 200, 5_000)
    console.log(`control back after ${downMs} ms`)
    for (const stream of streams) {
      const text = await stream.text()
      expect(text).toContain(' 59')
      expect(text).toContain('data: [DONE]')
    }
  })

  it('instances outlive control and are adopted again', async () => {
    const lectern = await up(['--no-demo'])
    const { body: started } = await call(lectern, 'POST', '/v2/admin/models/imports', { source: `file://${tinyFile()}` })
    await until(async () => (await call(lectern, 'GET', `/v2/admin/models/imports/${started['id']}`)).body['state'] === 'done')
    const id = await deploy(lectern, 'own', 'llama-cpp', { modelFile: `file://${tinyFile()}`, modelName: 'tiny' })
    const instance = lectern.pidOf('llama-runner')
    process.kill(lectern.pidOf('control-main'), 'SIGKILL')
    expect((await chat(lectern, 'own', { max_tokens: 2 })).status).toBe(200)
    await until(async () => (await call(lectern, 'GET', `/v2/lm/deployments/${id}`)).body['status'] === 'RUNNING')
    expect(lectern.pidOf('llama-runner')).toBe(instance)

    process.kill(instance, 'SIGKILL')
    await until(async () => (await call(lectern, 'GET', `/v2/lm/deployments/${id}`)).body['status'] !== 'RUNNING')
    expect((await chat(lectern, 'own', { max_tokens: 2 })).status, 'a call waits until the instance is back').toBe(200)
  })

  it('a killed gateway is back within 1 s on the same port', async () => {
    const lectern = await up(['--no-demo', '--port', '0'])
    const port = Number(lectern.output().match(/http:\/\/127\.0\.0\.1:(\d+)\/docs/)?.[1])
    const ready = () =>
      fetch(`http://127.0.0.1:${port}/readyz`)
        .then((answer) => answer.status === 200)
        .catch(() => false)
    process.kill(lectern.pidOf('gateway-main'), 'SIGKILL')
    await until(async () => !(await ready()))
    const downMs = await until(ready, 5_000)
    console.log(`gateway back after ${downMs} ms`)
  })

  it('leaves nothing behind when it stops: no instance, no lock', async () => {
    const lectern = await up()
    expect((await chat(lectern, 'demo')).status).toBe(200)
    const instance = lectern.pidOf('llama-runner')
    lectern.supervisor.kill('SIGTERM')
    expect(await lectern.exit()).toEqual({ code: 0, signal: null })
    expect(existsSync(join(lectern.dataDir, 'lectern.lock'))).toBe(false)
    expect(isThere(instance)).toBe(false)
  })

  it('deploys the demo once: whoever deletes it is not given it again', async () => {
    const lectern = await up()
    expect((await chat(lectern, 'demo')).status).toBe(200)
    const listed = await call(lectern, 'GET', '/v2/lm/deployments')
    const { id } = listed.body['resources'][0] as { id: string }
    await call(lectern, 'PATCH', `/v2/lm/deployments/${id}`, { targetStatus: 'STOPPED' })
    await until(async () => (await call(lectern, 'DELETE', `/v2/lm/deployments/${id}`)).status === 202)
    await until(async () => (await call(lectern, 'GET', `/v2/lm/deployments/${id}`)).status === 404)
    lectern.supervisor.kill('SIGTERM')
    await lectern.exit()
    await using again = await startLectern([], { dataDir: lectern.dataDir })
    expect((await call(again, 'GET', '/v2/lm/deployments')).body).toMatchObject({ count: 0 })
    expect(again.output()).not.toContain('Talk to the demo model')
  })

  it('serves https with a certificate of its own making', async () => {
    const lectern = await up(['--no-demo', '--tls', 'self-signed'])
    const url = lectern.url.replace('http:', 'https:')
    const ca = join(lectern.dataDir, 'credentials', 'tls-cert.pem')
    const script = `fetch('${url}/healthz').then(async answer => console.log(answer.status))`
    const child = spawn(process.execPath, ['-e', script], { env: { ...process.env, NODE_EXTRA_CA_CERTS: ca } })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    await new Promise((resolve) => child.once('close', resolve))
    expect(output.trim()).toBe('200')
  })
})
