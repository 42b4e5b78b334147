import { describe, expect, it } from 'vitest'
import { aPrice } from '../../test/ledger/samples.ts'
import type { Charged, Rate } from '../domain/rates.ts'
import { priceAt } from './cost.ts'
import { hourlyRate, tokenPrices } from './rates.ts'

const charged = (more: Partial<Charged> = {}): Charged => ({
  executableId: 'openai',
  model: 'm',
  modelVersion: '1',
  deploymentType: null,
  residency: null,
  serviceTier: null,
  instanceType: null,
  elsewhere: true,
  ...more,
})

let cards = 0
const card = (input: number, more: Partial<Rate> = {}): Rate => ({
  id: `card-${++cards}`,
  kind: 'tokens',
  model: 'm',
  modelVersion: null,
  executableId: null,
  deploymentType: null,
  residency: null,
  serviceTier: null,
  instanceType: null,
  validFrom: '2026-11-01',
  validUntil: null,
  currency: 'USD',
  tokens: { input, cachedInput: null, cacheWrite: null, output: null },
  nanoPerHour: null,
  source: 'test',
  replaces: null,
  ...more,
})
const catalog = [aPrice({ validFrom: '2026-01-01', input: 7 }), aPrice({ validFrom: '2026-12-01', input: 8 })]
const inputOn = (day: string, list: readonly Rate[], facts: Partial<Charged> = {}, listed = catalog) => {
  const price = priceAt(tokenPrices(list, listed, charged(facts)), Date.parse(`${day}T12:00:00Z`))
  return price && [price.input, price.share ?? 'all']
}

describe('prices of tokens', () => {
  it('are the catalog’s without a card, and a card’s from its day to its end', () => {
    expect(tokenPrices([], catalog, charged())).toBe(catalog)
    const list = [card(1, { validUntil: '2026-11-20' })]
    expect(['2026-10-31', '2026-11-01', '2026-11-19', '2026-11-20', '2026-12-01'].map((day) => inputOn(day, list))).toEqual([
      [7, 'all'],
      [1, 'all'],
      [1, 'all'],
      [7, 'all'],
      [8, 'all'],
    ])
    // Afterwards nobody knows, which is not what held before.
    expect(inputOn('2026-11-20', list, {}, [])).toEqual([0, 'unknown'])
    expect(inputOn('2026-10-31', list, {}, [])).toBeNull()
  })

  it.each<{ name: string; list: Partial<Rate>[]; facts?: Partial<Charged>; is: number }>([
    { name: 'the newest of equal ones', list: [{}, { validFrom: '2026-11-05' }, { validFrom: '2026-11-02' }], is: 2 },
    { name: 'one that names the model', list: [{ model: null, deploymentType: 'serverless' }, {}], is: 2 },
    {
      name: 'one of the tier before one of the type',
      list: [{ serviceTier: 'priority' }, { deploymentType: 'standard' }],
      facts: { serviceTier: 'priority', deploymentType: 'standard' },
      is: 1,
    },
    {
      name: 'one of the type before one of the version',
      list: [{ modelVersion: '1' }, { deploymentType: 'standard' }],
      facts: { deploymentType: 'standard' },
      is: 2,
    },
    { name: 'one of the version before one of the executable', list: [{ executableId: 'openai' }, { modelVersion: '1' }], is: 2 },
    {
      name: 'one of the executable before one of the residency',
      list: [{ residency: 'global' }, { executableId: 'openai' }],
      is: 2,
    },
    { name: 'none of another version', list: [{}, { modelVersion: '2' }], is: 1 },
    { name: 'none of another executable', list: [{}, { executableId: 'azure-openai' }], is: 1 },
    { name: 'none of another kind', list: [{}, { kind: 'unit', tokens: null, nanoPerHour: 1 }], is: 1 },
    { name: 'what nothing was agreed of as serverless', list: [{}, { deploymentType: 'serverless' }], is: 2 },
    {
      name: 'instances here as managed compute',
      list: [{ deploymentType: 'managed-compute' }, { deploymentType: 'serverless' }],
      facts: { elsewhere: false },
      is: 1,
    },
  ])('take $name', ({ list, facts, is }) => {
    const made = list.map((more, at) => card(at + 1, more))
    expect(inputOn('2026-11-20', made, facts)?.[0]).toBe(is)
    expect(inputOn('2026-11-20', made.toReversed(), facts)?.[0]).toBe(is)
  })

  it('leave out what was replaced, for as long as what replaces it is there', () => {
    const wrong = card(1)
    const right = card(2, { replaces: wrong.id, validFrom: '2026-11-10' })
    expect(inputOn('2026-11-05', [wrong, right])).toEqual([7, 'all'])
    expect(inputOn('2026-11-15', [wrong, right])).toEqual([2, 'all'])
    expect(inputOn('2026-11-15', [wrong])).toEqual([1, 'all'])
  })

  it('are half for batches, but for what is said for batches', () => {
    const facts = { deploymentType: 'batch' } as const
    expect(inputOn('2026-11-20', [], facts)).toEqual([7, 'half'])
    expect(inputOn('2026-11-20', [card(1)], facts)).toEqual([1, 'half'])
    expect(inputOn('2026-11-20', [card(1), card(2, facts)], facts)).toEqual([2, 'all'])
  })

  it('are nothing where units or time are paid, unless a card says that they are', () => {
    expect(inputOn('2026-11-20', [], { deploymentType: 'provisioned' })).toEqual([0, 'none'])
    expect(inputOn('2026-11-20', [card(1)], { deploymentType: 'provisioned' })).toEqual([0, 'none'])
    const own = card(1, { deploymentType: 'provisioned' })
    expect(inputOn('2026-11-20', [own], { deploymentType: 'provisioned' })).toEqual([1, 'all'])
    expect(inputOn('2026-11-20', [], { deploymentType: 'managed-compute' }, [])).toEqual([0, 'none'])
    expect(inputOn('2026-11-20', [], { deploymentType: 'managed-compute' })).toEqual([7, 'all'])
    expect(inputOn('2026-11-20', [], {}, [])).toBeNull()
  })

  it.each<{ name: string; list: Partial<Rate>[]; listed?: typeof catalog; is: unknown }>([
    { name: 'nothing, without a word', list: [], is: [0, 'none'] },
    { name: 'nothing, where a card is for whatever there is', list: [{ model: null }], is: [0, 'none'] },
    { name: 'those of a card of their model', list: [{}], is: [1, 'all'] },
    { name: 'those of a card of their executable', list: [{ model: null, executableId: 'openai' }], is: [1, 'all'] },
    { name: 'those of a card of their type', list: [{ model: null, deploymentType: 'managed-compute' }], is: [1, 'all'] },
    { name: 'the catalog’s, where it names them', list: [], listed: catalog, is: [7, 'all'] },
  ])('of instances here are $name, whether anything was agreed or not', ({ list, listed = [], is }) => {
    const made = list.map((more, at) => card(at + 1, more))
    for (const deploymentType of [null, 'managed-compute'] as const)
      expect(inputOn('2026-11-20', made, { elsewhere: false, deploymentType }, listed)).toEqual(is)
    // What is elsewhere has no price that nobody named.
    if (list.length === 0 && listed.length === 0) expect(inputOn('2026-11-20', made, {}, listed)).toBeNull()
  })

  it('of the priority tier are assumed where only the usual ones are known', () => {
    const price = (list: readonly Rate[]) => tokenPrices(list, catalog, charged({ serviceTier: 'priority' })).at(-1)
    expect(price([])).toMatchObject({ input: 8, assumed: true })
    expect(price([card(1)])).toMatchObject({ input: 1, assumed: true })
    expect(price([card(1), card(2, { serviceTier: 'priority' })])?.assumed).toBeUndefined()
  })
})

describe('an hour’s rate', () => {
  const at = Date.parse('2026-11-20T12:00:00Z')
  const hour = (nanoPerHour: number, more: Partial<Rate> = {}) =>
    card(0, { kind: 'instance', model: null, tokens: null, nanoPerHour, ...more })
  const rate = (list: readonly Rate[], facts: Partial<Charged> = {}, kind: 'instance' | 'unit' = 'instance') =>
    hourlyRate(list, kind, charged({ elsewhere: kind === 'unit', ...facts }), at)?.nanoPerHour ?? null

  it('is that of its plan, and of its day', () => {
    const list = [
      hour(1),
      hour(2, { instanceType: 'infer.s' }),
      hour(3, { instanceType: 'infer.m' }),
      hour(4, { validFrom: '2026-11-21' }),
    ]
    expect(['infer.s', 'infer.m', 'basic', null].map((instanceType) => rate(list, { instanceType }))).toEqual([2, 3, 1, 1])
    expect(rate([hour(4, { validFrom: '2026-11-21' })])).toBeNull()
  })

  it('of instances is for what is paid by time, unless it says otherwise', () => {
    expect(rate([hour(1)], { deploymentType: 'provisioned' })).toBeNull()
    expect(rate([hour(1, { deploymentType: 'provisioned' })], { deploymentType: 'provisioned' })).toBe(1)
    expect(rate([hour(1)], { deploymentType: 'managed-compute' })).toBe(1)
    expect(rate([hour(1, { kind: 'unit' })], { deploymentType: 'provisioned' }, 'unit')).toBe(1)
  })
})
