import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startAnswerer } from '../../../test/cli-harness.ts'

let server: Awaited<ReturnType<typeof startAnswerer>>
beforeEach(async () => {
  server = await startAnswerer()
})
afterEach(() => server.stop())

describe('secrets', () => {
  const shown = {
    name: 'azure-openai',
    provider: 'azure-openai',
    baseUrl: 'https://a',
    shared: false,
    credentialSet: true,
    createdAt: '',
  }
  const line = [
    'connections',
    'create',
    'azure-openai',
    '--base-url',
    'https://a',
    '--option',
    'apiVersion=2024-10-21',
    '--option',
    'deploymentNames={"a":"b"}',
  ]

  it.each<[string, readonly string[], { env?: Record<string, string>; stdin?: string }, Record<string, string>]>([
    ['the environment', ['--key-env', 'MY_KEY'], { env: { MY_KEY: 'secret' } }, { apiKey: 'secret' }],
    ['standard input', ['--key-stdin'], { stdin: 'secret\n' }, { apiKey: 'secret' }],
    [
      'standard input, by field',
      ['--key-stdin'],
      { stdin: '{"clientId":"a","clientSecret":"b"}' },
      { clientId: 'a', clientSecret: 'b' },
    ],
  ])('come from %s', async (_, options, given, credential) => {
    server.on('POST /v2/admin/connections', { status: 201, body: shown })
    const { code, stdout, stderr } = await server.lectern([...line, ...options], given)
    expect(code).toBe(0)
    expect(stdout + stderr).not.toContain('secret')
    expect(server.seen[0]?.body).toEqual({
      name: 'azure-openai',
      provider: 'azure-openai',
      baseUrl: 'https://a',
      credential,
      options: { apiVersion: '2024-10-21', deploymentNames: { a: 'b' } },
    })
  })

  it('have no place on the command line', async () => {
    const { stdout } = await server.lectern(['connections', 'create', '--help'])
    expect(stdout).not.toMatch(/--(api-?key|key|secret|password|token|credential)[ =]<(?!variable)/)
    for (const option of ['--api-key', '--key', '--credential', '--secret']) {
      expect(await server.lectern([...line, option, 'x'])).toMatchObject({ code: 2 })
    }
  })

  it('that are new are printed once, alone', async () => {
    server.on('POST /v2/admin/apiKeys', { status: 201, body: { id: 'abc', key: 'lk_abc_def' } })
    const { stdout } = await server.lectern(['keys', 'create', 'ci', '--groups', 'default,blue', '--expires', '30d'])
    expect(stdout).toBe('lk_abc_def\n')
    expect(server.seen[0]?.body).toEqual({
      name: 'ci',
      role: 'consumer',
      resourceGroups: ['default', 'blue'],
      deployments: '*',
      expiresAt: '2026-12-20T12:00:00.000Z',
    })
  })

  it('of connections are tried with words and an exit code', async () => {
    server.on('POST /v2/admin/connections/c/test', { body: { ok: false, status: 401, latencyMs: 3, message: 'refused' } })
    expect(await server.lectern(['connections', 'test', 'c'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('refused'),
    })
    server.on('POST /v2/admin/connections/c/test', { body: { ok: true, status: 200, latencyMs: 3, message: 'works' } })
    expect(await server.lectern(['connections', 'test', 'c'])).toMatchObject({ code: 0, stderr: '' })
  })
})
