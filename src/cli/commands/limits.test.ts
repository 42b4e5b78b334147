import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list, startAnswerer } from '../../../test/cli-harness.ts'

let server: Awaited<ReturnType<typeof startAnswerer>>
beforeEach(async () => {
  server = await startAnswerer()
})
afterEach(() => server.stop())

const nobody = { resourceGroup: null, executable: null, deployment: null, model: null, apiKey: null }
const quota = {
  id: 'q-1',
  scope: { ...nobody, resourceGroup: 'team-a', model: 'gpt-5' },
  requestsPerMinute: 60,
  tokensPerMinute: null,
  concurrent: 4,
  source: 'operator',
  createdAt: '2026-11-20T12:00:00Z',
}
const budget = {
  id: 'b-1',
  scope: nobody,
  amount: '25.00',
  currency: 'USD',
  period: 'month',
  spent: '1.25',
  remaining: '23.75',
  block: true,
  periodEnd: '2026-12-01T00:00:00Z',
}

describe('lectern quotas', () => {
  it('ls shows what each is for', async () => {
    server.on('GET /v2/admin/quotas', list(quota, { ...quota, id: 'q-2', scope: nobody }))
    const { stdout } = await server.lectern(['quotas', 'ls'])
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['ID', 'FOR', 'REQUESTS/MIN', 'TOKENS/MIN', 'CONCURRENT', 'SOURCE', 'CREATED'],
      ['q-1', 'resourceGroup=team-a model=gpt-5', '60', '-', '4', 'operator', '2026-11-20T12:00:00Z'],
      ['q-2', 'everything', '60', '-', '4', 'operator', '2026-11-20T12:00:00Z'],
      [''],
    ])
  })

  it('create says scope and numbers, and no group where none is meant', async () => {
    server.on('POST /v2/admin/quotas', { status: 201, body: quota })
    const line = [
      '-g',
      'other',
      'quotas',
      'create',
      '--in-group',
      'team-a',
      '--model',
      'gpt-5',
      '--requests',
      '60',
      '--concurrent',
      '4',
    ]
    expect((await server.lectern(line)).code).toBe(0)
    await server.lectern(['quotas', 'create', '--tokens', '1000', '--key', 'k1'])
    expect(server.seen.map(({ body }) => body)).toEqual([
      { scope: { resourceGroup: 'team-a', model: 'gpt-5' }, requestsPerMinute: 60, concurrent: 4 },
      { scope: { apiKey: 'k1' }, tokensPerMinute: 1000 },
    ])
  })

  it('create finds a deployment by its name, in the group that the limit is for', async () => {
    server.on('GET /v2/lm/deployments', list({ id: 'd00000000000000a', name: 'chat' }))
    server.on('POST /v2/admin/quotas', { status: 201, body: quota })
    await server.lectern(['quotas', 'create', '--in-group', 'team-a', '--deployment', 'chat', '--requests', '5'])
    const [asked, made] = server.seen
    expect(asked?.headers['ai-resource-group']).toBe('team-a')
    expect(made?.body).toEqual({ scope: { resourceGroup: 'team-a', deployment: 'd00000000000000a' }, requestsPerMinute: 5 })
    const { code, stderr } = await server.lectern(['budgets', 'create', '5', '--period', 'day', '--deployment', 'chta'])
    expect([code, stderr]).toEqual([
      3,
      expect.stringContaining('there is no deployment "chta" in this resource group; there are: chat'),
    ])
  })

  it('set takes a limit away with "none"', async () => {
    server.on('PATCH /v2/admin/quotas/q-1', { body: quota })
    await server.lectern(['quotas', 'set', 'q-1', '--requests', 'none', '--tokens', '5'])
    expect(server.seen[0]?.body).toEqual({ requestsPerMinute: null, tokensPerMinute: 5 })
  })

  it('refuses numbers that are none', async () => {
    const { code, stderr } = await server.lectern(['quotas', 'create', '--requests', 'many'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('--requests many: must be a whole number')])
    expect(server.seen).toEqual([])
  })

  it('rm removes', async () => {
    server.on('DELETE /v2/admin/quotas/q-1', { body: { id: 'q-1', message: 'Quota removed' } })
    expect((await server.lectern(['quotas', 'rm', 'q-1'])).stderr).toBe('quota q-1 removed\n')
  })
})

describe('lectern budgets', () => {
  it('ls shows what was spent', async () => {
    server.on('GET /v2/admin/budgets', list(budget))
    const { stdout } = await server.lectern(['budgets', 'ls'])
    expect(stdout.split('\n')[1]?.split(/ {2,}/)).toEqual([
      'b-1',
      'everything',
      '25.00 USD',
      'month',
      '1.25',
      '23.75',
      'yes',
      '2026-12-01T00:00:00Z',
    ])
  })

  it('create says all there is to say', async () => {
    server.on('POST /v2/admin/budgets', { status: 201, body: budget })
    await server.lectern(['budgets', 'create', '25.00', '--period', 'month'])
    await server.lectern([
      ...[
        'budgets',
        'create',
        '5',
        '--period',
        'day',
        '--deployment',
        'd000000000000001',
        '--currency',
        'EUR',
        '--timezone',
        'Europe/Berlin',
      ],
      ...['--alerts', '50, 90%', '--report-only'],
    ])
    expect(server.seen.map(({ body }) => body)).toEqual([
      { scope: {}, amount: '25.00', period: 'month', block: true },
      {
        scope: { deployment: 'd000000000000001' },
        amount: '5',
        period: 'day',
        currency: 'EUR',
        timezone: 'Europe/Berlin',
        thresholds: [50, 90],
        block: false,
      },
    ])
  })

  it('set changes only what is said', async () => {
    server.on('PATCH /v2/admin/budgets/b-1', { body: budget })
    await server.lectern(['budgets', 'set', 'b-1', '--amount', '30'])
    await server.lectern(['budgets', 'set', 'b-1', '--no-block'])
    expect(server.seen.map(({ body }) => body)).toEqual([{ amount: '30' }, { block: false }])
  })
})
