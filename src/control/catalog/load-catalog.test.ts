import { describe, expect, it } from 'vitest'
import { CatalogEntry } from '../../domain/catalog.ts'
import { type CatalogDeps, makeCatalog } from './load-catalog.ts'
import { sampleModel, sampleVersion } from './samples.ts'

const now = Date.parse('2026-11-20T12:00:00Z')
const entry = CatalogEntry.parse({ executableId: 'remote-models', model: 'gpt-4o', displayName: 'Ours' })

const catalogWith = (deps: Partial<CatalogDeps> = {}) =>
  makeCatalog({
    shipped: [sampleModel()],
    readFile: async () => [],
    listOverrides: async () => [],
    clock: { now: () => now },
    ...deps,
  })

describe('makeCatalog', () => {
  it('starts as shipped, before anything was read', () => {
    expect(catalogWith().models()).toEqual([sampleModel()])
  })

  it('takes the operator’s word on refresh, and forgets it when it is gone', async () => {
    let overrides = [entry]
    const catalog = catalogWith({ listOverrides: async () => overrides })
    await catalog.refresh()
    expect(catalog.find('remote-models', 'gpt-4o')?.displayName).toBe('Ours')
    expect(catalog.differences()).toHaveLength(1)
    overrides = []
    await catalog.refresh()
    expect(catalog.find('remote-models', 'gpt-4o')?.displayName).toBe('GPT-4o')
  })

  it('keeps the last good catalog when the file turns bad', async () => {
    let bad = false
    const readFile = async () => {
      if (bad) throw new Error('catalog.yaml: entry 1: bad')
      return [entry]
    }
    const catalog = catalogWith({ readFile })
    await catalog.refresh()
    bad = true
    await expect(catalog.refresh()).rejects.toThrow('entry 1: bad')
    expect(catalog.find('remote-models', 'gpt-4o')?.displayName).toBe('Ours')
  })

  it('finds by executable and model together', () => {
    const catalog = catalogWith()
    expect(catalog.find('openai', 'gpt-4o')).toBeNull()
    expect(catalog.find('remote-models', 'gpt-5')).toBeNull()
  })

  it('resolves at the clock’s time and names replacements that live', () => {
    const ever = { latestFrom: '1970-01-01' }
    const gone = (model: string, retirementDate: string, next: string) =>
      sampleModel({ model, versions: [sampleVersion('1', { ...ever, retirementDate, suggestedReplacements: [next] })] })
    const catalog = catalogWith({
      shipped: [gone('old', '2025-01-01', 'middle'), gone('middle', '2026-01-01', 'new'), sampleModel({ model: 'new' })],
    })
    expect(catalog.resolve('remote-models', 'old', undefined)).toMatchObject({ kind: 'retired', replacements: ['new'] })
    expect(catalog.resolve('remote-models', 'new', 'latest')).toMatchObject({ kind: 'active', version: { name: '2024-08-06' } })
    expect(catalog.resolve('remote-models', 'nowhere', 'latest')).toEqual({ kind: 'unknown', known: [] })
  })

  it('lists models in SAP’s form, of the executables that exist here', () => {
    const catalog = catalogWith({ shipped: [sampleModel(), sampleModel({ executableId: 'aicore-sap' })] })
    expect(catalog.sapModels()).toHaveLength(2)
    expect(catalog.sapModels(new Set(['remote-models'])).map(({ executableId }) => executableId)).toEqual(['remote-models'])
  })
})
