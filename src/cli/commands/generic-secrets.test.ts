import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { list, startAnswerer } from '../../../test/cli-harness.ts'

let server: Awaited<ReturnType<typeof startAnswerer>>
beforeEach(async () => {
  server = await startAnswerer()
})
afterEach(() => server.stop())

const base64 = (text: string): string => Buffer.from(text).toString('base64')

it('lists names', async () => {
  server.on('GET /v2/admin/secrets', list({ name: 'hub', createdAt: '2026-11-20T12:00:00Z', labels: [] }))
  expect((await server.lectern(['secrets', 'ls'])).stdout).toBe('NAME  CREATED\nhub   2026-11-20T12:00:00Z\n')
})

it('values come from variables, files and standard input, and are printed nowhere', async () => {
  const path = join(tmpdir(), `lectern-secret-${process.pid}`)
  writeFileSync(path, 'from a file\n')
  server.on('POST /v2/admin/secrets', { body: { message: 'secret has been created', name: 'hub' } })
  const { code, stdout, stderr } = await server.lectern(
    ['secrets', 'set', 'hub', '--from-env', 'token=HUB_TOKEN', '--from-file', `ca=${path}`, '--from-stdin', 'user'],
    { env: { HUB_TOKEN: 'from-the-environment' }, stdin: 'ann\n' },
  )
  expect([code, stdout, stderr]).toEqual([0, '', 'secret hub created\n'])
  expect(server.seen[0]?.body).toEqual({
    name: 'hub',
    data: { token: base64('from-the-environment'), ca: base64('from a file\n'), user: base64('ann') },
  })
})

it('what a secret holds is replaced where it is there already', async () => {
  server.on('POST /v2/admin/secrets', { status: 409, body: { error: { code: 'conflict', message: 'already exists' } } })
  server.on('PATCH /v2/admin/secrets/hub', { body: { message: 'The secret has been modified', name: 'hub' } })
  const line = ['secrets', 'set', 'hub', '--from-stdin', 'token', '--every-group']
  expect(await server.lectern(line, { stdin: 'new' })).toMatchObject({ code: 0, stderr: 'secret hub changed\n' })
  expect(server.seen.at(-1)).toMatchObject({
    body: { data: { token: base64('new') } },
    headers: { 'ai-tenant-scope': 'true', 'ai-resource-group': '*' },
  })
})

it('deletes', async () => {
  server.on('DELETE /v2/admin/secrets/hub', { body: '' })
  expect(await server.lectern(['secrets', 'rm', 'hub'])).toMatchObject({ code: 0, stderr: 'secret hub deleted\n' })
})

it.each([
  [['secrets', 'set', 'hub'], 'a secret holds something'],
  [['secrets', 'set', 'hub', '--from-env', 'token'], '--from-env token: must be key=value'],
  [['secrets', 'set', 'hub', '--from-env', 'token=NO_SUCH'], 'there is no such environment variable'],
  [['secrets', 'set', 'hub', '--from-file', 'ca=/no/such/file'], 'cannot be read (ENOENT)'],
])('refuses %j', async (line, says) => {
  expect(await server.lectern(line)).toMatchObject({ code: 2, stderr: expect.stringContaining(says) })
  expect(server.seen).toEqual([])
})
