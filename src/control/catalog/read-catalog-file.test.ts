import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../domain/failure.ts'
import { parseEntries, readCatalogFile, readShippedCatalog } from './read-catalog-file.ts'
import { sampleModel } from './samples.ts'

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lectern-catalog-'))
})
afterEach(() => rm(directory, { recursive: true }))

const yaml = `
models:
  - executableId: azure-openai
    model: gpt-4o
    versions:
      - { name: 2024-08-06, retirementDate: 2027-01-01, suggestedReplacements: [gpt-5] }
      - { name: "0613", prices: [{ currency: EUR, input: 2300000000, output: 9200000000 }] }
`

const refusal = (text: string): Failure => {
  try {
    parseEntries(text, 'catalog.yaml')
  } catch (failure) {
    if (failure instanceof Failure) return failure
    throw failure
  }
  throw new Error('expected a refusal')
}

describe('readCatalogFile', () => {
  it('reads YAML', async () => {
    const path = join(directory, 'catalog.yaml')
    await writeFile(path, yaml)
    const [entry] = await readCatalogFile(path)
    expect(entry?.versions.map(({ name }) => name)).toEqual(['2024-08-06', '0613'])
    expect(entry?.versions[1]?.prices?.[0]).toMatchObject({ validFrom: '1970-01-01', output: 9_200_000_000, source: 'operator' })
  })

  it('reads JSON', async () => {
    const path = join(directory, 'catalog.json')
    await writeFile(path, JSON.stringify([sampleModel()]))
    expect(await readCatalogFile(path)).toEqual([sampleModel()])
  })

  it('finds no entries where there is no file', async () => {
    expect(await readCatalogFile(join(directory, 'catalog.yaml'))).toEqual([])
  })

  it('refuses what is no file, with its path', async () => {
    await expect(readCatalogFile(directory)).rejects.toThrow(`${directory} cannot be read`)
  })
})

describe('parseEntries', () => {
  it.each([
    { name: 'an empty file', text: '' },
    { name: 'a file of comments', text: '# nothing yet\n' },
    { name: 'an empty list', text: '[]' },
  ])('finds no entries in $name', ({ text }) => {
    expect(parseEntries(text, 'catalog.yaml')).toEqual([])
  })

  it.each([
    { name: 'broken YAML', text: 'models: [', says: 'catalog.yaml is no YAML' },
    { name: 'something else', text: 'models: 7', says: 'must hold a list of models' },
    { name: 'an entry without key', text: '- { model: gpt-4o }', says: 'entry 1 (?/gpt-4o): executableId' },
    {
      name: 'an unknown field',
      text: '- { executableId: a, model: b, colour: red }',
      says: 'entry 1 (a/b): Unrecognized key: "colour"',
    },
    {
      name: 'a date that is none',
      text: '- { executableId: a, model: b, versions: [{ name: "1", retirementDate: soon }] }',
      says: 'entry 1 (a/b): versions[0].retirementDate: Invalid ISO date',
    },
    {
      name: 'a version name YAML reads as a number',
      text: '- { executableId: a, model: b, versions: [{ name: 0613 }] }',
      says: 'versions[0].name: Invalid input: expected string, received number (write it in quotes)',
    },
    {
      name: 'a price with a fraction',
      text: '- { executableId: a, model: b, versions: [{ name: "1", prices: [{ currency: EUR, input: 2.5 }] }] }',
      says: 'versions[0].prices[0].input',
    },
    {
      name: 'a version called latest',
      text: '- { executableId: a, model: b, versions: [{ name: latest }] }',
      says: 'versions[0].name: must not be "latest"',
    },
    {
      name: 'a version twice',
      text: '- { executableId: a, model: b, versions: [{ name: "1" }, { name: "1" }] }',
      says: 'entry 1 (a/b): versions: must not name a version twice',
    },
  ])('refuses $name, naming entry and field', ({ text, says }) => {
    const failure = refusal(text)
    expect(failure.code).toBe('invalid')
    expect(failure.message).toContain(says)
  })
})

it('readShippedCatalog reads what the importer wrote', async () => {
  const models = await readShippedCatalog(new URL('../../../catalog/catalog.json', import.meta.url))
  expect(models.length).toBeGreaterThan(100)
})
