import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demo, list, startAnswerer } from '../../../test/cli-harness.ts'

let server: Awaited<ReturnType<typeof startAnswerer>>
beforeEach(async () => {
  server = await startAnswerer()
})
afterEach(() => server.stop())

describe('deployments', () => {
  it('are made from a model in one step, and waited for', async () => {
    server.on('POST /v2/lm/deployments', { status: 202, body: { id: demo.id } })
    const pending = { ...demo, status: 'PENDING', statusMessage: 'Starting' }
    server.on(`GET /v2/lm/deployments/${demo.id}`, { body: pending }, { body: pending }, { body: demo })
    server.on(
      'GET /v2/lm/executables',
      list({ id: 'llama-cpp', scenarioId: 'foundation-models' }, { id: 'python', scenarioId: 'own' }),
    )
    const line = [
      'deployments',
      'create',
      'mine',
      '--executable',
      'llama-cpp',
      '--param',
      'modelFile=hf://o/r/f.gguf',
      '--param',
      'contextSize=2048',
    ]
    const { code, stdout, stderr } = await server.lectern([...line, '--model', 'tiny', '--ttl', '7d', '--wait', '-o', 'name'])
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'demo\n', stderr: 'demo  PENDING: Starting  0:00\n' })
    const configuration = {
      name: 'mine',
      executableId: 'llama-cpp',
      scenarioId: 'foundation-models',
      parameterBindings: [
        { key: 'modelName', value: 'tiny' },
        { key: 'modelFile', value: 'hf://o/r/f.gguf' },
        { key: 'contextSize', value: '2048' },
      ],
      inputArtifactBindings: [],
    }
    // In one call: where it is refused, nothing of it is left.
    expect(server.seen[1]).toMatchObject({ method: 'POST', body: { configuration, name: 'mine', ttl: '7d' } })
    await server.lectern(['deployments', 'create', 'mine', '--executable', 'python'])
    expect(server.seen.findLast(({ method }) => method === 'POST')?.body).toMatchObject({ configuration: { scenarioId: 'own' } })
    expect(await server.lectern(['deployments', 'create', 'mine', '--executable', 'pyton'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no executable pyton; there are llama-cpp, python'),
    })
  })

  it('are tried: what it would be is told, and nothing is made', async () => {
    server.on('POST /v2/lm/deployments', {
      body: {
        executableId: 'python',
        model: { name: 'rent', version: 'latest' },
        modelVersion: '3',
        deploymentType: 'managed-compute',
        instances: { predictor: { cores: 0.2, memoryMb: 32, gpus: 0, coresLimit: 2, memoryMbLimit: 1024, resourcePlan: null } },
        waiting: false,
        notice: '',
      },
    })
    const line = [
      'deployments',
      'create',
      'rent',
      '--executable',
      'python',
      '--scenario',
      'model-serving',
      '--param',
      'model=rent',
    ]
    expect((await server.lectern([...line, '--dry-run'])).stdout).toMatch(/rent:3[\s\S]*managed-compute[\s\S]*32/)
    expect(server.seen).toMatchObject([{ body: { dryRun: true, name: 'rent', configuration: { executableId: 'python' } } }])
    expect(await server.lectern(['deployments', 'create', '--configuration', 'c', '--dry-run'])).toMatchObject({ code: 2 })
  })

  it('that die while one waits are a failure', async () => {
    server.on(`GET /v2/lm/deployments/${demo.id}`, { body: { ...demo, status: 'DEAD', statusMessage: 'bad magic' } })
    expect(await server.lectern(['deployments', 'wait', demo.id])).toMatchObject({
      code: 4,
      stdout: '',
      stderr: 'demo is DEAD: bad magic\n',
    })
  })

  it('are stopped before they are deleted, where that is wanted', async () => {
    server.on('GET /v2/lm/deployments', list(demo))
    server.on(`PATCH /v2/lm/deployments/${demo.id}`, { status: 202, body: {} })
    server.on(`GET /v2/lm/deployments/${demo.id}`, { body: { ...demo, status: 'STOPPED', targetStatus: 'STOPPED' } })
    server.on(`DELETE /v2/lm/deployments/${demo.id}`, { status: 202, body: {} })
    expect(await server.lectern(['deployments', 'rm', 'demo', '--stop'])).toMatchObject({ code: 0 })
    expect(server.seen.map(({ method }) => method)).toEqual(['GET', 'PATCH', 'GET', 'DELETE'])
    expect(server.seen[1]?.body).toEqual({ targetStatus: 'STOPPED' })
  })

  it('that run are not deleted, and how they would be is said', async () => {
    server.on('GET /v2/lm/deployments', list(demo))
    server.on(`DELETE /v2/lm/deployments/${demo.id}`, { status: 412, body: { error: { code: '01010076', message: 'no' } } })
    expect(await server.lectern(['deployments', 'rm', 'demo'])).toMatchObject({
      code: 8,
      stderr: 'lectern: demo is RUNNING: only what is stopped can be deleted\n  next: lectern deployments rm demo --stop\n',
    })
  })

  it('show how many instances they have', async () => {
    const instances = (least: number, most: number) => ({ predictor: { running: 1, least, most } })
    const set = { scaling: { predictor: { minInstances: 1, maxInstances: 4, instances: 3, running: 2 } } }
    server.on(
      'GET /v2/lm/deployments',
      list({ ...demo, instances: instances(1, 1) }, { ...demo, instances: instances(0, 5), ...set }),
    )
    expect((await server.lectern(['ls', '-o', 'wide'])).stdout).toMatch(/ 1 of 1 [\s\S]* 2 of 3 /)
    server.on(`GET /v2/lm/deployments/${demo.id}`, { body: { ...demo, instances: instances(0, 5) } })
    expect((await server.lectern(['deployments', 'get', demo.id])).stdout).toMatch(/^INSTANCES +1 of 0 to 5$/m)
  })

  it('tell their calls, as the document that they are', async () => {
    const document = { openapi: '3.1.0', paths: {}, servers: [{ url: 'https://a/b' }] }
    server.on(`GET /v2/lm/deployments/${demo.id}`, { body: demo })
    server.on(`GET /v2/lm/deployments/${demo.id}/openapi`, { body: document })
    const { code, stdout } = await server.lectern(['deployments', 'openapi', demo.id])
    expect({ code, said: JSON.parse(stdout) }).toEqual({ code: 0, said: document })
  })
})
