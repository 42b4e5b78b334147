import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runLine, startAnswerer } from '../cli-harness.ts'
import { type ControlUnderTest, openControl } from '../control-harness.ts'

let control: ControlUnderTest
let url: string
let home: string
beforeAll(async () => {
  control = await openControl()
  url = await control.app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => control[Symbol.asyncDispose]())
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'lectern-home-'))
})
afterEach(() => rmSync(home, { recursive: true }))

type More = { readonly stdin?: string; readonly env?: Record<string, string>; readonly terminal?: boolean }
const lectern = (line: string, { env, ...more }: More = {}) =>
  runLine(line.split(' '), { ...more, cwd: home, env: { HOME: home, ...env }, now: () => control.clock.now() })
const file = () => join(home, '.config/lectern/contexts.json')

describe('logging in', () => {
  it('takes a key from standard input, tries it, keeps it for this person alone, and uses it from then on', async () => {
    const answer = await lectern(`login ${url}/ --key-stdin --name here`, { stdin: `${control.admin}\n` })
    expect(answer).toEqual({ code: 0, stdout: '', stderr: `logged in to ${url}; kept as context here in ${file()}\n` })
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    expect(statSync(join(file(), '..')).mode & 0o777).toBe(0o700)
    expect(await lectern('groups ls -o name')).toMatchObject({ code: 0, stdout: expect.stringContaining('team-a\n') })
    const listed = await lectern('context ls -o json')
    expect(JSON.parse(listed.stdout)).toEqual({
      count: 1,
      resources: [{ name: 'here', current: true, url, group: null, credential: 'key' }],
    })
    expect(listed.stdout).not.toContain(control.admin)
  })

  it('takes a service key, and gets tokens for it', async () => {
    const { stdout } = await runLine(['clients', 'create', 'ci', '--groups', '*'], {
      env: { LECTERN_URL: url, LECTERN_API_KEY: control.admin },
    })
    writeFileSync(join(home, 'key.json'), JSON.stringify({ ...JSON.parse(stdout), url }))
    expect(await lectern(`login ${url} --service-key key.json -g team-b`)).toMatchObject({ code: 0 })
    expect(await lectern('configurations ls')).toMatchObject({ code: 0, stdout: expect.stringContaining('NAME') })
    expect((await lectern('context get')).stdout).toMatch(/GROUP +team-b\nCREDENTIAL +service key\n/)
    writeFileSync(join(home, 'key.json'), JSON.stringify({ ...JSON.parse(stdout), url, clientsecret: 'wrong' }))
    expect(await lectern(`login ${url} --service-key key.json`)).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('takes this service key no more (401)'),
    })
  })

  it('asks a person, and shows nothing of what is typed', async () => {
    const { code, stderr } = await lectern(`login ${url}`, { terminal: true, stdin: `${control.admin}\r` })
    expect(code).toBe(0)
    expect(stderr).toContain(`API key of ${url}`)
    expect(stderr).not.toContain(control.admin.slice(0, 12))
  })

  it.each([
    ['login somewhere://x --key-stdin', 2, 'must be an address'],
    ['login http://127.0.0.1:1', 2, 'there is nobody to ask for a key'],
    ['login http://127.0.0.1:1 --key-file nothing', 2, '--key-file nothing: cannot be read (ENOENT)'],
    ['login http://127.0.0.1:1 --key-env A --key-stdin', 2, 'give one of --key-file'],
    ['login http://127.0.0.1:1 --key-stdin', 1, 'no Lectern answers at http://127.0.0.1:1'],
    ['context use nobody', 2, 'there is no context "nobody"; there is none yet'],
    ['context get', 2, 'no context is in use'],
    ['ls --context nobody', 2, 'there is no context "nobody"'],
    ['ls --context a --url http://b', 2, 'give either --url or --context, not both'],
  ])('%s ends with %i: %s', async (line, code, words) => {
    const answer = await lectern(line, { stdin: 'lk_x\n' })
    expect(answer).toMatchObject({ code, stdout: '' })
    expect(answer.stderr).toContain(words)
  })

  it('keeps nothing where the key is refused', async () => {
    expect(await lectern(`login ${url} --key-stdin`, { stdin: 'wrong' })).toMatchObject({ code: 6 })
    expect((await lectern('context ls')).stdout).toBe('CURRENT  NAME  URL  GROUP  CREDENTIAL\n')
  })

  it('says which file is broken', async () => {
    await lectern(`login ${url} --key-stdin`, { stdin: control.admin })
    writeFileSync(file(), '{"contexts": 5')
    expect(await lectern('ls')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`${file()} is not what "lectern login"`),
    })
  })
})

describe('where a command goes', () => {
  it('is the context in use, or the one that is named; its key goes to no other server', async () => {
    const other = await startAnswerer()
    other.on('GET /v2/lm/deployments', { body: { count: 0, resources: [] } })
    await lectern(`login ${url} --key-stdin --name one`, { stdin: control.admin })
    await lectern(`login ${other.url} --key-stdin --name two`, { stdin: 'lk_other' })
    other.seen.length = 0
    const sent = () => other.seen.at(-1)?.headers.authorization
    await lectern('ls')
    expect(sent()).toBe('Bearer lk_other')
    expect(await lectern('context use one')).toMatchObject({ code: 0 })
    expect(await lectern('groups ls')).toMatchObject({ code: 0 })
    await lectern('ls', { env: { LECTERN_CONTEXT: 'two' } })
    expect(sent()).toBe('Bearer lk_other')
    // A context that is asked for by name brings its own key, whatever the environment has.
    await lectern('ls --context two', { env: { LECTERN_API_KEY: 'lk_env' } })
    expect(sent()).toBe('Bearer lk_other')
    await lectern(`ls --url ${other.url}`, { env: { LECTERN_API_KEY: 'lk_env' } })
    expect(sent()).toBe('Bearer lk_env')
    const asked = other.seen.length
    expect(await lectern('ls --url http://localhost:1')).toMatchObject({ code: 6 })
    expect(other.seen).toHaveLength(asked)
    expect(await lectern('context rm two')).toMatchObject({ code: 0 })
    expect(await lectern('ls --context two')).toMatchObject({ code: 2, stderr: expect.stringContaining('there are: one') })
    expect(await lectern('logout')).toMatchObject({ code: 0 })
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ current: null, contexts: {} })
    await other.stop()
  })

  it('needs no home', async () => {
    const answer = await runLine(['groups', 'ls', '-q'], { env: { LECTERN_URL: url, LECTERN_API_KEY: control.admin } })
    expect(answer).toMatchObject({ code: 0 })
    expect(await runLine(['login', url, '--key-stdin'], { stdin: control.admin })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('set HOME or XDG_CONFIG_HOME'),
    })
  })

  it.skipIf(process.getuid?.() === 0)('says when its file belongs to somebody else', async () => {
    await lectern(`login ${url} --key-stdin`, { stdin: control.admin })
    chmodSync(file(), 0)
    expect(await lectern('ls')).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be read (EACCES)') })
  })
})
