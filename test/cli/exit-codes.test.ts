import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demo, list, startAnswerer } from '../cli-harness.ts'

let server: Awaited<ReturnType<typeof startAnswerer>>
beforeEach(async () => {
  server = await startAnswerer()
})
afterEach(() => server.stop())

const refusal = (status: number, code: string) => ({
  status,
  body: { error: { code, message: `${code} it is`, requestId: 'r' } },
})

describe('exit codes', () => {
  it.each([
    [400, 'BadRequest', 1, null],
    [401, 'Unauthorized', 6, 'lectern login http://127.0.0.1'],
    [403, 'Forbidden', 6, 'ask an administrator'],
    [404, 'NotFound', 3, 'lectern keys ls'],
    [409, 'Conflict', 8, 'try again'],
    [412, 'PreconditionFailed', 8, 'try again'],
    [423, 'Locked', 8, 'lectern deployments start'],
    [429, 'TooManyRequests', 7, 'lectern quotas ls'],
    [500, 'InternalError', 1, 'lectern doctor'],
    [503, 'ServiceUnavailable', 1, 'lectern doctor'],
    [504, 'GatewayTimeout', 5, 'lectern doctor'],
  ])('a refusal with %i (%s) is %i', async (status, name, code, next) => {
    server.on('GET /v2/admin/apiKeys', refusal(status, name))
    const answer = await server.lectern(['keys', 'ls'])
    expect(answer).toMatchObject({ code, stdout: '' })
    const lines = answer.stderr.split('\n')
    expect(lines[0]).toBe(`lectern: ${name} it is`)
    if (next) expect(lines[1]).toMatch(/^ {2}next: /)
    if (next) expect(lines[1]).toContain(next)
    expect(answer.stderr).toContain(`  docs: ${server.url}/docs/reference/errors/#${name.toLowerCase()}\n`)
    expect(answer.stderr).toContain('  request: r-1\n')
  })

  it('a refusal of doctor leads to the docs, too', async () => {
    server.on('GET /v2/admin/about/checks', refusal(403, 'Forbidden'))
    const answer = await server.lectern(['doctor'])
    expect(answer).toMatchObject({
      code: 6,
      stderr: expect.stringContaining(`docs: ${server.url}/docs/reference/errors/#forbidden`),
    })
  })

  it('0: it was done', async () => {
    server.on('GET /v2/lm/deployments', list(demo))
    expect(await server.lectern(['ls'])).toMatchObject({ code: 0, stderr: '' })
  })

  it('2: called wrongly, and where to read how', async () => {
    expect(await server.lectern(['ls', '--json', '-o', 'yaml'])).toMatchObject({
      code: 2,
      stderr: 'lectern: give either --json or -o, not both\n  next: lectern ls --help\n',
    })
  })

  it('4: it is dead; 5: time is over', async () => {
    server.on(`GET /v2/lm/deployments/${demo.id}`, { body: { ...demo, status: 'DEAD', statusMessage: 'no such file' } })
    expect(await server.lectern(['wait', demo.id])).toMatchObject({ code: 4, stderr: 'demo is DEAD: no such file\n' })
    server.on(`GET /v2/lm/deployments/${demo.id}`, { body: { ...demo, status: 'PENDING' } })
    let now = 0
    const late = await server.lectern(['wait', demo.id, '--timeout', '5s'], {
      now: () => now,
      sleep: async (ms) => {
        now += ms
      },
    })
    expect(late).toMatchObject({ code: 5, stdout: '' })
    expect(late.stderr).toMatch(/demo is still PENDING, and not RUNNING; it goes on without us\n$/)
  })

  it('6: nothing opens that server, and nothing is sent there', async () => {
    expect(await server.lectern(['ls', '--data-dir', '/nowhere'], { env: { LECTERN_API_KEY: undefined } })).toMatchObject({
      code: 6,
    })
    expect(server.seen).toEqual([])
  })

  it('130: the person left, and is told that the server goes on', async () => {
    server.on(`GET /v2/lm/deployments/${demo.id}`, { body: { ...demo, status: 'PENDING' } })
    const stop = new AbortController()
    const sleep = async () => {
      stop.abort(new Error('interrupted'))
      stop.signal.throwIfAborted()
    }
    const answer = await server.lectern(['wait', demo.id], { interrupted: stop.signal, sleep })
    expect(answer).toMatchObject({ code: 130, stdout: '' })
    expect(answer.stderr).toContain(`the server goes on with it\n  next: lectern wait ${demo.id}\n`)
  })
})

describe('waiting for several', () => {
  const [one, other] = [demo, { ...demo, id: 'd00000000000000aa', name: 'other' }]
  beforeEach(() => server.on('GET /v2/lm/deployments', list(one, { ...other, id: 'd0000000000000aa1' })))

  it('ends when all are there, and lists them', async () => {
    const second = { ...other, id: 'd0000000000000aa1' }
    server.on(`GET /v2/lm/deployments/${one.id}`, { body: { ...one, status: 'PENDING' } }, { body: one })
    server.on(`GET /v2/lm/deployments/${second.id}`, { body: second })
    const { code, stdout, stderr } = await server.lectern(['wait', 'demo', 'other', '-o', 'name'])
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'demo\nother\n', stderr: 'demo  PENDING\n' })
  })

  it('says of each what came of it; the first failure says the exit code', async () => {
    const second = { ...other, id: 'd0000000000000aa1' }
    server.on(`GET /v2/lm/deployments/${one.id}`, { body: one })
    server.on(`GET /v2/lm/deployments/${second.id}`, { body: { ...second, status: 'DEAD', statusMessage: 'gone' } })
    const { code, stdout, stderr } = await server.lectern(['wait', 'demo', 'other'])
    expect(code).toBe(4)
    expect(stdout).toMatch(/^NAME[\s\S]*demo/)
    expect(stdout).not.toContain('other')
    expect(stderr).toBe('other is DEAD: gone\n')
  })

  it('waits for the end, and for conditions', async () => {
    server.on(
      `GET /v2/lm/deployments/${one.id}`,
      { body: one },
      { status: 404, body: { error: { code: 'NotFound', message: 'gone' } } },
    )
    expect(await server.lectern(['wait', one.id, '--for', 'deleted'])).toMatchObject({ code: 0, stdout: '' })
    const ready = (status: string) => ({
      body: { ...one, statusDetails: { deployment_info: [{ type: 'IngressReady', status }] } },
    })
    server.on(`GET /v2/lm/deployments/${one.id}`, ready('False'), ready('True'))
    expect(await server.lectern(['wait', one.id, '--for', 'condition=ingressready'])).toMatchObject({ code: 0 })
    expect(await server.lectern(['wait', one.id, '--for', 'happiness'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--for happiness: must be running, stopped, deleted, or condition=<type>'),
    })
  })
})
