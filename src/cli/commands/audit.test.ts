import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startAnswerer } from '../../../test/cli-harness.ts'

let server: Awaited<ReturnType<typeof startAnswerer>>
let cwd: string
beforeEach(async () => {
  server = await startAnswerer()
  cwd = mkdtempSync(join(tmpdir(), 'lectern-audit-cli-'))
})
afterEach(async () => {
  await server.stop()
  rmSync(cwd, { recursive: true })
})

const entry = (more: object = {}) => ({
  id: 'a1',
  at: '2026-11-20T11:59:00.000Z',
  actorKind: 'apiKey',
  actorId: 'k1',
  actorName: 'ci',
  action: 'deployments.create',
  call: 'POST /v2/lm/deployments',
  resourceGroup: 'default',
  targetKind: 'deployments',
  target: 'd0123456789abcde',
  status: 202,
  outcome: 'done',
  message: null,
  requestId: 'r-1',
  address: '127.0.0.1',
  ...more,
})

describe('lectern audit', () => {
  it('shows who did what, page by page up to the limit', async () => {
    const refused = entry({ id: 'a2', outcome: 'refused', status: 403, message: 'this needs the role operator' })
    server.on(
      'GET /v2/admin/audit',
      { body: { count: 1, resources: [entry()], cursor: 'next' } },
      { body: { count: 1, resources: [refused], cursor: 'more' } },
    )
    const { code, stdout, stderr } = await server.lectern(['audit', '--action', 'deployments', '--limit', '2'])
    expect([code, server.seen.map(({ path }) => new URL(path, server.url).searchParams)]).toEqual([
      0,
      [
        new URLSearchParams({ start: '2026-11-13T12:00:00.000Z', action: 'deployments', $top: '2' }),
        new URLSearchParams({ start: '2026-11-13T12:00:00.000Z', action: 'deployments', $top: '1', cursor: 'next' }),
      ],
    ])
    expect(stdout).toContain('2026-11-20 11:59:00')
    expect(stdout).toContain('refused (403)')
    expect(stdout).toContain('this needs the role operator')
    expect(stderr).toContain('newest 2')
  })

  it.each([
    ['--limit', '0'],
    ['--limit', 'x'],
    ['--since', 'soon'],
    ['--outcome', 'maybe'],
  ])('refuses %s %s', async (flag, value) => {
    expect((await server.lectern(['audit', flag, value])).code).toBe(2)
    expect(server.seen).toEqual([])
  })
})

describe('lectern diagnostics', () => {
  it('saves the bundle for its owner alone, and says where', async () => {
    server.on('GET /v2/admin/diagnostics', { text: 'bytes' })
    const { code, stdout } = await server.lectern(['diagnostics', '-O', 'bundle.tar.gz'], { cwd })
    expect([code, stdout]).toEqual([0, `${join(cwd, 'bundle.tar.gz')}\n`])
    expect(readFileSync(join(cwd, 'bundle.tar.gz'), 'utf8')).toBe('bytes')
    expect(statSync(join(cwd, 'bundle.tar.gz')).mode & 0o777).toBe(0o600)
  })

  it('leaves nothing behind where the server refuses', async () => {
    server.on('GET /v2/admin/diagnostics', { status: 403, body: { error: { code: 'Forbidden', message: 'not you' } } })
    expect((await server.lectern(['diagnostics'], { cwd })).code).not.toBe(0)
    expect(readdirSync(cwd)).toEqual([])
  })
})
