import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CatalogModel, CatalogVersion } from '../domain/catalog.ts'
import {
  deprecatedMessage,
  latestOf,
  lifecycleOf,
  livingReplacements,
  nextChange,
  type Resolution,
  resolveVersion,
  retiredMessage,
  stageOf,
} from './model-version.ts'

const at = (day: string): number => Date.parse(`${day}T00:00:00Z`)

const version = (name: string, facts: Partial<CatalogVersion> = {}): CatalogVersion => ({
  name,
  latestFrom: null,
  deprecatedFrom: null,
  retirementDate: null,
  retirementNotBefore: null,
  suggestedReplacements: [],
  contextLength: null,
  maxOutputTokens: null,
  inputTypes: ['text'],
  capabilities: ['text-generation'],
  streamingSupported: true,
  providerModelId: null,
  prices: [],
  ...facts,
})

const model = (name: string, versions: CatalogVersion[], executableId = 'azure-openai'): CatalogModel => ({
  model: name,
  executableId,
  provider: 'OpenAI',
  displayName: name,
  description: '',
  accessType: 'Remote',
  versions,
  source: 'test',
})

const turbo = model('gpt-35-turbo', [
  version('0613', { latestFrom: '2023-06-13', retirementDate: '2025-02-13', suggestedReplacements: ['gpt-4o-mini'] }),
  version('1106', { latestFrom: '2023-11-06', retirementDate: '2025-03-31', suggestedReplacements: ['gpt-4o-mini'] }),
])

const omni = model('gpt-4o', [
  version('2024-05-13', { latestFrom: '2024-05-13', deprecatedFrom: '2025-05-13', retirementDate: '2026-10-01' }),
  version('2024-08-06', { latestFrom: '2024-08-06', deprecatedFrom: '2025-08-06', retirementDate: '2026-10-01' }),
  version('2024-11-20', { deprecatedFrom: '2025-11-20', retirementDate: '2026-10-01' }),
])

const said = (resolution: Resolution): string =>
  resolution.kind === 'unknown' ? `unknown, not ${resolution.known.join(' ')}` : `${resolution.kind} ${resolution.version.name}`

describe('latestOf', () => {
  it.each([
    { name: 'is the first version before any day has come', model: omni, now: at('2024-01-01'), expected: '2024-05-13' },
    { name: 'changes at midnight UTC of its day, not before', model: omni, now: at('2024-08-06') - 1, expected: '2024-05-13' },
    { name: 'changes on its day', model: omni, now: at('2024-08-06'), expected: '2024-08-06' },
    { name: 'never becomes a version without a day, however new', model: omni, now: at('2026-11-20'), expected: '2024-08-06' },
    {
      name: 'is nothing where no version is ever latest',
      model: model('m', [version('1')]),
      now: at('2026-11-20'),
      expected: undefined,
    },
  ])('$name', ({ model: of, now, expected }) => {
    expect(latestOf(of, now)?.name).toBe(expected)
  })
})

describe('stageOf', () => {
  it.each([
    { name: 'without dates it is active', facts: {}, now: at('2030-01-01'), expected: 'active' },
    { name: 'is active the day before', facts: { deprecatedFrom: '2025-05-13' }, now: at('2025-05-13') - 1, expected: 'active' },
    {
      name: 'is deprecated from the day',
      facts: { deprecatedFrom: '2025-05-13' },
      now: at('2025-05-13'),
      expected: 'deprecated',
    },
    {
      name: 'is deprecated 90 days before a retirement nobody announced a deprecation for',
      facts: { retirementDate: '2026-04-01' },
      now: at('2026-01-01'),
      expected: 'deprecated',
    },
    { name: 'and active before that', facts: { retirementDate: '2026-04-01' }, now: at('2026-01-01') - 1, expected: 'active' },
    { name: 'is retired from the day', facts: { retirementDate: '2026-04-01' }, now: at('2026-04-01'), expected: 'retired' },
    { name: 'ignores "not before"', facts: { retirementNotBefore: '2026-04-01' }, now: at('2027-01-01'), expected: 'active' },
  ])('$name', ({ facts, now, expected }) => {
    expect(stageOf(version('1', facts), now)).toBe(expected)
  })
})

describe('resolveVersion', () => {
  it.each([
    { name: 'absent follows the latest', model: turbo, wanted: undefined, now: at('2024-06-01'), expected: 'active 1106' },
    { name: 'so does an empty value', model: turbo, wanted: '', now: at('2024-06-01'), expected: 'active 1106' },
    { name: '"latest" follows the latest', model: turbo, wanted: 'latest', now: at('2024-06-01'), expected: 'active 1106' },
    { name: 'a pinned version stays', model: turbo, wanted: '0613', now: at('2024-06-01'), expected: 'active 0613' },
    { name: 'a pinned version retires', model: turbo, wanted: '0613', now: at('2025-02-13'), expected: 'retired 0613' },
    {
      name: 'a latest without successor retires',
      model: turbo,
      wanted: 'latest',
      now: at('2026-11-20'),
      expected: 'retired 1106',
    },
    {
      name: 'a deprecated version still answers',
      model: omni,
      wanted: '2024-05-13',
      now: at('2025-06-01'),
      expected: 'deprecated 2024-05-13',
    },
    {
      name: 'an unknown one names the known',
      model: turbo,
      wanted: '0301',
      now: at('2024-06-01'),
      expected: 'unknown, not 0613 1106',
    },
  ])('$name', ({ model: of, wanted, now, expected }) => {
    expect(said(resolveVersion(of, wanted, now))).toBe(expected)
  })

  it('carries date and replacements of a retired version', () => {
    expect(resolveVersion(turbo, '0613', at('2026-11-20'))).toMatchObject({
      kind: 'retired',
      retirementDate: '2025-02-13',
      replacements: ['gpt-4o-mini'],
    })
  })
})

describe('nextChange', () => {
  it.each([
    { name: 'the next latest', model: omni, wanted: 'latest', now: at('2024-06-01'), expected: '2024-08-06' },
    {
      name: 'not of interest to a pinned one, which deprecates next',
      model: omni,
      wanted: '2024-05-13',
      now: at('2024-06-01'),
      expected: '2025-05-13',
    },
    { name: 'then retirement', model: omni, wanted: '2024-05-13', now: at('2025-06-01'), expected: '2026-10-01' },
    { name: 'nothing after the end', model: omni, wanted: 'latest', now: at('2026-10-01'), expected: null },
    { name: 'nothing for an unknown version', model: omni, wanted: '2023-01-01', now: at('2024-06-01'), expected: null },
    {
      name: 'nothing without dates',
      model: model('m', [version('1', { latestFrom: '1970-01-01' })]),
      wanted: undefined,
      now: at('2024-06-01'),
      expected: null,
    },
  ])('$name', ({ model: of, wanted, now, expected }) => {
    expect(nextChange(of, wanted, now)).toBe(expected === null ? null : at(expected))
  })

  const day = fc.option(
    fc.integer({ min: 0, max: 40 }).map((n) => new Date(at('2024-01-01') + n * 86_400_000 * 7).toISOString().slice(0, 10)),
  )
  const versions = fc.array(fc.record({ latestFrom: day, deprecatedFrom: day, retirementDate: day }), {
    minLength: 1,
    maxLength: 4,
  })

  it('is exactly when the answer changes: never earlier, never later', () => {
    fc.assert(
      fc.property(
        versions,
        fc.integer({ min: -10, max: 300 }),
        fc.constantFrom(undefined, 'latest', '0', '1'),
        (facts, days, wanted) => {
          const of = model(
            'm',
            facts.map((fact, index) => version(`${index}`, fact)),
          )
          const now = at('2024-01-01') + days * 86_400_000
          const next = nextChange(of, wanted, now)
          const present = said(resolveVersion(of, wanted, now))
          const end = next ?? at('2030-01-01')
          for (let instant = now; instant < end && instant < at('2025-06-01'); instant += 43_200_000)
            expect(said(resolveVersion(of, wanted, instant))).toBe(present)
          if (next !== null) expect(said(resolveVersion(of, wanted, next))).not.toBe(present)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('livingReplacements', () => {
  const ever = { latestFrom: '1970-01-01' }
  const models = [
    model('old', [version('1', { ...ever, retirementDate: '2025-01-01', suggestedReplacements: ['middle'] })]),
    model('middle', [
      version('1', { ...ever, retirementDate: '2026-01-01', suggestedReplacements: ['new', 'other/new', 'old'] }),
    ]),
    model('new', [version('1', ever)]),
    model('new', [version('1', ever)], 'other'),
    model('org/slashed', [version('1', ever)]),
  ]

  it.each([
    { name: 'keeps a living one', suggested: ['new'], now: '2026-11-20', expected: ['new'] },
    { name: 'keeps one that still lives at that time', suggested: ['middle'], now: '2025-06-01', expected: ['middle'] },
    {
      name: 'follows a retired one to what replaces it, and ends in a circle',
      suggested: ['middle'],
      now: '2026-11-20',
      expected: ['new', 'other/new'],
    },
    { name: 'keeps a name it does not know', suggested: ['house-model'], now: '2026-11-20', expected: ['house-model'] },
    { name: 'reads a slash as part of a name first', suggested: ['org/slashed'], now: '2026-11-20', expected: ['org/slashed'] },
    { name: 'names none where none lives', suggested: [], now: '2026-11-20', expected: [] },
  ])('$name', ({ suggested, now, expected }) => {
    expect(livingReplacements(models, 'azure-openai', suggested, at(now))).toEqual(expected)
  })
})

describe('lifecycleOf', () => {
  it.each([
    ['Preview', { preview: true }],
    ['GenerallyAvailable', {}],
    ['GenerallyAvailable', { retirementDate: '2027-11-20' }],
    ['Deprecated', { retirementDate: '2026-12-01', preview: true }],
    ['Deprecated', { deprecatedFrom: '2026-11-20' }],
    ['Retired', { retirementDate: '2026-11-20' }],
  ] as const)('%s: %j', (expected, facts) => {
    expect(lifecycleOf(version('1', facts), at('2026-11-20'))).toBe(expected)
  })
})

describe('messages', () => {
  it('name version, date and replacement of a retired one', () => {
    const resolution = resolveVersion(turbo, '0613', at('2026-11-20'))
    if (resolution.kind !== 'retired') throw new Error('expected it retired')
    expect(retiredMessage(turbo, resolution, at('2026-11-20'))).toBe(
      'Model gpt-35-turbo version 0613 was retired on 2025-02-13; use gpt-4o-mini instead',
    )
  })

  it('name the version that lives where nothing else is named', () => {
    const of = model('m', [version('1', { retirementDate: '2026-10-01' }), version('2', { latestFrom: '2026-01-01' })])
    const resolution = resolveVersion(of, '1', at('2026-11-20'))
    if (resolution.kind !== 'retired') throw new Error('expected it retired')
    expect(retiredMessage(of, resolution, at('2026-11-20'))).toBe(
      'Model m version 1 was retired on 2026-10-01; use version 2 instead',
    )
  })

  it.each([
    {
      retirementDate: '2026-10-01',
      expected: 'Model m version 1 is deprecated and will be retired on 2026-10-01; suggested replacement: a or b',
    },
    { retirementDate: null, expected: 'Model m version 1 is deprecated; suggested replacement: a or b' },
  ])('say when a deprecated one retires, where that is known: $retirementDate', ({ retirementDate, expected }) => {
    const of = model('m', [version('1')])
    expect(deprecatedMessage(of, { kind: 'deprecated', version: version('1'), retirementDate, replacements: ['a', 'b'] })).toBe(
      expected,
    )
  })

  it('never exceed 256 characters and keep the date', () => {
    const of = model('x'.repeat(128), [version('v'.repeat(64))])
    const replacements = ['r'.repeat(128), 's'.repeat(128)]
    const retired = { kind: 'retired', version: version('v'.repeat(64)), retirementDate: '2026-10-01', replacements } as const
    const text = retiredMessage(of, retired, at('2026-11-20'))
    expect(text.length).toBeLessThanOrEqual(256)
    expect(text).toContain('2026-10-01')
  })
})
