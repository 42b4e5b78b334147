import { describe, expect, it } from 'vitest'
import { sampleModel, samplePrice, sampleVersion } from './samples.ts'
import { toSapModel, toSapModels } from './to-sap-model.ts'

const now = Date.parse('2026-11-20T00:00:00Z')

describe('toSapModel', () => {
  it('is the model object of SAP AI API', () => {
    const model = sampleModel({
      versions: [
        sampleVersion('2024-08-06', {
          latestFrom: '2024-08-06',
          retirementDate: '2026-10-01',
          suggestedReplacements: ['gpt-5'],
          prices: [{ ...samplePrice('1970-01-01', 2_500_000_000), output: 10_000_000_000 }],
        }),
      ],
    })
    expect(toSapModel(model, now)).toEqual({
      model: 'gpt-4o',
      executableId: 'remote-models',
      description: 'Multimodal model',
      displayName: 'GPT-4o',
      accessType: 'Remote',
      provider: 'OpenAI',
      allowedScenarios: [{ scenarioId: 'foundation-models', executableId: 'remote-models' }],
      versions: [
        {
          name: '2024-08-06',
          isLatest: true,
          deprecated: true,
          retirementDate: '2026-10-01',
          contextLength: 128_000,
          inputTypes: ['text'],
          capabilities: ['text-generation'],
          metadata: [{ lifecycle: 'Retired' }],
          cost: [{ inputCost: '0.0025' }, { outputCost: '0.01' }],
          suggestedReplacements: ['gpt-5'],
          streamingSupported: true,
          orchestrationCapabilities: [],
        },
      ],
    })
  })

  it('marks one version as latest, by the time', () => {
    const latest = (day: string) =>
      toSapModel(sampleModel(), Date.parse(day))
        .versions.filter(({ isLatest }) => isLatest)
        .map(({ name }) => name)
    expect(latest('2024-06-01')).toEqual(['2024-05-13'])
    expect(latest('2024-09-01')).toEqual(['2024-08-06'])
  })

  it('says "" for no retirement and nothing for an unknown window', () => {
    const [version] = toSapModel(sampleModel({ versions: [sampleVersion('1', { contextLength: null })] }), now).versions
    expect(version?.retirementDate).toBe('')
    expect(version).not.toHaveProperty('contextLength')
  })

  it.each([
    { name: 'no price', prices: [], expected: [] },
    {
      name: 'the smallest figure there is',
      prices: [{ ...samplePrice('1970-01-01', 1), output: null }],
      expected: [{ inputCost: '0.000000000001' }],
    },
    { name: 'nothing to pay', prices: [samplePrice('1970-01-01', 0)], expected: [{ inputCost: '0' }, { outputCost: '0' }] },
    {
      name: 'whole units',
      prices: [{ ...samplePrice('1970-01-01', 30_000_000_000_000), output: null }],
      expected: [{ inputCost: '30' }],
    },
    {
      name: 'the price that holds today, whatever the order of the rows',
      prices: [
        samplePrice('2027-01-01', 3_000_000_000),
        samplePrice('2026-08-21', 2_000_000_000),
        samplePrice('1970-01-01', 1_000_000_000),
      ],
      expected: [{ inputCost: '0.002' }, { outputCost: '0.008' }],
    },
    { name: 'a price still to come', prices: [samplePrice('2027-01-01', 1)], expected: [] },
  ])('writes $name as decimals per thousand tokens', ({ prices, expected }) => {
    expect(toSapModel(sampleModel({ versions: [sampleVersion('1', { prices })] }), now).versions[0]?.cost).toEqual(expected)
  })

  it('keeps the order of the catalog', () => {
    expect(toSapModels([sampleModel({ model: 'b' }), sampleModel({ model: 'a' })], now).map(({ model }) => model)).toEqual([
      'b',
      'a',
    ])
  })
})
