import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demo, list, startAnswerer } from '../cli-harness.ts'

let server: Awaited<ReturnType<typeof startAnswerer>>
beforeEach(async () => {
  server = await startAnswerer()
  server.on('GET /v2/lm/deployments', list(demo))
})
afterEach(() => server.stop())

const csi = '\u001b['

describe('data', () => {
  it('are wide where that is asked for', async () => {
    expect((await server.lectern(['ls', '-o', 'wide'])).stdout).toMatch(/^NAME .* VERSION +URL +MESSAGE\n.*d0123456789abcde/)
    expect((await server.lectern(['ls'])).stdout).not.toContain('URL')
  })

  it('are names alone with -q, and what the API says with --json', async () => {
    expect(await server.lectern(['ls', '-q'])).toMatchObject({ stdout: 'demo\n', stderr: '' })
    expect(JSON.parse((await server.lectern(['ls', '--json'])).stdout)).toEqual({ count: 1, resources: [demo] })
  })

  it('have colours for people, and for whom NO_COLOR and FORCE_COLOR say', async () => {
    const isColoured = async (line: readonly string[], env: Record<string, string> = {}, screen = true) =>
      (await server.lectern(['ls', ...line], { env, screen })).stdout.includes(`${csi}32mRUNNING`)
    expect(await isColoured([])).toBe(true)
    expect(await isColoured(['--no-color'])).toBe(false)
    expect(await isColoured([], { NO_COLOR: '1' })).toBe(false)
    expect(await isColoured([], { NO_COLOR: '' })).toBe(true)
    expect(await isColoured([], { TERM: 'dumb' })).toBe(false)
    expect((await server.lectern(['ls'])).stdout).not.toContain(csi)
    expect((await server.lectern(['ls'], { env: { FORCE_COLOR: '1' } })).stdout).toContain(`${csi}32mRUNNING`)
    expect((await server.lectern(['ls', '-o', 'json'], { env: { FORCE_COLOR: '1' } })).stdout).not.toContain(csi)
  })

  it('fit the screen, and are whole where nobody looks', async () => {
    const long = { ...demo, statusMessage: 'a reason '.repeat(30).trim() }
    server.on('GET /v2/lm/deployments', list(long))
    const { stdout } = await server.lectern(['ls', '--no-color'], { screen: true })
    expect(stdout.split('\n').map((line) => line.length)).toSatisfy((lengths: number[]) =>
      lengths.every((length) => length <= 100),
    )
    expect(stdout).toContain('…')
    expect((await server.lectern(['ls'])).stdout).toContain(long.statusMessage)
  })
})

describe('watching', () => {
  it('prints what has changed since, a document a line, until Ctrl-C', async () => {
    server.on('GET /v2/lm/deployments', list(demo), list(demo), list({ ...demo, status: 'STOPPED' }))
    const stop = new AbortController()
    let looks = 0
    const { code, stdout } = await server.lectern(['ls', '--watch', '--json'], {
      interrupted: stop.signal,
      sleep: async () => {
        if (++looks === 4) stop.abort(new Error('interrupted'))
        stop.signal.throwIfAborted()
      },
    })
    const seen = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).resources[0].status)
    expect({ code, seen }).toEqual({ code: 130, seen: ['RUNNING', 'STOPPED'] })
  })
})

describe('what deletes', () => {
  const deleted = () => server.seen.filter(({ method }) => method === 'DELETE').length
  beforeEach(() => server.on('DELETE /v2/admin/connections/azure', { status: 204 }))

  it('asks a person, who may say no', async () => {
    const answer = await server.lectern(['connections', 'rm', 'azure'], { terminal: true, stdin: 'n' })
    expect(answer).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('Delete a connection (azure): are you sure?'),
    })
    expect(answer.stderr).toMatch(/nothing was done\n.*next:.* say yes, or add --yes\n$/)
    expect(deleted()).toBe(0)
  })

  it('goes on where the person says yes, or has said it with --yes', async () => {
    expect(await server.lectern(['connections', 'rm', 'azure'], { terminal: true, stdin: 'y' })).toMatchObject({ code: 0 })
    const sure = await server.lectern(['connections', 'rm', 'azure', '--yes'], { terminal: true })
    expect(sure).toMatchObject({ code: 0, stderr: 'connection azure deleted\n' })
    expect(deleted()).toBe(2)
  })

  it('has the name of a group typed, since everything in it goes', async () => {
    server.on('DELETE /v2/admin/resourceGroups/blue', { status: 202, body: {} })
    const asked = { terminal: true, stdin: 'bleu\r' }
    expect(await server.lectern(['groups', 'rm', 'blue'], asked)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Type blue'),
    })
    expect(deleted()).toBe(0)
    expect(await server.lectern(['groups', 'rm', 'blue'], { terminal: true, stdin: 'blue\r' })).toMatchObject({ code: 0 })
    expect(deleted()).toBe(1)
  })

  it('asks no script', async () => {
    expect(await server.lectern(['connections', 'rm', 'azure'])).toMatchObject({ code: 0 })
    expect(await server.lectern(['connections', 'rm', 'azure', '-q'])).toMatchObject({ code: 0, stderr: '' })
  })
})
