import { expect, it } from 'vitest'
import { unitsNeeded } from './units-needed.ts'

/** As Azure publishes it for a model with 1200 weighted tokens a minute a unit, where an output token counts six. */
const rule = { minimum: 15, step: 5, inputTokensPerMinute: 1_200, outputWeight: 6 }

it.each([
  { requestsPerMinute: 18, raw: 42, deployable: 45 },
  { requestsPerMinute: 19, raw: 44.33, deployable: 45 },
  { requestsPerMinute: 20, raw: 46.67, deployable: 50 },
])('$requestsPerMinute calls a minute of 1000 tokens in and 300 out take $deployable units', (each) => {
  const found = unitsNeeded(rule, [{ requestsPerMinute: each.requestsPerMinute, inputTokens: 1_000, outputTokens: 300 }])
  expect(found.deployable).toBe(each.deployable)
  expect(found.raw).toBeCloseTo(each.raw, 2)
})

it.each([
  { name: 'nothing takes the minimum', workloads: [], deployable: 15 },
  {
    name: 'a size that is reached exactly is enough',
    workloads: [{ requestsPerMinute: 20, inputTokens: 1_200, outputTokens: 0 }],
    deployable: 20,
  },
  {
    name: 'what comes from the cache takes nothing',
    workloads: [{ requestsPerMinute: 30, inputTokens: 1_200, cachedTokens: 600, outputTokens: 0 }],
    deployable: 15,
  },
  {
    name: 'workloads add up',
    workloads: [
      { requestsPerMinute: 9, inputTokens: 1_000, outputTokens: 300 },
      { requestsPerMinute: 11, inputTokens: 1_000, outputTokens: 300 },
    ],
    deployable: 50,
  },
])('$name', ({ workloads, deployable }) => {
  expect(unitsNeeded(rule, workloads).deployable).toBe(deployable)
})
