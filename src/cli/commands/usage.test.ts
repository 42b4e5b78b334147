import { afterEach, beforeEach, expect, it } from 'vitest'
import { startAnswerer } from '../../../test/cli-harness.ts'

let server: Awaited<ReturnType<typeof startAnswerer>>
beforeEach(async () => {
  server = await startAnswerer()
})
afterEach(() => server.stop())

const row = {
  start: '2026-11-19T00:00:00Z',
  end: '2026-11-20T00:00:00Z',
  deployment: 'd000000000000001',
  deploymentName: 'chat',
  model: 'gpt-4o',
  calls: 12,
  unpriced: 0,
  inputTokens: 1000,
  cachedInputTokens: 400,
  outputTokens: 500,
  reasoningTokens: 100,
  costs: [{ currency: 'USD', nano: 7_500_000, amount: '0.0075' }],
}
const gone = { ...row, deployment: 'd000000000000002', deploymentName: null, model: '', unpriced: 3, costs: [] }

const line = (...words: string[]) => server.lectern(['usage', ...words])

it('shows calls, tokens and cost of the last week by day', async () => {
  server.on('GET /v2/analytics/usage', { body: { count: 2, resources: [row, gone] } })
  const { code, stdout } = await line('--by', 'deployment,model', '--timezone', 'Europe/Berlin', '-g', 'team-a')
  expect(code).toBe(0)
  expect(stdout.split('\n').map((text) => text.split(/\s{2,}/))).toEqual([
    ['FROM', 'DEPLOYMENT', 'MODEL', 'CALLS', 'INPUT', 'CACHED', 'OUTPUT', 'REASONING', 'COST'],
    ['2026-11-19 00:00', 'chat', 'gpt-4o', '12', '1000', '400', '500', '100', '0.0075 USD'],
    ['2026-11-19 00:00', 'd000000000000002', '-', '12', '1000', '400', '500', '100', '3 unpriced'],
    [''],
  ])
  expect(server.seen[0]?.path).toBe(
    '/v2/analytics/usage?start=2026-11-13T12%3A00%3A00.000Z&interval=day&groupBy=deployment%2Cmodel&timezone=Europe%2FBerlin&resourceGroup=team-a',
  )
})

it('says what is wrong with a duration', async () => {
  expect(await line('--since', 'yesterday')).toMatchObject({ code: 2, stderr: expect.stringContaining('--since yesterday') })
})
