import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { age, clockTime, parseDuration } from './duration.ts'
import { makeOutput, type Shape, size, table } from './output.ts'
import { barLine, makeProgress } from './progress.ts'
import type { World } from './world.ts'

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
  const half = { phase: 'downloading', done: 1_200_000_000, total: 2_400_000_000, rate: 100_000_000 }
  it('shows share, bytes, rate and time left', () =>
    expect(barLine('tiny.gguf', half, 120)).toBe(
      `tiny.gguf   50 % ${'█'.repeat(15)}${'░'.repeat(15)}  1.2 GB of 2.4 GB  100 MB/s  0:12`,
    ))
  it('fits a narrow terminal', () => expect(barLine('tiny.gguf', half, 70).length).toBeLessThan(70))
  it('does without a total', () =>
    expect(barLine('tiny.gguf', { ...half, total: null, rate: 0 }, 80)).toBe('tiny.gguf  downloading  1.2 GB'))
  it('counts other things than bytes', () =>
    expect(barLine('b1', { phase: 'in_progress', done: 5, total: 20, unit: 'calls', rate: 2.5 }, 60)).toMatch(
      /^b1 {3}25 % █+░+ {2}5 of 20 calls {2}3 calls\/s {2}0:06$/,
    ))
  it('says what comes after the last byte', () =>
    expect(barLine('tiny.gguf', { phase: 'verifying' }, 80, 3_000)).toBe('tiny.gguf  verifying  0:03'))
})

describe('progress', () => {
  const shown = (format: 'table' | 'json', isTTY: boolean) => {
    let [text, now] = ['', 0]
    const stderr = Object.assign(new PassThrough(), { isTTY, columns: 80, write: (more: string) => (text += more) })
    const world = { stderr, now: () => now } as unknown as World
    const progress = makeProgress({ world, output: makeOutput({ write: () => {} }, format), quiet: false }, 'x.gguf')
    for (const done of [0, 1_000_000, 2_000_000, 6_000_000]) {
      progress.show({ phase: 'downloading', done, total: 8_000_000 })
      now += 2_000
    }
    progress.show({ phase: 'verifying' })
    progress.end()
    return text
  }
  it('is a line that changes for a person', () => {
    const lines = shown('table', true).split('\r\u001b[K')
    expect(lines).toHaveLength(6)
    expect(lines.filter((line) => line.includes('\n'))).toEqual(['x.gguf  verifying  0:08\n'])
  })
  it('is a line each five seconds and for each phase otherwise', () =>
    expect(shown('table', false).split('\n')).toEqual([
      expect.stringContaining('  0 %'),
      expect.stringContaining(' 75 %'),
      expect.stringContaining('verifying'),
      '',
    ]))
  it('is a JSON object a line for programs', () => {
    const events = shown('json', false)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events).toHaveLength(5)
    expect(events[1]).toEqual({
      ...{ name: 'x.gguf', phase: 'downloading', done: 1_000_000, total: 8_000_000, unit: 'bytes' },
      ...{ ratePerSecond: 500_000, etaMs: 14_000 },
    })
  })
})
