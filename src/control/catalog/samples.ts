import type { CatalogModel, CatalogVersion } from '../../domain/catalog.ts'

/** A catalog of one model for the tests of this room. */
export const sampleVersion = (name: string, facts: Partial<CatalogVersion> = {}): CatalogVersion => ({
  name,
  latestFrom: null,
  deprecatedFrom: null,
  retirementDate: null,
  retirementNotBefore: null,
  suggestedReplacements: [],
  contextLength: 128_000,
  maxOutputTokens: null,
  inputTypes: ['text'],
  capabilities: ['text-generation'],
  streamingSupported: true,
  providerModelId: null,
  prices: [],
  ...facts,
})

export const sampleModel = (facts: Partial<CatalogModel> = {}): CatalogModel => ({
  model: 'gpt-4o',
  executableId: 'remote-models',
  provider: 'OpenAI',
  displayName: 'GPT-4o',
  description: 'Multimodal model',
  accessType: 'Remote',
  source: 'test',
  versions: [
    sampleVersion('2024-05-13', { latestFrom: '2024-05-13' }),
    sampleVersion('2024-08-06', { latestFrom: '2024-08-06' }),
  ],
  ...facts,
})

export const samplePrice = (validFrom: string, input: number) => ({
  validFrom,
  currency: 'USD',
  input,
  cachedInput: null,
  cacheWrite: null,
  output: input * 4,
  source: 'test',
})
