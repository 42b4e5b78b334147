import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../system.ts'
import { type FollowedLine, type FollowQuery, gathered, type LogLine, type LogQuery, type Logs } from '../logs.ts'
import { openLogFolder } from './log-folder.ts'

const deploymentId = 'd0000000000000a1'
const [one, two] = [`${deploymentId}-00000001`, `${deploymentId}-transformer-00000002`]
const noon = Date.parse('2026-11-20T12:00:00Z')

let folder: string
let logs: Logs
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'logs-'))
  mkdirSync(join(folder, deploymentId))
  logs = openLogFolder(folder, systemClock)
})
afterEach(() => rmSync(folder, { recursive: true }))

const path = (instance: string): string => join(folder, deploymentId, `${instance}.log`)
const text = (ms: number, message: string): string => `${new Date(noon + ms).toISOString()} stdout F ${message}\n`
const write = (instance: string, ...lines: [number, string][]): void =>
  appendFileSync(path(instance), lines.map(([ms, message]) => text(ms, message)).join(''))
const words = (lines: readonly LogLine[]): string[] => lines.map(({ message }) => message)
const read = async (query: Partial<LogQuery> = {}): Promise<string[]> =>
  words(await gathered(logs.read({ deploymentId, start: 0, end: noon * 2, limit: 1_000_000, order: 'asc', ...query })))

describe('reading', () => {
  beforeEach(() => {
    write(one, [0, 'a0'], [10, 'a1'], [10, 'a2'])
    renameSync(path(one), `${path(one)}.1`)
    write(one, [30, 'a3 Error'])
    write(two, [5, 'b0 ERROR'], [20, 'b1'])
  })

  it('is in time order over instances and rotated files, from either end', async () => {
    const all = ['a0', 'b0 ERROR', 'a1', 'a2', 'b1', 'a3 Error']
    expect(await read()).toEqual(all)
    expect(await read({ order: 'desc' })).toEqual(all.toReversed())
    expect(await read({ limit: 2 })).toEqual(all.slice(0, 2))
    expect(await read({ limit: 2, order: 'desc' })).toEqual(['a3 Error', 'b1'])
  })

  it.each([
    [{ start: noon + 10, end: noon + 20 }, ['a1', 'a2', 'b1']],
    [{ start: noon + 10, end: noon + 20, order: 'desc' }, ['b1', 'a2', 'a1']],
    [{ grep: 'error' }, ['b0 ERROR', 'a3 Error']],
    [{ instanceIds: [one] }, ['a0', 'a1', 'a2', 'a3 Error']],
    [{ instanceIds: [] }, []],
    [{ component: 'transformer' }, ['b0 ERROR', 'b1']],
  ] as const)('%j', async (query, expected) => expect(await read(query)).toEqual(expected))

  it('takes lines that are longer than what is read at a time, and letters of several bytes at its edges, from either end', async () => {
    const long = Array.from({ length: 40 }, (_, at) => `${at} ${'äöü€😀'.repeat(1_500)}`)
    writeFileSync(path(one), long.map((each, at) => text(100 + at, each)).join(''))
    rmSync(`${path(one)}.1`)
    expect(await read({ instanceIds: [one] })).toEqual(long)
    expect(await read({ instanceIds: [one], order: 'desc' })).toEqual(long.toReversed())
  })

  it('gives a hundred thousand lines, batch by batch', async () => {
    const many = Array.from({ length: 100_000 }, (_, at) => text(1_000 + at, `line ${at}`))
    writeFileSync(path(one), many.join(''))
    let [count, largest] = [0, 0]
    for await (const batch of logs.read({ deploymentId, start: 0, end: noon * 2, limit: 100_000, order: 'asc' })) {
      count += batch.length
      largest = Math.max(largest, batch.length)
    }
    expect([count, largest <= 1_000]).toEqual([100_000, true])
  })
})

describe('following', () => {
  const open: AbortController[] = []
  afterEach(() => {
    for (const each of open.splice(0)) each.abort()
  })

  const follow = (query: Partial<FollowQuery> = {}) => {
    const stop = new AbortController()
    open.push(stop)
    const lines: FollowedLine[] = []
    const ended = (async () => {
      for await (const batch of logs.follow({ deploymentId, start: 0, tail: null, after: null, ...query }, stop.signal))
        lines.push(...batch)
    })()
    const until = (expected: readonly string[]) =>
      vi.waitFor(() => expect(words(lines)).toEqual(expected), { timeout: 10_000, interval: 20 })
    const leave = (): Promise<void> => {
      stop.abort()
      return ended
    }
    return { lines, until, stop: leave }
  }

  it('tells what is there, then what comes, of new instances and over rotations too', async () => {
    write(one, [0, 'a0'])
    const follower = follow()
    await follower.until(['a0'])
    write(one, [10, 'a1'])
    await follower.until(['a0', 'a1'])
    write(two, [20, 'b0'])
    await follower.until(['a0', 'a1', 'b0'])
    write(one, [30, 'a2'])
    renameSync(path(one), `${path(one)}.1`)
    write(one, [40, 'a3'])
    renameSync(`${path(one)}.1`, `${path(one)}.2`)
    renameSync(path(one), `${path(one)}.1`)
    write(one, [50, 'a4'])
    await follower.until(['a0', 'a1', 'b0', 'a2', 'a3', 'a4'])
    await follower.stop()
  })

  it('begins with the last lines where it is asked to, and goes on after a break with what comes after the last one read', async () => {
    write(one, [0, 'a0'], [10, 'a1'], [10, 'a2'], [10, 'a3'])
    write(two, [10, 'b0'])
    const first = follow({ tail: 2 })
    await vi.waitFor(() => expect(first.lines).toHaveLength(2), { timeout: 10_000 })
    await first.stop()
    write(one, [10, 'a4'], [60, 'a5'])
    write(two, [10, 'b1'])
    const third = `${deploymentId}-00000003`
    write(third, [70, 'c0'])
    const again = follow({ tail: 2, after: first.lines.at(-1)?.cursor ?? '' })
    await vi.waitFor(() => expect(again.lines).toHaveLength(4), { timeout: 10_000 })
    expect(words(again.lines).toSorted()).toEqual(['a4', 'a5', 'b1', 'c0'])
  })

  it('passes over old lines and those that are not asked for', async () => {
    write(one, [0, 'old'], [10, 'other'])
    const follower = follow({ start: noon + 5, grep: 'WANT' })
    write(one, [20, 'wanted'], [30, 'not'])
    await follower.until(['wanted'])
  })

  it('does not let followers disturb each other, and ends with its signal', async () => {
    const [a, b] = [follow(), follow()]
    write(one, [0, 'x'])
    await a.until(['x'])
    await a.stop()
    write(one, [1, 'y'])
    await b.until(['x', 'y'])
    expect(words(a.lines)).toEqual(['x'])
  })
})
