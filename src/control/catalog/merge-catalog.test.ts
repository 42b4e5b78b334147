import { describe, expect, it } from 'vitest'
import { CatalogEntry, CatalogModel } from '../../domain/catalog.ts'
import { differences, mergeCatalog } from './merge-catalog.ts'
import { sampleModel, samplePrice, sampleVersion } from './samples.ts'

const entry = (facts: object): CatalogEntry => CatalogEntry.parse({ executableId: 'remote-models', model: 'gpt-4o', ...facts })

const only = (models: CatalogModel[]): CatalogModel => {
  const [model] = models
  if (!model) throw new Error('expected a model')
  return model
}

describe('mergeCatalog', () => {
  it('is what is shipped where nobody says otherwise', () => {
    expect(mergeCatalog([sampleModel()], [], [])).toEqual([sampleModel()])
  })

  it('overrides the given fields of the given version and nothing else', () => {
    const retired = entry({ versions: [{ name: '2024-05-13', retirementDate: '2026-10-01', suggestedReplacements: ['gpt-5'] }] })
    expect(mergeCatalog([sampleModel()], [retired], [])).toEqual([
      sampleModel({
        versions: [
          sampleVersion('2024-05-13', {
            latestFrom: '2024-05-13',
            retirementDate: '2026-10-01',
            suggestedReplacements: ['gpt-5'],
          }),
          sampleVersion('2024-08-06', { latestFrom: '2024-08-06' }),
        ],
      }),
    ])
  })

  it('clears a field with null: a retirement can be taken back', () => {
    const shipped = sampleModel({ versions: [sampleVersion('1', { retirementDate: '2026-10-01' })] })
    const merged = mergeCatalog([shipped], [], [entry({ versions: [{ name: '1', retirementDate: null }] })])
    expect(only(merged).versions[0]?.retirementDate).toBeNull()
  })

  it('lets the API have the last word over the file', () => {
    const merged = mergeCatalog([sampleModel()], [entry({ displayName: 'file' })], [entry({ displayName: 'API' })])
    expect(only(merged).displayName).toBe('API')
  })

  it('adds a version behind the known ones', () => {
    const merged = mergeCatalog([sampleModel()], [entry({ versions: [{ name: '2025-01-01', latestFrom: '2025-01-01' }] })], [])
    expect(only(merged).versions.map(({ name }) => name)).toEqual(['2024-05-13', '2024-08-06', '2025-01-01'])
    expect(CatalogModel.parse(only(merged))).toEqual(only(merged))
  })

  it.each([
    { name: 'of no version has version 1', versions: [], expected: [['1', '1970-01-01']] },
    {
      name: 'follows its last version',
      versions: [{ name: 'a' }, { name: 'b' }],
      expected: [
        ['a', null],
        ['b', '1970-01-01'],
      ],
    },
    {
      name: 'follows what it says',
      versions: [{ name: 'a', latestFrom: '2026-01-01' }, { name: 'b' }],
      expected: [
        ['a', '2026-01-01'],
        ['b', null],
      ],
    },
    { name: 'may have no latest at all', versions: [{ name: 'a', latestFrom: null }], expected: [['a', null]] },
  ])('a new model $name', ({ versions, expected }) => {
    const [, added] = mergeCatalog([sampleModel()], [entry({ model: 'house-model', versions })], [])
    expect(added?.versions.map(({ name, latestFrom }) => [name, latestFrom])).toEqual(expected)
    expect(CatalogModel.parse(added)).toMatchObject({ provider: 'operator', displayName: 'house-model' })
  })

  it('charges by the operator’s price from its first day on and leaves the past alone', () => {
    const shipped = sampleModel({
      versions: [
        sampleVersion('1', {
          prices: [samplePrice('1970-01-01', 1), samplePrice('2026-01-01', 2), samplePrice('2026-08-21', 3)],
        }),
      ],
    })
    const own = { currency: 'EUR', input: 9, validFrom: '2026-05-01' }
    const merged = mergeCatalog([shipped], [], [entry({ versions: [{ name: '1', prices: [own] }] })])
    expect(only(merged).versions[0]?.prices).toEqual([
      samplePrice('1970-01-01', 1),
      samplePrice('2026-01-01', 2),
      { ...own, cachedInput: null, cacheWrite: null, output: null, source: 'operator' },
    ])
  })

  it('drops all prices where the operator gives an empty list', () => {
    const shipped = sampleModel({ versions: [sampleVersion('1', { prices: [samplePrice('1970-01-01', 1)] })] })
    const merged = mergeCatalog([shipped], [], [entry({ versions: [{ name: '1', prices: [] }] })])
    expect(only(merged).versions[0]?.prices).toEqual([])
  })

  it('never changes what is shipped', () => {
    const shipped = [sampleModel()]
    const before = structuredClone(shipped)
    mergeCatalog(shipped, [entry({ displayName: 'other', versions: [{ name: '2024-05-13', contextLength: 1 }] })], [])
    expect(shipped).toEqual(before)
  })
})

describe('differences', () => {
  it('lists every field in which the operator differs', () => {
    const shipped = [sampleModel()]
    const effective = mergeCatalog(
      shipped,
      [entry({ displayName: 'Ours', versions: [{ name: '2024-05-13', contextLength: 64_000 }] })],
      [],
    )
    const where = { executableId: 'remote-models', model: 'gpt-4o' }
    expect(differences(shipped, effective)).toEqual([
      { ...where, version: null, field: 'displayName', shipped: 'GPT-4o', effective: 'Ours' },
      { ...where, version: '2024-05-13', field: 'contextLength', shipped: 128_000, effective: 64_000 },
    ])
  })

  it('is empty where nobody says otherwise', () => {
    expect(differences([sampleModel()], [sampleModel()])).toEqual([])
  })
})
