import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list, startAnswerer } from '../../../test/cli-harness.ts'

let server: Awaited<ReturnType<typeof startAnswerer>>
beforeEach(async () => {
  server = await startAnswerer()
})
afterEach(() => server.stop())

const facts = {
  ...{ model: null, modelVersion: null, executableId: null, deploymentType: null, residency: null, serviceTier: null },
  ...{ instanceType: null, validUntil: null, currency: 'USD', source: 'operator', replaces: null },
}
const tokens = { input: 2_500_000_000, cachedInput: null, cacheWrite: null, output: 10_000_000_001 }
const card = { ...facts, id: 'r1', kind: 'tokens', model: 'gpt-4o', validFrom: '2026-12-01', tokens, nanoPerHour: null }
const hour = {
  ...facts,
  id: 'r2',
  kind: 'instance',
  instanceType: 'infer.s',
  validFrom: '2026-12-01',
  tokens: null,
  nanoPerHour: 1_200_000_000,
}
const cost = (amount: string) => ({ currency: 'USD', nano: 1, amount })

describe('rates', () => {
  it('ls shows what each card is for, and its figures exactly', async () => {
    server.on('GET /v2/admin/rates', list(card, hour))
    expect((await server.lectern(['rates', 'ls'])).stdout).toBe(
      [
        'ID  KIND      FOR                   FROM        UNTIL  PRICE                                         SOURCE',
        'r1  tokens    model=gpt-4o          2026-12-01  -      input 2.50, output 10.000000001 USD a million  operator',
        'r2  instance  instanceType=infer.s  2026-12-01  -      1.20 USD an hour                              operator',
        '',
      ]
        .join('\n')
        .replace('PRICE                                         ', 'PRICE                                          ')
        .replace('1.20 USD an hour                              ', '1.20 USD an hour                               '),
    )
  })

  it('create says amounts in billionths', async () => {
    server.on('POST /v2/admin/rates', { status: 201, body: card })
    const line = 'rates create tokens --model gpt-4o --from 2026-12-01 --input 2.50 --output-tokens 10.000000001'
    expect((await server.lectern(line.split(' '))).code).toBe(0)
    expect(server.seen[0]?.body).toEqual({ kind: 'tokens', model: 'gpt-4o', validFrom: '2026-12-01', tokens })
    await server.lectern('rates create instance --plan infer.s --from 2026-12-01 --hour 1.2'.split(' '))
    expect(server.seen[1]?.body).toMatchObject({ kind: 'instance', instanceType: 'infer.s', nanoPerHour: 1_200_000_000 })
  })

  it.each([
    { line: 'rates create water --from 2026-12-01', says: /tokens, instance or unit/ },
    { line: 'rates create tokens --from 2026-12-01', says: /--input is required/ },
    { line: 'rates create unit --from 2026-12-01', says: /--hour is required/ },
    { line: 'rates create unit --from 2026-12-01 --hour much', says: /--hour much: must be an amount/ },
    { line: 'rates rerate --from soon --to 2026-12-01', says: /--from soon: must be a day/ },
  ])('$line is refused', async ({ line, says }) => {
    const { code, stderr } = await server.lectern(line.split(' '))
    expect([code, stderr]).toEqual([2, expect.stringMatching(says)])
    expect(server.seen).toEqual([])
  })

  it('rerate waits for the end and tells both sums', async () => {
    const job = {
      id: 'j1',
      dryRun: false,
      rows: 10,
      changed: 4,
      before: { costs: [cost('2.00')], unpriced: 1 },
      after: { costs: [cost('1.50')], unpriced: 0 },
    }
    server.on('POST /v2/admin/rates/rerate', { status: 202, body: { ...job, state: 'RUNNING' } })
    server.on('GET /v2/admin/rerates/j1', { body: { ...job, state: 'RUNNING' } }, { body: { ...job, state: 'COMPLETED' } })
    const { stdout } = await server.lectern('rates rerate --from 2026-11-01 --to 2026-12-01 --model gpt-4o'.split(' '))
    expect(stdout).toMatch(/COMPLETED[\s\S]*2\.00 USD \+ 1 unpriced[\s\S]*1\.50 USD/)
    expect(server.seen[0]?.body).toEqual({
      from: '2026-11-01T00:00:00.000Z',
      to: '2026-12-01T00:00:00.000Z',
      dryRun: false,
      filter: { model: 'gpt-4o' },
    })
  })
})

it('statement shows lines and says the total beside them', async () => {
  const line = {
    start: '',
    end: '',
    model: 'gpt-4o',
    kind: 'tokens',
    calls: 3,
    unpriced: 0,
    inputTokens: 10,
    cachedInputTokens: 0,
    outputTokens: 5,
    reasoningTokens: 0,
    runningSeconds: 0,
    provisionedUnitMinutes: 0,
    costs: [cost('1.25')],
  }
  const body = { month: '2026-11', timezone: 'Europe/Berlin', closed: false, totals: [cost('1.25')], unpriced: 0, lines: [line] }
  server.on('GET /v2/analytics/statements/2026-11', { body })
  const { stdout, stderr } = await server.lectern('statement 2026-11 --by model,kind --timezone Europe/Berlin'.split(' '))
  expect(stdout).toMatch(/^MODEL +KIND +CALLS[\s\S]*gpt-4o +tokens +3 .*1\.25 USD/)
  expect(stderr).toContain('2026-11 (Europe/Berlin), so far: 1.25 USD')
  expect(server.seen[0]?.path).toBe('/v2/analytics/statements/2026-11?timezone=Europe%2FBerlin&groupBy=model%2Ckind')
})

it('estimate, and a dry run of deploy, tell what it would cost and what is not known', async () => {
  const body = {
    ...{ model: 'm', executableId: 'openai', type: 'standard', totals: [cost('7.00')] },
    lines: [{ kind: 'tokens', count: 100, hours: 730, cost: cost('7.00') }],
    unknown: ['what an instance costs is not known'],
  }
  server.on('POST /v2/analytics/estimate', { body })
  const way = { model: 'm', executableId: 'openai', connection: 'acme', version: null }
  server.on('POST /v2/lm/models/deploy', { body: { ...way, deploymentType: 'standard', capacity: 50 } })
  for (const command of ['estimate m', 'deploy m --dry-run --name x']) {
    const line = `${command} --executable openai --type standard --requests 10 --tokens-in 800 --tokens-out 200`
    const { stdout, stderr, code } = await server.lectern(line.split(' '))
    expect([code, stdout]).toEqual([0, expect.stringMatching(/tokens +100 +730 +7\.00 USD/)])
    expect(stderr).toContain('a month of m (standard): 7.00 USD')
    expect(stderr).toContain('what an instance costs is not known')
    expect(server.seen.at(-1)?.body).toEqual({
      model: 'm',
      executableId: 'openai',
      type: 'standard',
      workload: { requestsPerMinute: 10, inputTokens: 800, outputTokens: 200 },
    })
  }
  const [, tried] = server.seen
  expect(tried?.path).toBe('/v2/lm/models/deploy')
  expect(tried?.body).toEqual({ model: 'm', name: 'x', executableId: 'openai', deploymentType: 'standard', dryRun: true })
  expect(server.seen.map(({ path }) => path.split('/').at(-1))).toEqual(['estimate', 'deploy', 'estimate'])
})
