import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demo, list, startAnswerer } from '../../test/cli-harness.ts'
import { FakeClock } from '../../test/fake-clock.ts'
import { selfSignedCertificate } from '../supervisor/certificate.ts'

let server: Awaited<ReturnType<typeof startAnswerer>>
beforeEach(async () => {
  server = await startAnswerer()
})
afterEach(() => server.stop())

describe('asking the server', () => {
  it('sends key and group, and prints a table', async () => {
    server.on('GET /v2/lm/deployments', list(demo))
    const { code, stdout, stderr } = await server.lectern(['deployments', 'ls', '--group', 'blue'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toBe(
      'NAME  ID                MODEL                EXECUTABLE  STATUS   AGE  MESSAGE\n' +
        'demo  d0123456789abcde  lectern-mini:latest  llama-cpp   RUNNING  2h   -\n',
    )
    expect(server.seen[0]?.headers).toMatchObject({ authorization: 'Bearer lk_key', 'ai-resource-group': 'blue' })
  })

  it('takes options before and after the command, flags before the environment', async () => {
    server.on('GET /v2/lm/deployments', list(demo))
    expect((await server.lectern(['-o', 'name', 'd', 'ls'])).stdout).toBe('demo\n')
    expect((await server.lectern(['d', 'ls', '-o', 'json'], { env: { LECTERN_OUTPUT: 'name' } })).stdout).toContain('"count": 1')
    expect((await server.lectern(['d', 'ls'], { env: { LECTERN_OUTPUT: 'name', LECTERN_GROUP: 'red' } })).stdout).toBe('demo\n')
    expect(server.seen.at(-1)?.headers['ai-resource-group']).toBe('red')
  })

  it("finds the key in the server's data directory, for this machine only", async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'lectern-cli-'))
    await mkdir(join(cwd, 'data', 'credentials'), { recursive: true })
    await writeFile(join(cwd, 'data', 'credentials', 'admin-key'), 'lk_admin\n')
    server.on('GET /v2/admin/resourceGroups', list())
    const given = { cwd, env: { LECTERN_API_KEY: undefined } }
    expect(await server.lectern(['groups', 'ls'], given)).toMatchObject({ code: 0 })
    expect(server.seen[0]?.headers.authorization).toBe('Bearer lk_admin')
    expect(await server.lectern(['groups', 'ls', '--url', 'https://lectern.example'], given)).toMatchObject({
      code: 6,
      stderr:
        'lectern: there is no key for https://lectern.example\n  next: lectern login https://lectern.example, or set LECTERN_API_KEY\n',
    })
    expect(await server.lectern(['groups', 'ls', '--data-dir', 'nothing'], given)).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('--data-dir'),
    })
    await rm(cwd, { recursive: true })
  })
})

describe('saying no', () => {
  it.each([
    [[], 2, 'Usage: lectern'],
    [['nonsense'], 2, "unknown command 'nonsense'"],
    [['deployments', 'ls', '--nonsense'], 2, "unknown option '--nonsense'"],
    [['deployments', 'get'], 2, "missing required argument 'deployment'"],
    [['deployments', 'ls', '-o', 'xml'], 2, 'Allowed choices are table, wide, json, yaml, name'],
    [['deployments', 'ls', '--url', 'somewhere'], 2, 'must be an address'],
    [['deployments', 'create', 'x'], 2, '--executable'],
    [['deployments', 'create', 'x', '--executable', 'e', '--param', 'novalue'], 2, 'must be key=value'],
    [['deployments', 'wait', 'x', '--timeout', 'soon'], 2, '--timeout soon: must be'],
    [['groups', 'rm', 'blue'], 2, 'add --yes'],
    [['connections', 'create', 'c', '--key-env', 'NOT_THERE'], 2, 'no such environment variable'],
    [['connections', 'create', 'c', '--key-stdin'], 2, 'nothing came on standard input'],
    [['models', 'files'], 3, 'lectern: nothing there\n  next: lectern models ls\n'],
    [['keys', 'ls'], 1, 'lectern: what answers at http://127.0.0.1'],
    [
      ['models', 'files', '--url', 'http://127.0.0.1:64999'],
      1,
      'no Lectern answers at http://127.0.0.1:64999 (ECONNREFUSED)\n  next: start one with "lectern up"',
    ],
  ])('%j ends with %i', async (line, code, words) => {
    server.on('GET /v2/admin/apiKeys', { text: '<html>' })
    const answer = await server.lectern(line)
    expect(answer).toMatchObject({ code, stdout: '' })
    expect(answer.stderr).toContain(words)
  })

  it('tells a certificate that is not trusted from a server that is not there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lectern-cli-'))
    const { cert, key } = await selfSignedCertificate(folder, '127.0.0.1', new FakeClock(Date.now()))
    const tls = createServer({ cert: readFileSync(cert), key: readFileSync(key) })
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve))
    const { port } = tls.address() as AddressInfo
    const answer = await server.lectern(['models', 'files', '--url', `https://127.0.0.1:${port}`])
    expect(answer).toMatchObject({ code: 1, stderr: expect.stringContaining('is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)') })
    expect(answer.stderr).toContain('NODE_EXTRA_CA_CERTS')
    expect(answer.stderr).not.toContain('start one')
    tls.close()
    await rm(folder, { recursive: true })
  })

  it('helps on standard output', async () => {
    expect(await server.lectern(['--help'])).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('Usage: lectern'),
    })
    expect((await server.lectern(['up', '--help'])).stdout).toMatch(/--port <number>[\s\S]*LECTERN_PORT[\s\S]*--data-dir/)
    expect((await server.lectern(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('lists what there is when a name is not', async () => {
    server.on('GET /v2/lm/deployments', list(demo))
    expect(await server.lectern(['deployments', 'get', 'dem'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('there are: demo'),
    })
  })
})

describe('the program', () => {
  it('runs as a process, with exit codes', async () => {
    const main = new URL('main.ts', import.meta.url).pathname
    const run = promisify(execFile)
    const { stdout } = await run(process.execPath, [main, '--help'])
    expect(stdout).toContain('Usage: lectern')
    await expect(run(process.execPath, [main, 'nonsense'])).rejects.toMatchObject({ code: 2 })
  })
})
