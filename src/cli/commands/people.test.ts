import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list, startAnswerer } from '../../../test/cli-harness.ts'

const ada = {
  id: 'p0123456789abcde',
  name: 'ada',
  displayName: 'Ada',
  role: 'operator',
  resourceGroups: ['team-a'],
  disabled: false,
  hasPassword: true,
  hasProvider: false,
  createdAt: '2026-11-20T12:00:00Z',
  lastSignInAt: null,
}
const link = { url: 'http://here/console/sign-in/abc', expiresAt: '2026-11-20T12:15:00Z', person: ada }
const folder = mkdtempSync(join(tmpdir(), 'lectern-people-'))

let server: Awaited<ReturnType<typeof startAnswerer>>
beforeEach(async () => {
  server = await startAnswerer()
  server.on('GET /v2/admin/people', list(ada))
  server.on('POST /v2/admin/people', { status: 201, body: ada })
  server.on('PATCH /v2/admin/people/p0123456789abcde', { body: ada })
  server.on('POST /v2/admin/sign-in-links', { status: 201, body: link })
})
afterEach(() => server.stop())
const asked = () => server.seen.at(-1)

describe('people', () => {
  it('are listed with what they may and how they get in', async () => {
    const { code, stdout } = await server.lectern(['people', 'list'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/ada +operator +team-a +password, link/)
  })

  it('are added, with a way in named where there is no password', async () => {
    const line = ['people', 'create', 'ada', '--role', 'operator', '--groups', 'team-a,team-b', '--display-name', 'Ada']
    const { code, stderr } = await server.lectern(line)
    expect(code).toBe(0)
    expect(stderr).toContain('lectern people password ada')
    expect(asked()?.body).toEqual({ name: 'ada', role: 'operator', resourceGroups: ['team-a', 'team-b'], displayName: 'Ada' })
    await server.lectern(['people', 'create', 'ada', '--password-stdin'], { stdin: 'correct horse\n' })
    expect(asked()?.body).toEqual({ name: 'ada', role: 'viewer', resourceGroups: ['default'], password: 'correct horse' })
  })

  it('get passwords from a file or standard input, never from the command line', async () => {
    const path = join(folder, 'password')
    writeFileSync(path, ' correct horse \n')
    expect(await server.lectern(['people', 'password', 'ADA', '--password-file', path])).toMatchObject({ code: 0 })
    expect(asked()).toMatchObject({ path: '/v2/admin/people/p0123456789abcde', body: { password: 'correct horse' } })
    await server.lectern(['people', 'password', 'ada', '--password-stdin'], { stdin: 'from stdin' })
    expect(asked()?.body).toEqual({ password: 'from stdin' })

    const nobody = await server.lectern(['people', 'password', 'ada'])
    expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining('give --password-file or --password-stdin') })
    const both = await server.lectern(['people', 'password', 'ada', '--password-stdin', '--password-file', path])
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('not both') })
    const none = await server.lectern(['people', 'password', 'ada', '--password-stdin'], { stdin: '' })
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('--password-stdin: nothing came') })
    expect(await server.lectern(['people', 'password', 'ada', 'secret'])).toMatchObject({ code: 2 })
  })

  it.each([
    [['update', 'ada', '--role', 'viewer', '--groups', '*'], 'PATCH', '', { role: 'viewer', resourceGroups: '*' }],
    [['disable', 'ada'], 'PATCH', '', { disabled: true }],
    [['enable', 'ada'], 'PATCH', '', { disabled: false }],
    [['sign-out', 'ada'], 'DELETE', '/sessions', undefined],
    [['rm', 'ada', '--yes'], 'DELETE', '', undefined],
  ] as const)('%j', async (line, method, path, body) => {
    server.on('DELETE /v2/admin/people/p0123456789abcde', { body: {} })
    server.on('DELETE /v2/admin/people/p0123456789abcde/sessions', { body: { id: ada.id, ended: 2 } })
    expect((await server.lectern(['people', ...line])).code).toBe(0)
    expect(asked()).toMatchObject({ method, path: `/v2/admin/people/p0123456789abcde${path}`, body })
  })

  it('that are not there are said to be not', async () => {
    const { code, stderr } = await server.lectern(['people', 'disable', 'eve'])
    expect(code).toBe(3)
    expect(stderr).toContain('there is nobody called eve')
  })
})

describe('a sign-in link', () => {
  it('is alone on standard output', async () => {
    expect(await server.lectern(['people', 'link', 'ada'])).toMatchObject({ code: 0, stdout: `${link.url}\n` })
    expect(asked()?.body).toEqual({ person: 'ada' })
    expect(await server.lectern(['open'])).toMatchObject({ code: 0, stdout: `${link.url}\n` })
    for (const line of [['people', 'link', 'ada'], ['open']])
      expect(JSON.parse((await server.lectern([...line, '-o', 'json'])).stdout)).toEqual(link)
    expect(asked()?.body).toEqual({})
  })

  it('is opened by a browser that is given a file, since others see command lines', async () => {
    const told = join(folder, 'told')
    const browser = join(folder, 'browser')
    writeFileSync(browser, `#!/bin/sh\necho "$@" > '${told}.args'\ncp "$1" '${told}.new' && mv '${told}.new' '${told}'\n`, {
      mode: 0o755,
    })
    const read = () => {
      try {
        return readFileSync(told, 'utf8')
      } catch {
        return ''
      }
    }
    const opened = server.lectern(['open', '--person', 'ada'], {
      env: { BROWSER: browser },
      screen: true,
      sleep: () => expect.poll(read).toContain(`url=${link.url}`),
    })
    expect(await opened).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining(link.url) })
    expect(readFileSync(`${told}.args`, 'utf8')).not.toContain('sign-in/abc')
  })
})
