import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demo, list, startAnswerer } from '../../../test/cli-harness.ts'

let server: Awaited<ReturnType<typeof startAnswerer>>
beforeEach(async () => {
  server = await startAnswerer()
  server.on('GET /v2/lm/deployments', list(demo))
})
afterEach(() => server.stop())
const sent = (method: string) => server.seen.filter((each) => each.method === method).map(({ path, body }) => ({ path, body }))

const side = {
  ...{ succeeded: 2, p50Ms: 100, p95Ms: 200, inputTokens: 20, outputTokens: 8, unpriced: 0 },
  costs: [{ amount: '0.000036', currency: 'USD' }],
}
const run = {
  ...{ number: 3, state: 'running', message: '', configurationId: 'c2', modelVersion: 'v2' },
  ...{ total: 2, done: 0, skipped: 0, statusChanged: 0, before: side },
  after: { ...side, p50Ms: null, outputTokens: 6, costs: [] },
}
const at = `/v2/lm/deployments/${demo.id}`

describe('deployments dry-run', () => {
  it('waits for what comes of it', async () => {
    server.on(`POST ${at}/dry-run`, { status: 202, body: run })
    server.on(`GET ${at}/dry-runs/3`, { body: { ...run, state: 'completed', done: 2 } })
    const { code, stdout, stderr } = await server.lectern([
      ...['deployments', 'dry-run', 'demo', '--model-version', 'v2', '--calls', '2'],
    ])
    expect(code).toBe(0)
    expect(stderr).toContain('0 of 2 calls')
    expect(stdout).toContain('completed')
    expect(stdout).toContain('8 -> 6')
    expect(stdout).toContain('100 -> ?')
    expect(sent('POST')).toEqual([{ path: `${at}/dry-run`, body: { modelVersion: 'v2', calls: 2 } }])
  })

  it('ends badly where it failed, and does not wait where it is told so', async () => {
    server.on(`POST ${at}/dry-run`, { status: 202, body: { ...run, state: 'failed', message: 'the deployment was changed' } })
    const args = ['deployments', 'dry-run', 'demo', '--configuration', 'c2', '--no-wait']
    expect(await server.lectern(args)).toMatchObject({ code: 1, stdout: expect.stringContaining('the deployment was changed') })
  })

  it.each([[[]], [['--model-version', 'v2', '--configuration', 'c2']], [['--model-version', 'v2', '--calls', 'all']]])(
    'refuses %j',
    async (options) => {
      expect((await server.lectern(['deployments', 'dry-run', 'demo', ...options])).code).not.toBe(0)
      expect(sent('POST')).toEqual([])
    },
  )
})

describe('retirements', () => {
  it('says what becomes of each deployment', async () => {
    const facts = { model: 'gpt-4o', modelVersion: 'v1', lifecycle: 'Deprecated', upgradePolicy: null }
    const rest = { retirementDate: '2027-02-01', retirementNotBefore: null, suggestedReplacements: ['gpt-5'] }
    const next = { at: '2027-02-01T00:00:00Z', action: 'disabled', to: null }
    server.on('GET /v2/lm/retirements', list({ deployment: { id: demo.id, name: 'demo' }, ...facts, ...rest, next }))
    const { stdout } = await server.lectern(['retirements'])
    expect(stdout).toMatch(/demo +gpt-4o v1 +Deprecated +2027-02-01 .*2027-02-01 refuses calls +gpt-5/)
  })
})

describe('notifications', () => {
  it('adds webhooks and addresses', async () => {
    const made = { id: 't1', resourceGroup: null, kind: 'webhook', url: 'https://example.com/in', events: ['*'] }
    server.on('POST /v2/admin/notification-targets', { status: 201, body: made })
    await server.lectern(['notifications', 'add', 'https://example.com/in', '--event', 'budget.*', '--key-env', 'HOOK'], {
      env: { HOOK: 'a secret of mine' },
    })
    await server.lectern(['notifications', 'add', 'a@example.com', 'b@example.com', '--in-group', 'team-a'])
    expect(sent('POST').map(({ body }) => body)).toEqual([
      ...[
        { kind: 'webhook', resourceGroup: null, url: 'https://example.com/in', events: ['budget.*'], secret: 'a secret of mine' },
      ],
      { kind: 'email', resourceGroup: 'team-a', to: ['a@example.com', 'b@example.com'] },
    ])
  })

  it('changes what is said, and nothing else', async () => {
    const made = { id: 't1', resourceGroup: null, kind: 'webhook', url: 'https://example.com/other', events: ['*'] }
    server.on('PATCH /v2/admin/notification-targets/t1', { body: made })
    await server.lectern(['notifications', 'set', 't1', 'https://example.com/other'])
    await server.lectern(['notifications', 'set', 't1', '--event', 'budget.*'])
    expect(sent('PATCH').map(({ body }) => body)).toEqual([{ url: 'https://example.com/other' }, { events: ['budget.*'] }])
  })
})
