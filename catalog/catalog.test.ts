import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readShippedCatalog } from '../src/control/catalog/read-catalog-file.ts'
import { toSapModel } from '../src/control/catalog/to-sap-model.ts'
import { latestOf, livingReplacements, resolveVersion } from '../src/decide/model-version.ts'
import { CatalogModel, type CatalogVersion } from '../src/domain/catalog.ts'
import { build, catalogFile, reportFile } from './import.ts'
import { decimal, nano } from './nano.ts'

const models = await readShippedCatalog(catalogFile)
const at = (day: string): number => Date.parse(`${day}T00:00:00Z`)
const today = at('2026-11-20')

const find = (executableId: string, model: string): CatalogModel => {
  const found = models.find((entry) => entry.executableId === executableId && entry.model === model)
  if (!found) throw new Error(`no ${executableId}/${model}`)
  return found
}
const versions: { key: string; version: CatalogVersion }[] = models.flatMap((model) =>
  model.versions.map((version) => ({ key: `${model.executableId}/${model.model} ${version.name}`, version })),
)

/** The table of SAP's "Create a Deployment for a Generative AI Model", row by row; N/A is version 1. */
const sourceRows = `
azure-openai gpt-35-turbo 0613 1106
azure-openai gpt-35-turbo-16k 0613
azure-openai gpt-4 0613
azure-openai gpt-4-32k 0613
azure-openai text-embedding-ada-002 2
azure-openai text-embedding-3-small 1
azure-openai text-embedding-3-large 1
azure-openai gpt-4o 2024-05-13
azure-openai gpt-4 turbo-2024-04-09
aicore-opensource tiiuae--falcon-40b-instruct 1
aicore-opensource mistralai--mixtral-8x7b-instruct-v01 1
aicore-opensource meta--llama3-70b-instruct 1
gcp-vertexai text-bison 002
gcp-vertexai chat-bison 002
gcp-vertexai textembedding-gecko 003
gcp-vertexai textembedding-gecko-multilingual 001
gcp-vertexai gemini-1.0-pro 001
aws-bedrock anthropic--claude-3-sonnet v1
aws-bedrock anthropic--claude-3-haiku v1
aws-bedrock anthropic--claude-3-opus v1
aws-bedrock amazon--titan-embed-text 1.2
aws-bedrock amazon--titan-text-lite 1
aws-bedrock amazon--titan-text-express 1`

/** SAP Note 3437766 in August 2026. */
const noteRows = `
azure-openai gpt-4o 2024-05-13 2024-08-06 2024-11-20
azure-openai gpt-4o-mini 2024-07-18
azure-openai gpt-4.1 2025-04-14
azure-openai gpt-4.1-mini 2025-04-14
azure-openai gpt-4.1-nano 2025-04-14
azure-openai gpt-5 2025-08-07
azure-openai gpt-5-mini 2025-08-07
azure-openai gpt-5-nano 2025-08-07
azure-openai gpt-5.1 2025-11-13
azure-openai gpt-5.2 2025-12-11
azure-openai gpt-5.3-codex 2026-02-24
azure-openai gpt-5.4 2026-03-05
azure-openai gpt-5.4-nano 2026-03-17
azure-openai gpt-5.5 2026-04-24
azure-openai gpt-realtime 2025-08-28
azure-openai o1 2024-12-17
azure-openai o3-mini 2025-01-31
azure-openai o3 2025-04-16
azure-openai o4-mini 2025-04-16
aws-bedrock amazon--nova-pro 1
aws-bedrock amazon--nova-lite 1 2
aws-bedrock amazon--nova-micro 1
aws-bedrock amazon--nova-premier 1
aws-bedrock amazon--titan-embed-text 1.2 2
aws-bedrock amazon--titan-embed-image 1
aws-bedrock anthropic--claude-3-haiku 1
aws-bedrock anthropic--claude-4-sonnet 1
aws-bedrock anthropic--claude-4.5-haiku 1
aws-bedrock anthropic--claude-4.5-sonnet 1
aws-bedrock anthropic--claude-4.5-opus 1
aws-bedrock anthropic--claude-4.6-sonnet 1
aws-bedrock anthropic--claude-4.6-opus 1
aws-bedrock anthropic--claude-4.7-opus 1
aws-bedrock anthropic--claude-4.8-opus 1
gcp-vertexai gemini-2.5-flash 001
gcp-vertexai gemini-2.5-pro 001
gcp-vertexai gemini-2.5-flash-lite 001
gcp-vertexai gemini-2.5-flash-image 001
gcp-vertexai gemini-3.1-flash-lite 001
gcp-vertexai gemini-3.5-flash 001
gcp-vertexai gemini-3-pro-image 001
gcp-vertexai gemini-3.1-flash-image 001
gcp-vertexai gemini-embedding 001
aicore-mistralai mistralai--mistral-large-instruct 2407
aicore-mistralai mistralai--mistral-medium-instruct 2505
aicore-mistralai mistralai--mistral-small-instruct 2503
aicore-mistralai mistralai--mistral-small 2603
aicore-cohere cohere--command-a-reasoning 2508
aicore-cohere cohere-reranker 3.5
aicore-nvidia nvidia--llama-3.2-nv-embedqa-1b 2
aicore-sap sap-rpt-1-small 1
aicore-sap sap-rpt-1-large 1
aicore-sap sap-abap-1 1
perplexity-ai sonar 1
perplexity-ai sonar-pro 1
aicore-ibm ibm--granite-13b-chat 1
aicore-opensource meta--llama3.1-70b-instruct 1
aicore-opensource deepseek-ai--deepseek-r1 1
gcp-vertexai gemini-2.0-flash 001
gcp-vertexai gemini-1.5-pro 002
aws-bedrock anthropic--claude-3.5-sonnet 1
aws-bedrock anthropic--claude-3.7-sonnet 1`

const rows = (table: string) =>
  table
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([executableId = '', model = '', ...names]) => ({ executableId, model, names }))

describe('the shipped catalog', () => {
  it('is valid, sorted, and names every model once', () => {
    const keys = models.map(({ executableId, model }) => `${executableId} ${model}`)
    expect(z.array(CatalogModel).safeParse(models).success).toBe(true)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys).toEqual([...keys].sort())
  })

  it.each([...rows(sourceRows), ...rows(noteRows)])('has $executableId $model $names', ({ executableId, model, names }) => {
    expect(find(executableId, model).versions.map(({ name }) => name)).toEqual(expect.arrayContaining(names))
  })

  it('marks no two versions of a model as latest on the same day, and always one today', () => {
    for (const model of models) {
      const days = model.versions.map(({ latestFrom }) => latestFrom).filter((day) => day !== null)
      expect(new Set(days).size, model.model).toBe(days.length)
      expect(latestOf(model, today), model.model).not.toBeNull()
    }
  })

  it('names versions once', () => {
    for (const { model, versions: own } of models) expect(new Set(own.map(({ name }) => name)).size, model).toBe(own.length)
  })

  it('keeps prices integer, dated upwards, and never dearer from the cache', () => {
    for (const { key, version } of versions) {
      const days = version.prices.map(({ validFrom }) => validFrom)
      expect(days, key).toEqual([...new Set(days)].sort())
      for (const { input, cachedInput, cacheWrite, output } of version.prices) {
        for (const rate of [input, cachedInput ?? 0, cacheWrite ?? 0, output ?? 0])
          expect(Number.isSafeInteger(rate), key).toBe(true)
        expect(cachedInput ?? 0, key).toBeLessThanOrEqual(input)
      }
    }
  })

  it('names for every retirement a replacement that answers today', () => {
    for (const model of models)
      for (const { name, retirementDate, suggestedReplacements } of model.versions.filter((v) => v.retirementDate !== null)) {
        const living = livingReplacements(models, model.executableId, suggestedReplacements, today)
        expect(living.length, `${model.executableId}/${model.model} ${name} ${retirementDate}`).toBeGreaterThan(0)
      }
  })

  it('suggests only models that it has', () => {
    const names = new Set(models.flatMap(({ executableId, model }) => [`${executableId} ${model}`]))
    for (const model of models)
      for (const suggested of model.versions.flatMap((version) => version.suggestedReplacements)) {
        const [executableId, name] = suggested.includes('/') ? suggested.split('/') : [model.executableId, suggested]
        expect(names, `${model.model} → ${suggested}`).toContain(`${executableId} ${name}`)
      }
  })

  it('orders the dates of a version: latest, deprecated, retired', () => {
    for (const { key, version } of versions) {
      const days = [version.latestFrom, version.deprecatedFrom, version.retirementDate].filter((day) => day !== null)
      expect(days, key).toEqual([...days].sort())
    }
  })

  it('becomes valid SAP model objects', () => {
    for (const model of models)
      for (const version of toSapModel(model, today).versions) expect(version.capabilities.length).toBeGreaterThan(0)
  })
})

describe('what the catalog says over time', () => {
  it.each([
    { key: 'azure-openai gpt-35-turbo', wanted: '0613', day: '2024-07-01', expected: 'active 0613' },
    { key: 'azure-openai gpt-35-turbo', wanted: 'latest', day: '2024-07-01', expected: 'active 1106' },
    { key: 'azure-openai gpt-35-turbo', wanted: '0613', day: '2026-11-20', expected: 'retired 0613' },
    { key: 'azure-openai gpt-4o', wanted: 'latest', day: '2024-07-01', expected: 'active 2024-05-13' },
    { key: 'azure-openai gpt-4o', wanted: 'latest', day: '2025-02-01', expected: 'active 2024-08-06' },
    { key: 'azure-openai gpt-4o', wanted: 'latest', day: '2026-09-30', expected: 'deprecated 2024-08-06' },
    { key: 'azure-openai gpt-4o', wanted: 'latest', day: '2026-11-20', expected: 'retired 2024-08-06' },
    { key: 'azure-openai gpt-5', wanted: undefined, day: '2026-11-20', expected: 'active 2025-08-07' },
    { key: 'azure-openai text-embedding-ada-002', wanted: '2', day: '2026-11-20', expected: 'deprecated 2' },
    { key: 'aws-bedrock amazon--titan-embed-text', wanted: 'latest', day: '2024-07-01', expected: 'active 1.2' },
    { key: 'aws-bedrock anthropic--claude-3-haiku', wanted: undefined, day: '2024-07-01', expected: 'active v1' },
    { key: 'gcp-vertexai gemini-1.0-pro', wanted: '001', day: '2026-11-20', expected: 'retired 001' },
    { key: 'anthropic claude-sonnet-4-5', wanted: undefined, day: '2026-11-20', expected: 'deprecated 20250929' },
  ])('$key $wanted on $day: $expected', ({ key, wanted, day, expected }) => {
    const [executableId = '', name = ''] = key.split(' ')
    const resolution = resolveVersion(find(executableId, name), wanted, at(day))
    expect(resolution.kind === 'unknown' ? 'unknown' : `${resolution.kind} ${resolution.version.name}`).toBe(expected)
  })

  it('every row of 2024 answers in mid 2024', () => {
    for (const { executableId, model, names } of rows(sourceRows))
      for (const name of names)
        expect(['active', 'deprecated'], `${model} ${name}`).toContain(
          resolveVersion(find(executableId, model), name, at('2024-07-15')).kind,
        )
  })
})

describe('the importer', () => {
  it('writes the same bytes again, and they are the shipped ones', () => {
    const first = build()
    expect(build()).toEqual(first)
    expect(readFileSync(catalogFile, 'utf8')).toBe(first.catalog)
    expect(readFileSync(reportFile, 'utf8')).toBe(first.report)
  })

  it.each([
    { key: 'azure-openai gpt-4o', name: '2024-08-06', input: '2.5', output: '10' },
    { key: 'azure-openai gpt-35-turbo', name: '0613', input: '1.5', output: '2' },
    { key: 'aws-bedrock anthropic--claude-3-haiku', name: 'v1', input: '0.25', output: '1.25' },
    { key: 'aws-bedrock amazon--nova-micro', name: '1', input: '0.035', output: '0.14' },
    { key: 'azure-openai text-embedding-3-small', name: '1', input: '0.02', output: null },
  ])('prices $key $name at $input and $output', ({ key, name, input, output }) => {
    const [executableId = '', model = ''] = key.split(' ')
    const price = find(executableId, model)
      .versions.find((version) => version.name === name)
      ?.prices.at(-1)
    expect([price?.input, price?.output]).toEqual([nano(input), output === null ? null : nano(output)])
  })

  it('carries dated prices and the step for long prompts', () => {
    const [version] = find('openai', 'gpt-5.6-sol').versions
    expect(version?.prices.map(({ validFrom, input, longPrompt }) => [validFrom, decimal(input), longPrompt?.moreThan])).toEqual([
      ['1970-01-01', '5', 271_999],
      ['2026-08-21', '4', 271_999],
    ])
  })

  it.each([
    { text: '2.5', expected: 2_500_000_000 },
    { text: 0.00875, expected: 8_750_000 },
    { text: 1e-7, expected: 100 },
    { text: '0', expected: 0 },
    { text: '600', expected: 600_000_000_000 },
    { text: 0.1 + 0.2, expected: null },
    { text: '-1', expected: null },
    { text: 'free', expected: null },
  ])('reads $text exactly, or not at all', ({ text, expected }) => {
    if (expected === null) expect(() => nano(text)).toThrow()
    else expect(nano(text)).toBe(expected)
  })

  it.each([0, 1, 2_500_000_000, 10_000_000_000, 8_750_000])('shows %i as it was read', (value) => {
    expect(nano(decimal(value))).toBe(value)
  })
})
