import { describe, expect, it } from 'vitest'
import { usualCapacity } from '../domain/model-capacity.ts'
import { usualTerms } from '../domain/terms.ts'
import { capacityRule, instancesFor, settleTerms, type TermsAsked, type TermsFacts } from './settle-terms.ts'

const units = { minimum: 15, step: 5, inputTokensPerMinute: 2_500, outputWeight: 3 }
const elsewhere: TermsFacts = {
  hasInstances: false,
  model: 'gpt-4o',
  unitsPerInstance: 1,
  capacityOf: (model) => (model === 'gpt-4o' ? { ...usualCapacity, units } : usualCapacity),
}
const here: TermsFacts = { ...elsewhere, hasInstances: true, model: 'mine' }

describe('terms of a new deployment', () => {
  it.each<{ name: string; asked: TermsAsked; facts?: TermsFacts; expected: object }>([
    { name: 'are serverless elsewhere', asked: {}, expected: usualTerms('serverless') },
    { name: 'are managed compute here', asked: {}, facts: here, expected: usualTerms('managed-compute') },
    { name: 'have a usual capacity', asked: { type: 'standard' }, expected: { type: 'standard', capacity: 10 } },
    { name: 'have the minimum of units', asked: { type: 'provisioned' }, expected: { capacity: 15 } },
    { name: 'take units in steps', asked: { type: 'provisioned', capacity: 25 }, expected: { capacity: 25 } },
    {
      name: 'take any number of units of a model that nobody knows',
      asked: { type: 'provisioned', capacity: 7 },
      facts: { ...elsewhere, model: 'other' },
      expected: { capacity: 7 },
    },
    {
      name: 'take units of instances here',
      asked: { type: 'provisioned', capacity: 8 },
      facts: { ...here, unitsPerInstance: 4 },
      expected: { capacity: 8 },
    },
    {
      name: 'may leave the number of instances to scaling',
      asked: { type: 'managed-compute' },
      facts: here,
      expected: { capacity: null },
    },
    {
      name: 'keep what is said',
      asked: { residency: 'data-zone', serviceTier: 'priority' },
      expected: { residency: 'data-zone', serviceTier: 'priority' },
    },
  ])('$name', ({ asked, facts = elsewhere, expected }) => {
    expect(settleTerms(null, asked, facts)).toMatchObject(expected)
  })

  it.each<{ name: string; asked: TermsAsked; facts?: TermsFacts; refusal: string }>([
    {
      name: 'a provider’s compute',
      asked: { type: 'managed-compute' },
      refusal: 'deploymentType: managed-compute is for models that have instances here',
    },
    {
      name: 'capacity where there is none',
      asked: { type: 'serverless', capacity: 1 },
      refusal: 'capacity: a serverless deployment has none',
    },
    {
      name: 'too few units',
      asked: { type: 'provisioned', capacity: 10 },
      refusal: 'capacity: 10 must be a whole number from 15 to 100000, in steps of 5; 15 would do',
    },
    { name: 'units between steps', asked: { type: 'provisioned', capacity: 22 }, refusal: 'in steps of 5; 25 would do' },
    {
      name: 'half an instance',
      asked: { type: 'provisioned', capacity: 3 },
      facts: { ...here, unitsPerInstance: 2 },
      refusal: 'in steps of 2; 4 would do',
    },
    {
      name: 'a pool of no model',
      asked: { type: 'standard' },
      facts: { ...elsewhere, model: null },
      refusal: 'this configuration names no model',
    },
    {
      name: 'priority of what answers here',
      asked: { serviceTier: 'priority' },
      facts: here,
      refusal: 'serviceTier: priority is what providers elsewhere sell',
    },
  ])('refuse $name', ({ asked, facts = elsewhere, refusal }) => {
    expect(() => settleTerms(null, asked, facts)).toThrow(refusal)
  })
})

describe('a change of terms', () => {
  const standard = { ...usualTerms('standard'), capacity: 40, upgradePolicy: 'NoAutoUpgrade' as const }

  it('leaves what is not said', () => {
    expect(settleTerms(standard, {}, elsewhere)).toEqual(standard)
    expect(settleTerms(standard, { capacity: 50 }, elsewhere)).toEqual({ ...standard, capacity: 50 })
    expect(settleTerms(standard, { upgradePolicy: null }, elsewhere)).toEqual({ ...standard, upgradePolicy: null })
  })

  it('to another type begins with what is usual for that', () => {
    expect(settleTerms(standard, { type: 'provisioned' }, elsewhere)).toMatchObject({ type: 'provisioned', capacity: 15 })
    expect(settleTerms(standard, { type: 'serverless' }, elsewhere)).toMatchObject({ type: 'serverless', capacity: null })
    expect(() => settleTerms(standard, { type: 'developer' }, elsewhere)).toThrow('standard cannot become developer')
  })
})

it('reserves instances here, and none elsewhere', () => {
  const of = (type: 'standard' | 'provisioned' | 'managed-compute', facts = here) => instancesFor({ type, capacity: 6 }, facts)
  expect(of('managed-compute')).toBe(6)
  expect(of('provisioned', { ...here, unitsPerInstance: 4 })).toBe(2)
  expect(of('provisioned', elsewhere)).toBeNull()
  expect(of('standard')).toBeNull()
})

it('knows no capacity of what is paid call by call', () => {
  expect(capacityRule('serverless', 'global', elsewhere)).toBeNull()
  expect(capacityRule('developer', 'global', elsewhere)).toBeNull()
})
