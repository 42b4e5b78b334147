import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startAnswerer } from '../../../test/cli-harness.ts'

let server: Awaited<ReturnType<typeof startAnswerer>>
beforeEach(async () => {
  server = await startAnswerer()
})
afterEach(() => server.stop())

describe('model files', () => {
  const record = {
    id: 'i1',
    source: 'hf://o/r/f.gguf',
    state: 'downloading',
    bytesDone: 0,
    bytesTotal: null,
    sha256: null,
    error: null,
    createdAt: '',
  }
  const done = { ...record, state: 'done', bytesDone: 10, bytesTotal: 10, sha256: 'ab' }

  it('come in as events, one for each change, where nobody watches', async () => {
    server.on('POST /v2/admin/models/imports', { status: 202, body: record })
    const half = { ...record, bytesDone: 5, bytesTotal: 10 }
    server.on('GET /v2/admin/models/imports/i1', { body: half }, { body: half }, { body: done })
    const { code, stdout, stderr } = await server.lectern(['models', 'pull', record.source, '--json'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('"state": "done"') })
    expect(
      stderr
        .trim()
        .split('\n')
        .map((each) => JSON.parse(each)),
    ).toMatchObject([
      { phase: 'downloading', done: 0, total: null, id: 'i1' },
      { phase: 'downloading', done: 5, total: 10 },
      { phase: 'done' },
    ])
  })

  it('come in behind a bar at a terminal', async () => {
    server.on('POST /v2/admin/models/imports', { status: 202, body: { ...record, bytesDone: 5, bytesTotal: 10 } })
    server.on('GET /v2/admin/models/imports/i1', { body: done })
    const { stderr } = await server.lectern(['models', 'pull', record.source], { terminal: true })
    expect(stderr).toContain('f.gguf   50 % ███')
  })

  it('are watched through a restart of the server', async () => {
    server.on('POST /v2/admin/models/imports', { status: 202, body: record })
    server.on(
      'GET /v2/admin/models/imports/i1',
      { status: 503, body: { error: { message: 'starting' } } },
      { status: 502 },
      { body: done },
    )
    expect(await server.lectern(['models', 'pull', record.source])).toMatchObject({ code: 0 })
  })

  it('are not waited for without end while no server answers', async () => {
    server.on('POST /v2/admin/models/imports', { status: 202, body: record })
    server.on('GET /v2/admin/models/imports/i1', { status: 503, body: { error: { message: 'starting' } } })
    let now = 0
    const time = {
      now: () => now,
      sleep: async (ms: number) => {
        now += ms
      },
    }
    expect(await server.lectern(['models', 'pull', record.source], time)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('starting'),
    })
    expect(now).toBeLessThan(20_000)
  })

  it('that cannot come are a failure', async () => {
    server.on('POST /v2/admin/models/imports', { status: 202, body: { ...record, state: 'failed', error: 'it is gated' } })
    expect(await server.lectern(['models', 'pull', record.source])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('it is gated'),
    })
  })

  it('go on coming when one leaves', async () => {
    const stop = new AbortController()
    stop.abort(new Error('interrupted'))
    server.on('POST /v2/admin/models/imports', { status: 202, body: record })
    expect(await server.lectern(['models', 'pull', record.source], { interrupted: stop.signal })).toMatchObject({
      code: 130,
      stderr: expect.stringContaining('lectern models cancel i1'),
    })
  })
})
