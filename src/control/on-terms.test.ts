import { expect, it } from 'vitest'
import { aRoute } from '../../test/a-route.ts'
import { usualCapacity } from '../domain/model-capacity.ts'
import type { Route } from '../domain/route.ts'
import { type Terms, usualTerms } from '../domain/terms.ts'
import { onTerms } from './on-terms.ts'

const route = aRoute({ executableId: 'azure-openai', modelName: 'gpt-4o', capabilities: ['chat'] })
const capacityOf = () => ({
  ...usualCapacity,
  units: { minimum: 15, step: 5, inputTokensPerMinute: 2_500, outputWeight: 3 },
})
const on = (terms: Terms | null, isHere = false, more: Partial<Route> = {}) =>
  onTerms({ ...route, ...more }, { terms }, isHere, capacityOf)

it('stays as it is where nothing was said', () => {
  expect(onTerms(route, { terms: null }, false, capacityOf)).toBe(route)
})

it('says what all its units take together, where a provider answers', () => {
  const terms = { ...usualTerms('provisioned'), capacity: 20 }
  expect(on(terms).terms).toEqual({
    type: 'provisioned',
    residency: 'global',
    units: { inputTokensPerMinute: 50_000, outputWeight: 3 },
  })
  expect(on(terms, true).terms).toEqual({ type: 'provisioned', residency: 'global' })
})

it('says who takes over, and the tier', () => {
  const terms: Terms = { ...usualTerms('standard'), spilloverTo: 'd00000000000000b', serviceTier: 'priority' }
  expect(on(terms).terms).toEqual({
    type: 'standard',
    residency: 'global',
    spilloverTo: 'd00000000000000b',
    serviceTier: 'priority',
  })
})

it.each([
  ['running', 'paused'],
  ['starting', 'paused'],
  ['stopped', 'stopped'],
  ['dead', 'dead'],
  ['retired', 'retired'],
] as const)('is %s: paused it is %s', (state, expected) => {
  const paused = on({ ...usualTerms('serverless'), paused: true }, false, { state })
  expect([paused.state, paused.targets]).toEqual([expected, []])
})
