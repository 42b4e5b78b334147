import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { importLocalModel } from '../conformance/local-model.ts'
import { eventually } from '../gateway-harness.ts'
import { type Platform, startPlatform } from '../platform.ts'

/** Real instances, that may be given 1.3 cores together, kept to what they are given by what this machine offers. */

let platform: Platform
beforeAll(async () => {
  const python = ['/usr/bin/python3', '/usr/local/bin/python3'].find((path) => existsSync(path))
  platform = await startPlatform({ settings: { machineCores: 1.3, ...(python ? { python } : {}) } })
})
afterAll(() => platform[Symbol.asyncDispose]())

async function register(name: string, files: readonly object[], more: object = {}): Promise<void> {
  const { status, body } = await platform.call('POST', '/v2/lm/registry/models', { name, files, ...more })
  expect(status, JSON.stringify(body)).toBe(201)
}

async function deploy(name: string, executableId: string, parameters: Record<string, string>): Promise<string> {
  const configuration = await platform.call('POST', '/v2/lm/configurations', {
    name,
    scenarioId: executableId === 'llama-cpp' ? 'foundation-models' : 'model-serving',
    executableId,
    parameterBindings: Object.entries(parameters).map(([key, value]) => ({ key, value })),
  })
  const { status, body } = await platform.call('POST', '/v2/lm/deployments', { configurationId: configuration.body.id })
  expect(status, JSON.stringify(body)).toBe(202)
  return body.id
}

const stop = async (id: string) => {
  await platform.call('PATCH', `/v2/lm/deployments/${id}`, { targetStatus: 'STOPPED' })
  await platform.until(id, 'STOPPED')
}

const predict = (id: string, name: string, input: string) =>
  platform.call('POST', `/v2/inference/deployments/${id}/v1/models/${name}:predict`, { instances: [input] })

const hungry = `
class Predict:
    def predict(self, inputs):
        if inputs == ["eat"]:
            self.eaten = bytearray(b"x") * (600 << 20)
        return ["well"]
`

it('how instances are kept to their limits is known before there are any', async () => {
  const { limitedBy } = (await platform.call('GET', '/v2/lm/resources')).body
  expect(limitedBy).toMatch(/^(cgroup-v[12]|watchdog)$/)
})

it('a model that outgrows its memory is ended alone, with a word for it, and started again', async () => {
  await register('m', [{ path: 'a', text: 'a' }])
  const { status, body } = await platform.call('POST', '/v2/lm/registry/models/m/versions/1/artifacts', {
    files: [{ path: 'predict.py', role: 'predictor', text: hungry }],
  })
  expect(status, JSON.stringify(body)).toBe(201)
  const of = { model: 'm', artifactVersion: '1', cores: '0.4', memoryMbLimit: '300' }
  const [greedy, other] = [await deploy('greedy', 'python', of), await deploy('other', 'python', of)]
  await Promise.all([platform.until(greedy, 'RUNNING'), platform.until(other, 'RUNNING')])
  const told = new RegExp(`^lectern_instance_memory_bytes\\{[^}]*deployment="${greedy}"[^}]*\\} (\\d+)$`, 'm')
  await eventually(async () => {
    const metrics = String((await platform.call('GET', '/metrics')).body)
    return Number(told.exec(metrics)?.[1]) > 10e6 && metrics.includes(`} ${300 * 1024 * 1024}\n`)
  })

  const seen: string[] = []
  const eating = predict(greedy, 'greedy', 'eat')
  await eventually(async () => {
    seen.push((await platform.call('GET', `/v2/lm/deployments/${greedy}`)).body.statusMessage)
    return seen.some((each) => each.includes('outgrew its memory limit of 300 MB'))
  }, 30_000)
  expect((await eating).status).toBeGreaterThanOrEqual(500)
  await platform.until(greedy, 'RUNNING')
  expect((await predict(greedy, 'greedy', 'again')).body).toEqual({ predictions: ['well'] })
  expect((await predict(other, 'other', 'still')).body).toEqual({ predictions: ['well'] })
  await stop(greedy)
  await stop(other)
})

it('what does not fit waits, says what is missing, and starts when there is room', async () => {
  const sha256 = await importLocalModel(platform)
  const first = await deploy('first', 'llama-cpp', { modelFile: sha256, cores: '1', contextSize: '64' })
  await platform.until(first, 'RUNNING')
  const second = await deploy('second', 'llama-cpp', { modelFile: sha256, cores: '0.5', contextSize: '64' })
  await eventually(async () => {
    const { status, statusMessage } = (await platform.call('GET', `/v2/lm/deployments/${second}`)).body
    return status === 'PENDING' && statusMessage === 'waiting for room: needs 0.5 cores, 0.3 of 1.3 are free'
  })
  const { cores, limitedBy } = (await platform.call('GET', '/v2/lm/resources')).body
  expect([cores, limitedBy]).toEqual([{ total: 1.3, free: 0.3 }, expect.stringMatching(/^(cgroup-v[12]|watchdog)$/)])
  await stop(first)
  await platform.until(second, 'RUNNING')
  await stop(second)
})

it('a registered GGUF model is served by its name', async () => {
  const sha256 = await importLocalModel(platform)
  const copied = join(platform.dataDir, 'registered.gguf')
  copyFileSync(join(platform.dataDir, 'models', 'blobs', sha256), copied)
  const made = await platform.call('POST', '/v2/lm/registry/imports', {
    name: 'stories',
    source: `file://${copied}`,
    framework: 'GGUF',
  })
  expect(made.status, JSON.stringify(made.body)).toBe(202)
  await eventually(async () => (await platform.call('GET', `/v2/lm/registry/imports/${made.body.id}`)).body.state === 'done')
  const id = await deploy('chat', 'llama-cpp', { model: 'stories', contextSize: '64' })
  await platform.until(id, 'RUNNING')
  const answer = await platform.call('POST', '/v1/chat/completions', {
    model: 'chat',
    max_tokens: 4,
    messages: [{ role: 'user', content: 'Hello' }],
  })
  expect(answer).toMatchObject({ status: 200, body: { model: 'stories' } })
})
