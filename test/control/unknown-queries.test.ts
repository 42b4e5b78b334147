import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ControlUnderTest, openControl } from '../control-harness.ts'
import type { Json } from '../platform.ts'

let control: ControlUnderTest
beforeAll(async () => {
  control = await openControl()
})
afterAll(() => control[Symbol.asyncDispose]())

const client = join(import.meta.dirname, '../../node_modules/@sap-ai-sdk/ai-api/dist/client/AI_CORE_API')

/** Operations of a file of SAP's client that take query parameters, with all that they take. */
const querying = (file: string): readonly { method: string; path: string; names: string[] }[] => {
  const operation =
    /queryParameters - Object containing the following keys: ([^\n]+)\.\n[\s\S]*?OpenApiRequestBuilder\('(\w+)', '([^']+)'/g
  return [...readFileSync(file, 'utf8').matchAll(operation)].map(([, names = '', method = '', path = '']) => {
    return { method, path, names: names.split(', ') }
  })
}

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

  it('is refused in operations of SAP, too: a list with a misspelt filter is a list of everything', async () => {
    expect(await answerOf('GET', '/v2/lm/deployments?$top=1&scenarioID=foundation-models')).toEqual([
      400,
      expect.stringMatching(/unknown "scenarioID".*known are.*scenarioId, .*\$top, \$skip/),
    ])
    const { status, body } = await control.call('GET', '/v2/admin/resourceGroups?top=1')
    expect([status, body.error.code]).toEqual([400, expect.any(String)])
    expect((await control.call('DELETE', '/v2/lm/deployments/d0123456789abcde?force=true')).status).toBe(400)
  })

  it('is none of those that SAP’s own client may send', async () => {
    const document = (await control.app.inject({ url: '/openapi.json' })).json()
    const plain = (path: string) => path.replaceAll(/\{[^}]+\}/g, '{}')
    const ours = new Map(Object.entries<Json>(document.paths).map(([path, operations]) => [plain(path), operations]))
    const sent = readdirSync(client).flatMap((file) => (file.endsWith('-api.js') ? querying(join(client, file)) : []))
    expect(sent.length).toBeGreaterThan(20)
    for (const { method, path, names } of sent) {
      const known = ours.get(plain(`/v2${path}`))?.[method]?.parameters?.map(({ name }: { name: string }) => name)
      // Clusters are none of ours; what is not there is answered 404 whatever is asked.
      if (known) expect(known, `${method} ${path}`).toEqual(expect.arrayContaining(names))
    }
  })

  it.each([
    '/hopsworks-api/api/project?colour=red',
    '/subscriptions/any/providers/Microsoft.CognitiveServices/accounts?api-version=2025-06-01&colour=red',
    '/api/projects/default/deployments?api-version=v1&colour=red',
  ])('is overlooked at %s, as it is at the original', async (path) => {
    expect((await control.call('GET', path)).status).toBe(200)
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
