import { describe, expect, it } from 'vitest'
import { barLine } from './commands/pull.ts'
import { age, clockTime, parseDuration } from './duration.ts'
import { makeOutput, type Shape, size, table } from './output.ts'

type Fruit = { readonly name: string; readonly colour: string | null }
const shape: Shape<Fruit> = { columns: { NAME: (each) => each.name, COLOUR: (each) => each.colour }, name: (each) => each.name }
const fruits = {
  count: 2,
  resources: [
    { name: 'banana', colour: 'yellow' },
    { name: 'fig', colour: null },
  ],
}

const printed = async (format: 'table' | 'json' | 'yaml' | 'name', what: 'list' | 'one'): Promise<string> => {
  let text = ''
  const output = makeOutput({ write: (more) => (text += more) }, format)
  await (what === 'list' ? output.list(shape, fruits) : output.one(shape, fruits.resources[0] ?? { name: '', colour: '' }))
  return text
}

describe('output', () => {
  it.each([
    ['table', 'list', 'NAME    COLOUR\nbanana  yellow\nfig     -\n'],
    ['table', 'one', 'NAME    banana\nCOLOUR  yellow\n'],
    ['name', 'list', 'banana\nfig\n'],
    ['name', 'one', 'banana\n'],
    ['yaml', 'one', 'name: banana\ncolour: yellow\n'],
    ['json', 'one', '{\n  "name": "banana",\n  "colour": "yellow"\n}\n'],
  ] as const)('as %s of %s', async (format, what, text) => expect(await printed(format, what)).toBe(text))

  it('is what the API says, as JSON', async () => expect(JSON.parse(await printed('json', 'list'))).toEqual(fruits))

  it('lets nothing that a server says steer the terminal', () =>
    expect(table(shape, [{ name: 'a\u001b[2Jb\nc', colour: '\u009b31m' }])).toBe('NAME      COLOUR\na [2Jb c   31m\n'))
})

describe('figures', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [2_900_000_000, '2.9 GB'],
    [123_456_789, '123 MB'],
  ])('%i bytes are %s', (bytes, text) => expect(size(bytes)).toBe(text))

  it.each([
    ['90s', 90_000],
    ['10m', 600_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
  ])('%s are %i ms', (text, ms) => expect(parseDuration(text, '--timeout')).toBe(ms))

  it.each(['', '10', '4.5h', '-1m', '1w', '4h30m'])('"%s" is no duration', (text) =>
    expect(() => parseDuration(text, '--timeout')).toThrow(/^--timeout .*must be/),
  )

  it.each([
    ['2026-11-20T00:00:00Z', '3d'],
    ['2026-11-22T22:00:00Z', '2h'],
    ['2026-11-23T00:00:00Z', '0s'],
    ['2026-11-24T00:00:00Z', '0s'],
  ])('%s was %s ago', (timestamp, text) => expect(age(timestamp, Date.parse('2026-11-23T00:00:00Z'))).toBe(text))

  it.each([
    [5, '0:05'],
    [65, '1:05'],
    [7380, '2:03:00'],
  ])('%i s are %s', (seconds, text) => expect(clockTime(seconds)).toBe(text))
})

describe('the progress bar', () => {
  const record = {
    id: 'i',
    source: 'hf://org/repo/tiny.gguf',
    state: 'downloading',
    bytesDone: 1_200_000_000,
    bytesTotal: 2_400_000_000,
    sha256: null,
    error: null,
    createdAt: '',
  } as const
  it('shows share, bytes, rate and time left', () =>
    expect(barLine(record, 100_000_000, 120)).toBe(
      `tiny.gguf   50 % ${'█'.repeat(15)}${'░'.repeat(15)}  1.2 GB of 2.4 GB  100 MB/s  0:12`,
    ))
  it('fits a narrow terminal', () => expect(barLine(record, 100_000_000, 70).length).toBeLessThan(70))
  it('does without a total', () => expect(barLine({ ...record, bytesTotal: null }, 0, 80)).toBe('tiny.gguf  1.2 GB  0 B/s'))
  it('says what comes after the last byte', () =>
    expect(barLine({ ...record, state: 'verifying' }, 0, 80)).toBe('tiny.gguf  verifying'))
})
