import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demo, list, startAnswerer } from '../../../test/cli-harness.ts'

let server: Awaited<ReturnType<typeof startAnswerer>>
beforeEach(async () => {
  server = await startAnswerer()
})
afterEach(() => server.stop())

const before = { mode: 'none', sampling: 1, redactFields: [], maxBodyBytes: 262_144, sink: { kind: 'file' }, onRequest: true }
const path = `/v2/admin/deployments/${demo.id}/inferenceLog`

describe('lectern inference-log', () => {
  beforeEach(() => {
    server.on('GET /v2/lm/deployments', list(demo))
    server.on(`GET ${path}`, { body: before })
    server.on(`PUT ${path}`, { body: { ...before, mode: 'all' } })
  })
  const put = async (options: readonly string[], given: object = {}) => {
    const result = await server.lectern(['inference-log', 'set', 'demo', ...options], given)
    return { ...result, body: server.seen.find(({ method }) => method === 'PUT')?.body }
  }

  it.each<[string, readonly string[], object, object]>([
    [
      'changes what is said',
      ['--mode', 'all', '--sampling', '0.1', '--redact', 'user, email', '--no-on-request'],
      {},
      {
        ...{ mode: 'all', sampling: 0.1, redactFields: ['user', 'email'], onRequest: false },
      },
    ],
    ['names the store', ['--sink', 'store'], {}, { sink: { kind: 'store' } }],
    [
      'names a component and headers',
      ['--component', 'predictor', '--metadata-headers', 'x-a, x-b'],
      {},
      { component: 'predictor', metadataHeaders: ['x-a', 'x-b'] },
    ],
    [
      'has a topic made',
      ['--kafka', 'a:1', '--topic', 'CREATE', '--partitions', '3', '--replicas', '2', '--format', 'hopsworks'],
      {},
      {
        sink: {
          ...{ kind: 'kafka', brokers: ['a:1'], topic: 'CREATE', partitions: 3, replicas: 2 },
          ...{ format: 'hopsworks', tls: false },
        },
      },
    ],
    [
      'names a collector with a token',
      ['--http', 'https://c', '--key-env', 'K'],
      { env: { K: 'hunter2' } },
      {
        sink: { kind: 'http', url: 'https://c', authentication: { kind: 'bearer', secret: 'hunter2' } },
      },
    ],
    [
      'names a collector with a header',
      ['--http', 'https://c', '--header', 'X-K', '--key-stdin'],
      { stdin: 'hunter2\n' },
      {
        sink: { kind: 'http', url: 'https://c', authentication: { kind: 'header', name: 'X-K', secret: 'hunter2' } },
      },
    ],
    [
      'names a topic with a login',
      ['--kafka', 'a:1,b:2', '--topic', 't', '--tls', '--user', 'me', '--format', 'binary', '--key-env', 'K'],
      { env: { K: 'hunter2' } },
      {
        sink: {
          ...{ kind: 'kafka', brokers: ['a:1', 'b:2'], topic: 't', format: 'binary', tls: true },
          authentication: { kind: 'sasl', mechanism: 'SCRAM-SHA-256', username: 'me', secret: 'hunter2' },
        },
      },
    ],
  ])('set %s, and keeps the rest', async (_, options, given, change) => {
    const { code, stdout, stderr, body } = await put(options, given)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).not.toContain('hunter2')
    expect(body).toEqual({ ...before, ...change })
  })

  it.each([
    [['--http', 'https://c', '--kafka', 'a:1'], /one of/],
    [['--kafka', 'a:1'], /--topic/],
    [['--sampling', 'much'], /--sampling much/],
  ])('set refuses %s', async (options, message) => {
    const { code, stderr } = await put(options)
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
  })

  it('get and rm name the deployment', async () => {
    server.on(`DELETE ${path}`, { body: {} })
    expect((await server.lectern(['inference-log', 'get', 'demo'])).stdout).toMatch(/MODE +none\n/)
    expect((await server.lectern(['inference-log', 'rm', 'demo'])).code).toBe(0)
    expect(server.seen.at(-1)).toMatchObject({ method: 'DELETE', path })
  })
})

describe('lectern inferences', () => {
  const inference = {
    id: 'i1',
    deploymentName: 'demo',
    modelName: 'm',
    responseHttpCode: 200,
    inputTokens: 3,
    outputTokens: null,
    latency: 12.4,
    labels: [{ key: 'ext.ai.sap.com/env', value: 'prod' }],
    feedback: [{ content: { stars: 5 } }],
    persistenceMode: 'full',
    request: '{"url":"/chat"}',
    response: 'Hi',
    createdAt: '2026-11-20T12:00:00.000Z',
  }

  it('ls shows what was kept, by label and deployment', async () => {
    server.on('GET /v2/lm/deployments', list(demo))
    server.on('GET /v2/observability/inferences', list(inference))
    const { stdout } = await server.lectern([
      'inferences',
      'ls',
      '--label',
      'env=prod',
      '--label',
      'team',
      '--deployment',
      'demo',
    ])
    expect(stdout.split('\n')[1]?.split(/ {2,}/)).toEqual([
      ...['i1', 'demo', 'm', '200', '3', '-', '12', 'env=prod', '1', '2026-11-20T12:00:00.000Z'],
    ])
    const { searchParams } = new URL(server.seen.at(-1)?.path ?? '', 'http://here')
    expect(Object.fromEntries(searchParams)).toEqual({
      labelSelector: 'ext.ai.sap.com/env=prod,ext.ai.sap.com/team',
      deploymentId: demo.id,
    })
  })

  it('get shows one with its bodies', async () => {
    server.on('GET /v2/observability/inferences/i1', { body: inference })
    const { stdout } = await server.lectern(['inferences', 'get', 'i1'])
    expect(stdout).toMatch(/RESPONSE +Hi\n/)
    expect(stdout).toMatch(/SAID +\{"stars":5\}/)
  })

  it('rm says which, and never all by accident', async () => {
    server.on('POST /v2/observability/inferencesDeleteRequests', { status: 202, body: { id: 'x' } })
    expect((await server.lectern(['inferences', 'rm'])).code).toBe(2)
    expect((await server.lectern(['inferences', 'rm', '--label', 'env=prod', '--label', 'a', '--older-than', '1d'])).code).toBe(0)
    expect(server.seen.at(-1)?.body).toEqual({
      labelSelectors: [{ key: 'ext.ai.sap.com/a' }, { key: 'ext.ai.sap.com/env', value: 'prod' }],
      endTime: '2026-11-19T12:00:00.000Z',
    })
    expect((await server.lectern(['inferences', 'rm', '--all'])).code).toBe(0)
    expect(server.seen.at(-1)?.body).toEqual({})
  })
})
