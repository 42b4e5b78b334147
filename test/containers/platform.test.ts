import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Platform, startPlatform } from '../platform.ts'
import { type Podman, startPodman, whyNoContainers } from '../podman.ts'

const why = whyNoContainers()

describe.skipIf(why !== null)(`a container deployed${why === null ? '' : `: skipped, ${why}`}`, () => {
  let podman: Podman
  let platform: Platform
  beforeAll(async () => {
    podman = await startPodman()
    platform = await startPlatform({ settings: { containerSocket: podman.socketPath } })
  }, 120_000)
  afterAll(async () => {
    await platform[Symbol.asyncDispose]()
    await podman[Symbol.asyncDispose]()
  }, 60_000)

  const configure = async (parameters: Record<string, string>): Promise<string> => {
    const made = await platform.call('POST', '/v2/lm/configurations', {
      name: 'served',
      scenarioId: 'model-serving',
      executableId: 'container',
      parameterBindings: Object.entries({ image: podman.image, command: JSON.stringify(podman.command), ...parameters }).map(
        ([key, value]) => ({ key, value }),
      ),
    })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    return made.body.id
  }
  const deploy = async (parameters: Record<string, string> = {}): Promise<string> => {
    const made = await platform.call('POST', '/v2/lm/deployments', { configurationId: await configure(parameters) })
    expect(made.status, JSON.stringify(made.body)).toBe(202)
    return made.body.id
  }
  const until = async (id: string, status: string): Promise<{ statusMessage?: string }> => {
    for (let tries = 0; tries < 600; tries += 1) {
      const { body } = await platform.call('GET', `/v2/lm/deployments/${id}`)
      if (body.status === status) return body
      if (body.status === 'DEAD') throw new Error(JSON.stringify(body))
      await platform.clock.sleep(50)
    }
    throw new Error(`it did not become ${status}`)
  }
  const at = (id: string, path: string): string => `/v2/inference/deployments/${id}${path}`

  it('answers any path through the gateway, shut in', async () => {
    const registered = await platform.call('POST', '/v2/lm/registry/models', {
      name: 'weights',
      files: [{ path: 'model.txt', text: 'the weights' }],
    })
    expect(registered.status, JSON.stringify(registered.body)).toBe(201)
    const id = await deploy({ model: 'weights', healthPath: '/health', environmentVariables: '{"GREETING":"hello","PORT":"1"}' })
    await until(id, 'RUNNING')
    expect((await platform.call('POST', at(id, '/v1/models/served:predict'), { instances: [[1, 2]] })).body).toEqual({
      method: 'POST',
      path: '/v1/models/served:predict',
      body: '{"instances":[[1,2]]}',
    })
    expect((await platform.call('GET', at(id, '/model'))).body).toBe('the weights')
    expect((await platform.call('GET', at(id, '/facts'))).body).toMatchObject({
      uid: 65534,
      root: 'EROFS',
      models: 'EROFS',
      outside: 'ENETUNREACH',
      env: { GREETING: 'hello', MODEL_FILES_PATH: '/mnt/models', MODEL_NAME: 'weights', MODEL_VERSION: '1' },
    })
    const told = new RegExp(`^lectern_instance_memory_bytes\\{[^}]*deployment="${id}"[^}]*\\} (\\d+)$`, 'm')
    await vi.waitFor(async () => {
      const metrics = String((await platform.call('GET', '/metrics')).body)
      expect(Number(told.exec(metrics)?.[1])).toBeGreaterThan(5e6)
    }, 10_000)
    // What it prints comes by way of the engine, a moment after it was said.
    await vi.waitFor(async () => {
      const logs = await platform.call('GET', `/v2/lm/deployments/${id}/logs`)
      expect(JSON.stringify(logs.body)).toContain('a line on stderr')
    }, 10_000)
    await platform.call('PATCH', `/v2/lm/deployments/${id}`, { targetStatus: 'STOPPED' })
    await until(id, 'STOPPED')
  }, 60_000)

  it('says so in its status when it has outgrown its memory', async () => {
    const id = await deploy({ port: 'socket', memoryMbLimit: '160' })
    await until(id, 'RUNNING')
    await platform.call('GET', at(id, '/eat')).catch(() => {})
    const logs = async () => JSON.stringify((await platform.call('GET', `/v2/lm/deployments/${id}/logs`)).body)
    await vi.waitFor(async () => expect(await logs()).toContain('outgrew its memory limit of 160 MB'), 20_000)
    await until(id, 'RUNNING')
    await platform.call('PATCH', `/v2/lm/deployments/${id}`, { targetStatus: 'STOPPED' })
    await until(id, 'STOPPED')
  }, 60_000)

  it('is started again after a crash, and dead with the reason where its image cannot be had', async () => {
    const id = await deploy({ port: 'socket' })
    await until(id, 'RUNNING')
    await platform.call('GET', at(id, '/crash')).catch(() => {})
    for (let tries = 0; ; tries += 1) {
      const answer = await platform.call('GET', at(id, '/health'))
      if (answer.status === 200) break
      expect(tries).toBeLessThan(20)
    }
    const gone = await deploy({ image: 'localhost/not-there:1' })
    await expect(until(gone, 'RUNNING')).rejects.toThrow('not-there')
  }, 60_000)

  it.each([
    ['image', { image: 'no spaces please' }, 'must be the name of an image'],
    ['command', { command: '/server' }, 'must be a JSON list of texts'],
    ['port', { port: '70000' }, 'must be a whole number from 1 to 65535'],
    ['user', { user: '0' }, 'must be a number other than 0'],
    ['network', { network: 'host' }, 'must be one of none, outside'],
    ['healthPath', { healthPath: 'health' }, 'must be a path'],
  ])('refuses a wrong %s', async (name, wrong, words) => {
    const { status, body } = await platform.call('POST', '/v2/lm/configurations', {
      name: 'served',
      scenarioId: 'model-serving',
      executableId: 'container',
      parameterBindings: Object.entries({ image: 'a', ...wrong }).map(([key, value]) => ({ key, value })),
    })
    expect(status).toBe(400)
    expect(JSON.stringify(body)).toContain(name)
    expect(JSON.stringify(body).replaceAll('\\', '')).toContain(words)
  })

  it('refuses a secret that is not there', async () => {
    const configurationId = await configure({ registrySecret: 'nowhere' })
    const { status, body } = await platform.call('POST', '/v2/lm/deployments', { configurationId })
    expect(status).toBe(400)
    expect(JSON.stringify(body)).toContain('Docker registry secret nowhere does not exist')
  })
})

it('says what is missing where no engine for containers is', async () => {
  await using platform = await startPlatform()
  const made = await platform.call('POST', '/v2/lm/configurations', {
    name: 'served',
    scenarioId: 'model-serving',
    executableId: 'container',
    parameterBindings: [{ key: 'image', value: 'a' }],
  })
  const { status, body } = await platform.call('POST', '/v2/lm/deployments', { configurationId: made.body.id })
  expect(status).toBe(400)
  expect(body.error.message).toContain('install Docker or Podman')
}, 30_000)
