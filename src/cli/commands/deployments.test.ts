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
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'demo\n', stderr: 'PENDING: Starting\n' })
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
    expect(server.seen[0]).toMatchObject({ method: 'POST', body: { configuration, name: 'mine', ttl: '7d' } })
  })

  it('that die while one waits are a failure', async () => {
    server.on(`GET /v2/lm/deployments/${demo.id}`, { body: { ...demo, status: 'DEAD', statusMessage: 'bad magic' } })
    expect(await server.lectern(['deployments', 'wait', demo.id])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'DEAD: bad magic\n',
    })
  })

  it('are stopped before they are deleted, where that is wanted', async () => {
    server.on('GET /v2/lm/deployments', list(demo))
    server.on(`PATCH /v2/lm/deployments/${demo.id}`, { status: 202, body: {} })
    server.on(`GET /v2/lm/deployments/${demo.id}`, { body: { ...demo, status: 'STOPPED' } })
    server.on(`DELETE /v2/lm/deployments/${demo.id}`, { status: 202, body: {} })
    expect(await server.lectern(['deployments', 'rm', 'demo', '--stop'])).toMatchObject({ code: 0 })
    expect(server.seen.map(({ method }) => method)).toEqual(['GET', 'PATCH', 'GET', 'DELETE'])
    expect(server.seen[1]?.body).toEqual({ targetStatus: 'STOPPED' })
  })

  it('tell their calls, as the document that they are', async () => {
    const document = { openapi: '3.1.0', paths: {}, servers: [{ url: 'https://a/b' }] }
    server.on(`GET /v2/lm/deployments/${demo.id}`, { body: demo })
    server.on(`GET /v2/lm/deployments/${demo.id}/openapi`, { body: document })
    const { code, stdout } = await server.lectern(['deployments', 'openapi', demo.id])
    expect({ code, said: JSON.parse(stdout) }).toEqual({ code: 0, said: document })
  })

  it('show their logs, each line once, control characters taken out', async () => {
    const line = (timestamp: string, msg: string) => ({ timestamp, msg, stream: 'stdout' })
    const stop = new AbortController()
    server.on(`GET /v2/lm/deployments/${demo.id}`, { body: demo })
    server.on(
      `GET /v2/lm/deployments/${demo.id}/logs`,
      { body: { data: { result: [line('2026-11-20T11:59:00Z', 'one'), line('2026-11-20T11:59:01Z', 'two\u001b[31m')] } } },
      { body: { data: { result: [line('2026-11-20T11:59:01Z', 'two\u001b[31m'), line('2026-11-20T11:59:01Z', 'three')] } } },
      { status: 503, body: { error: { message: 'over' } } },
    )
    const { stdout } = await server.lectern(['deployments', 'logs', demo.id, '-f', '--since', '10m'], {
      interrupted: stop.signal,
    })
    expect(stdout).toBe('2026-11-20T11:59:00Z one\n2026-11-20T11:59:01Z two [31m\n2026-11-20T11:59:01Z three\n')
    expect(new URL(server.seen[1]?.path ?? '', server.url).searchParams.get('start')).toBe('2026-11-20T11:50:00.000Z')
  })
})
