import { beforeEach, describe, expect, it } from 'vitest'
import { periodAt } from '../../src/decide/period.ts'
import { piecesOf } from '../../src/decide/sum-pieces.ts'
import type { Clock } from '../../src/domain/clock.ts'
import type { LedgerEntry } from '../../src/domain/ledger.ts'
import { BudgetPeriod } from '../../src/domain/limits.ts'
import { leastMinuteSumsDays } from '../../src/domain/usage-sums.ts'
import type { grains } from '../../src/store/ledger-columns.ts'
import { makeRetention } from '../../src/usage/retention.ts'
import { openControl } from '../control-harness.ts'
import { FakeClock } from '../fake-clock.ts'
import { describeEachStore } from '../stores.ts'
import { anEntry, anIntent } from './samples.ts'

const day = 86_400_000
const hour = 3_600_000
const minute = 60_000
const now = Date.parse('2026-11-20T12:34:56Z')
/** Pauses take no time. */
const still: Clock = { now: () => now, sleep: async () => {} }
const span = { resourceGroups: '*', deployments: '*', start: 0, end: now * 2 } as const

describeEachStore('retention', (under) => {
  let clock: FakeClock
  let said: object[]
  beforeEach(() => {
    clock = new FakeClock(now)
    said = []
  })

  const retention = (time: Clock) =>
    makeRetention({
      store: under.store,
      clock: time,
      ledgerMs: 400 * day,
      minuteSumsMs: 40 * day,
      log: { info: (fields) => void said.push(fields), error: (fields) => void said.push(fields) },
    })
  /** Calls that left at these times, each with the open intent of another that never ended. */
  const keep = async (times: readonly number[]): Promise<void> => {
    const from = await under.store.ledger.boot('boot-1', 1)
    const seq = from.bytes
    const ended = times.map((at, index) => anEntry({ seq: seq + index, at }))
    const opened = times.map((at, index) => anIntent({ seq: 1_000_000 + seq + index, at }))
    const to = { number: 1, bytes: seq + times.length }
    expect(await under.store.ledger.apply({ from, to, ended, opened, withdrawn: [], closed: [], rates: [] })).toBe(true)
  }
  const calls = async (): Promise<LedgerEntry[]> => (await under.store.ledger.list(span, null, 100_000)).map(({ entry }) => entry)
  const sums = async (grain: keyof typeof grains): Promise<number> =>
    (await under.store.usage.sums({ ...span, grain, by: [] })).reduce((all, { sums: each }) => all + Number(each.calls), 0)
  it('lets go of calls and minutes that are too old, and of no hour or day', async () => {
    const ages = [401 * day, 400 * day + 1, 400 * day - minute, 41 * day, 40 * day - hour, 2 * hour, 0]
    await keep(ages.map((age) => now - age))
    await retention(still).run()
    expect((await calls()).map(({ at }) => now - at)).toEqual([0, 2 * hour, 40 * day - hour, 41 * day, 400 * day - minute])
    expect([await sums('minute'), await sums('hour'), await sums('day')]).toEqual([3, 7, 7])
    const opened = await under.store.ledger.orphans({ bootNo: 1, before: null }, 100)
    expect(opened).toHaveLength(ages.length)
    expect(said).toEqual([{ calls: 2, minuteSums: 4 }])
    await retention(still).run()
    expect(said).toHaveLength(1)
  })

  it('works in parts, however much there is', async () => {
    await keep(Array.from({ length: 4_100 }, (_, at) => now - 500 * day - at * minute))
    const parts: number[] = []
    const store = {
      ...under.store,
      retention: {
        deleteCalls: async (before: number, limit: number) => {
          const gone = await under.store.retention.deleteCalls(before, limit)
          parts.push(gone)
          return gone
        },
        deleteMinuteSums: async (before: number, limit: number) => {
          const gone = await under.store.retention.deleteMinuteSums(before, limit)
          parts.push(gone)
          return gone
        },
      },
    }
    const log = { info: () => {}, error: () => {} }
    await makeRetention({ store, clock: still, ledgerMs: 400 * day, minuteSumsMs: 40 * day, log }).run()
    expect(parts).toEqual([2_000, 2_000, 100, 2_000, 2_000, 100])
    expect([await calls(), await sums('minute'), await sums('hour')]).toEqual([[], 0, 4_100])
  })

  it('leaves what spans of any edges add up to', async () => {
    const [start, end] = [now - 3 * day - 29 * minute - (now % minute), now - (now % minute) - 17 * minute]
    await keep(Array.from({ length: 300 }, (_, at) => now - 4 * day + at * 20 * minute))
    const query = { resourceGroups: '*', deployments: '*', by: ['model'] } as const
    const minutes = await under.store.usage.sums({ ...query, grain: 'minute', start, end })
    const [one, none] = await under.store.usage.sumsOver(
      [
        { start, pieces: piecesOf(start, end) },
        { start: end + day, pieces: piecesOf(end + day, end + 2 * day) },
      ],
      query,
    )
    expect(none).toBeUndefined()
    expect([one?.bucket, one?.keys, one?.sums.calls]).toEqual([start, { model: 'gpt-4o' }, BigInt(minutes.length)])
    expect(one?.sums.cost).toBe(minutes.reduce((all, { sums: each }) => all + each.cost, 0n))
  })

  it('begins a minute after the start, goes on every hour, and ends when it is told', async () => {
    await keep([now - 400 * day - 1])
    const made = retention(clock)
    made.start()
    await clock.advance(minute - 1)
    expect(await calls()).toHaveLength(1)
    await clock.advance(1)
    await expect.poll(calls).toEqual([])
    await keep([now - 400 * day - 1])
    await clock.advance(hour - 1)
    expect(await calls()).toHaveLength(1)
    await clock.advance(1)
    await expect.poll(calls).toEqual([])
    await made[Symbol.asyncDispose]()
  })
})

it('keeps every minute that an open period of a budget can begin with, up to a month', () => {
  for (const timezone of ['UTC', 'Asia/Kolkata', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/St_Johns', 'Pacific/Chatham'])
    for (const period of BudgetPeriod.exclude(['quarter', 'year']).options)
      for (let at = now; at < now + 800 * day; at += 7 * hour) {
        const { start } = periodAt(period, timezone, at)
        if (start % hour !== 0)
          expect(at - start, `${period} in ${timezone}`).toBeLessThan((leastMinuteSumsDays - 1) * day + hour)
      }
})

describe('usage of a time whose minutes are gone', () => {
  it('is told by hours, where clocks go by half an hour too, and refused by the minute', async () => {
    await using control = await openControl()
    const { store } = control
    const from = await store.ledger.boot('boot-1', 1)
    // 18:30 UTC is midnight in Kolkata.
    const times = ['2026-09-01T18:10:00Z', '2026-09-01T18:40:00Z', '2026-09-01T19:10:00Z', '2026-11-19T18:20:00Z']
    const ended = times.map((at, seq) => anEntry({ seq, at: Date.parse(at) }))
    const to = { number: 1, bytes: 1 }
    await store.ledger.apply({ from, to, ended, opened: [], withdrawn: [], closed: [], rates: [] })
    const ask = (interval: string) =>
      control.call(
        'GET',
        `/v2/analytics/usage?start=2026-09-01T00:00:00Z&end=2026-11-20T00:00:00Z&interval=${interval}&timezone=Asia/Kolkata`,
      )
    const days = async () => (await ask('day')).body.resources.map((row: { calls: number }) => row.calls)
    expect(await days()).toEqual([1, 2, 1])
    const clock = new FakeClock(Date.parse('2026-11-20T12:00:00Z'))
    const log = { info: () => {}, error: () => {} }
    await makeRetention({ store, clock, ledgerMs: 400 * day, minuteSumsMs: 40 * day, log }).run()
    // The hour from 18:00 on counts whole, to the day that it began in.
    expect(await days()).toEqual([2, 1, 1])
    const refused = await ask('minute')
    expect(refused.status).toBe(400)
  })
})
