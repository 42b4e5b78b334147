import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ControlUnderTest, openControl } from '../control-harness.ts'

let control: ControlUnderTest
beforeAll(async () => {
  control = await openControl()
})
afterAll(() => control[Symbol.asyncDispose]())

const answerOf = async (method: 'GET' | 'POST', path: string, body?: object) => {
  const answer = await control.call(method, path, body)
  return [answer.status, answer.body?.error?.message]
}

describe('a query parameter that nobody knows', () => {
  it.each([
    { path: '/v2/analytics/usage', knows: /start, end, resourceGroup, deployment, model, apiKey, interval, groupBy, timezone/ },
    { path: '/v2/analytics/ledger', knows: /state, \$top, continueToken/ },
    { path: '/v2/analytics/statements/2026-11', knows: /timezone, groupBy/ },
    { path: '/v2/analytics/metrics', knows: /metricnames/ },
    { path: '/v2/analytics/hints', knows: /factor, floorNano, idleDays/ },
    { path: '/v2/admin/events', knows: /kind/ },
    { path: '/v2/admin/pools', knows: /resourceGroup/ },
    { path: '/v2/admin/rates', knows: /none is known/ },
    { path: '/v2/lm/models/offers', knows: /model, residency/ },
    { path: '/v2/lm/deployments/d0123456789abcde/versions', knows: /none is known/ },
  ])('is refused at $path, with those that there are', async ({ path, knows }) => {
    const [status, message] = await answerOf('GET', `${path}?colour=red`)
    expect([status, message]).toEqual([400, expect.stringMatching(/unknown "colour"/)])
    expect(message).toMatch(knows)
  })

  it('is refused where a body says all that there is to say', async () => {
    const asked = { model: 'mine', executableId: 'llama-cpp' }
    expect(await answerOf('POST', '/v2/analytics/estimate?type=batch', asked)).toEqual([400, expect.stringMatching(/"type"/)])
    expect((await control.call('POST', '/v2/analytics/estimate', asked)).status).toBe(200)
  })

  it('is overlooked in operations of SAP, as it is there', async () => {
    for (const path of ['/v2/lm/deployments?$top=1&$skip=0&colour=red', '/v2/admin/resourceGroups?$top=1&colour=red'])
      expect((await control.call('GET', path)).status, path).toBe(200)
  })
})

it.each([
  { path: 'versions/0', says: 'must be at least 1' },
  { path: 'versions/1.5', says: 'must be a whole number' },
  { path: 'versions/1/diff?from=0', says: 'must be at least 1' },
  { path: 'dry-runs/0', says: 'must be at least 1' },
  { path: 'dry-runs/one', says: 'must be a whole number' },
])('a number in $path is told what is wrong with it', async ({ path, says }) => {
  const [status, message] = await answerOf('GET', `/v2/lm/deployments/d0123456789abcde/${path}`)
  expect([status, message]).toEqual([400, expect.stringMatching(says)])
})
