import { beforeEach, expect, it } from 'vitest'
import { makeRateBook } from '../../src/control/rates.ts'
import { corrections, makeRerating } from '../../src/control/rerating.ts'
import { meter } from '../../src/decide/metering.ts'
import type { Price } from '../../src/domain/catalog.ts'
import type { MeteredFacts } from '../../src/domain/metering.ts'
import { minuteSumsFrom } from '../../src/domain/usage-sums.ts'
import { makeCharge } from '../../src/usage/charge.ts'
import { meteredAdditions } from '../../src/usage/metered-sums.ts'
import { FakeClock } from '../fake-clock.ts'
import { aPrice } from '../ledger/samples.ts'
import { describeEachStore } from '../stores.ts'
import { seeded, traffic } from './month.ts'

const day = 86_400_000
const span = { from: Date.parse('2026-11-30T00:00:00Z'), to: Date.parse('2027-01-02T00:00:00Z') }
const grains = ['minute', 'hour', 'day'] as const

describeEachStore('charging again', (under) => {
  let prices: readonly Price[]
  let corrected: number
  let uuid = 0
  const clock = new FakeClock('2027-01-05T00:00:00Z')
  const right = aPrice({ input: 333_333_333, cachedInput: 1, output: 777_777_777, currency: 'EUR' })

  beforeEach(async () => {
    prices = [aPrice({ input: 1_000_000_007, output: 2_000_000_011 })]
    corrected = 0
    uuid = 0
    const rates = makeRateBook(under.store, () => prices)
    const charge = makeCharge(rates.pricesOf)
    const from = await under.store.ledger.boot('boot-1', 1)
    const ended = [...traffic(5_000)].map(({ intent, settlement }) => charge.entry('boot-1', intent, settlement))
    const to = { number: 1, bytes: 1 }
    await under.store.ledger.apply({ from, to, ended, withdrawn: [], opened: [], closed: [], rates: charge.rates() })
    // A day of an instance of which nobody had said what it costs.
    const facts: MeteredFacts = {
      ...{ kind: 'instance', resourceGroup: 'default', deploymentId: 'd1', deploymentName: 'one', executableId: 'x' },
      ...{ model: null, version: null, deploymentType: null, residency: null, instanceType: 'infer.s', units: 1 },
    }
    const began = Date.parse('2026-12-10T00:07:00Z')
    const before = { subject: 'i1', startedAt: began, until: began, facts, rate: null, over: false }
    const { begun, after } = meter(before, facts, began + day, true, () => null)
    const added = begun.flatMap((row) => meteredAdditions(row, row.startedAt))
    expect(await under.store.metering.apply({ before: null, after, grown: null, begun, added })).toBe(true)
  })

  const open = () => {
    const rates = makeRateBook(under.store, () => prices)
    const rerating = makeRerating({
      store: under.store,
      rates,
      clock,
      newIds: { uuid: () => `job-${++uuid}` },
      ingest: async () => {},
      corrected: async () => {
        corrected += 1
      },
      log: { info: () => {}, error: (fields) => expect.unreachable(String((fields as { err: Error }).err?.stack)) },
    })
    return { rates, rerating }
  }
  const sums = async (grain: (typeof grains)[number]) => {
    const query = { grain, start: 0, end: span.to * 2, resourceGroups: '*', deployments: '*', by: ['kind', 'currency'] } as const
    const totals = new Map<string, bigint[]>()
    for (const { keys, sums: each } of await under.store.usage.sums(query)) {
      const id = `${keys.kind} ${keys.currency}`
      const [calls = 0n, cost = 0n, input = 0n, ms = 0n] = totals.get(id) ?? []
      totals.set(id, [calls + each.calls, cost + each.cost, input + each.uncachedInput, ms + each.runningMs])
    }
    return Object.fromEntries([...totals].sort())
  }
  /** Of the rows themselves, added up here. */
  const ofRows = async () => {
    const totals = new Map<string, bigint[]>()
    const filter = { start: 0, end: span.to * 2, resourceGroups: '*', deployments: '*' } as const
    for (const { entry } of await under.store.ledger.list(filter, null, 100_000)) {
      const id = `tokens ${entry.currency ?? ''}`
      const [calls = 0n, cost = 0n, input = 0n] = totals.get(id) ?? []
      totals.set(id, [calls + 1n, cost + BigInt(entry.cost ?? 0), input + BigInt(entry.uncachedInput), 0n])
    }
    for (const row of await under.store.metering.rows(0, span.to * 2, 1_000)) {
      const id = `${row.kind} ${row.currency ?? ''}`
      const [, cost = 0n, , ms = 0n] = totals.get(id) ?? []
      totals.set(id, [0n, cost + BigInt(row.cost ?? 0), 0n, ms + BigInt(row.endedAt - row.startedAt)])
    }
    return Object.fromEntries([...totals].sort())
  }
  const allSums = async () => Promise.all(grains.map(sums))

  it('leaves rows and sums that say the same, whatever currency it is in now, and tells both', async () => {
    const before = await ofRows()
    expect(await allSums()).toEqual([before, before, before])
    prices = [right]
    const { rates, rerating } = open()
    const hourly = {
      id: 'r1',
      kind: 'instance',
      instanceType: 'infer.s',
      validFrom: '2026-12-01',
      currency: 'USD',
      nanoPerHour: 1_234_567_891,
    }
    const any = { model: null, modelVersion: null, executableId: null, deploymentType: null, residency: null, serviceTier: null }
    await under.store.rates.insert(
      { ...any, ...hourly, kind: 'instance', tokens: null, validUntil: null, source: '', replaces: null },
      1,
    )
    await rates.refresh()
    const told = await rerating.begin({ ...span, dryRun: true, by: 'admin' })
    expect(await ofRows()).toEqual(before)
    expect(corrected).toBe(0)
    const done = await rerating.begin({ ...span, dryRun: false, by: 'admin' })
    expect(done.progress).toMatchObject({ ...told.progress, state: 'COMPLETED', rows: 5_025 })
    const after = await ofRows()
    expect(await allSums()).toEqual([after, after, after])
    expect(Object.keys(after)).toEqual(expect.arrayContaining(['instance USD', 'tokens EUR']))
    expect(Object.keys(after)).not.toContain('tokens USD')
    const nano = (currency: string) => done.progress.after.costs.find((each) => each.currency === currency)?.nano
    expect([nano('EUR'), nano('USD')]).toEqual([after['tokens EUR']?.[1], after['instance USD']?.[1]])
    expect([corrected, await under.store.settings.get(corrections)]).toEqual([1, '1'])
    const again = await rerating.begin({ ...span, dryRun: false, by: 'admin' })
    expect(again.progress).toMatchObject({ changed: 0, before: done.progress.after, after: done.progress.after })
    expect(corrected).toBe(1)
  })

  it('goes on where it was when everything died, and counts nothing twice', async () => {
    const before = await ofRows()
    prices = [right]
    const { rates } = open()
    const charge = makeCharge(rates.pricesOf)
    const correct = { call: charge.again, metered: <T>(row: T) => row, cards: charge.rates, additions: () => [] }
    const nothing = { costs: [], unpriced: 0 }
    const progress = {
      state: 'RUNNING',
      call: null,
      metered: null,
      rows: 0,
      changed: 0,
      before: nothing,
      after: nothing,
    } as const
    await under.store.rerates.insert({ id: 'job-x', asked: { ...span, dryRun: false, by: 'admin' }, progress, createdAt: 1 })
    const random = seeded(5)
    for (let step = 0; step < 6; step += 1) {
      await under.store.rerates.step('job-x', 1 + Math.floor(random() * 700), correct)
      // At any moment rows and sums say the same.
      expect(await sums('day')).toEqual(await ofRows())
    }
    await using rerating = open().rerating
    rerating.start()
    const state = async () => (await under.store.rerates.get('job-x'))?.progress.state
    await expect.poll(state, { timeout: 30_000 }).toBe('COMPLETED')
    const done = await under.store.rerates.get('job-x')
    expect(done?.progress).toMatchObject({
      rows: 5_025,
      before: { costs: [{ currency: 'USD', nano: before['tokens USD']?.[1] }] },
    })
    const after = await ofRows()
    expect(await allSums()).toEqual([after, after, after])
  })

  it('is of what it is asked for alone, and brings no minutes back that are gone', async () => {
    prices = [right]
    const from = Date.parse('2026-12-10T00:00:00Z')
    await under.store.settings.set(minuteSumsFrom, String(from))
    await under.store.retention.deleteMinuteSums(from, 1_000_000)
    const { rerating } = open()
    const asked = { from: span.from, to: Date.parse('2026-12-20T00:00:00Z'), model: 'small', resourceGroup: 'team-a' }
    const { progress } = await rerating.begin({ ...asked, dryRun: false, by: 'admin' })
    expect(progress.changed).toBeGreaterThan(50)
    const filter = { start: 0, end: span.to * 2, resourceGroups: '*', deployments: '*' } as const
    const entries = (await under.store.ledger.list(filter, null, 100_000)).map(({ entry }) => entry)
    const own = (each: (typeof entries)[number]) =>
      each.model === 'small' && each.resourceGroup === 'team-a' && each.at < asked.to
    expect(new Set(entries.filter(own).map(({ currency }) => currency))).toEqual(new Set(['EUR', null]))
    expect(new Set(entries.filter((each) => !own(each)).map(({ currency }) => currency))).toEqual(new Set(['USD', null]))
    const old = { ...filter, grain: 'minute', end: from, by: [] } as const
    expect(await under.store.usage.sums(old)).toEqual([])
    expect([await sums('hour'), await sums('day')]).toEqual([await ofRows(), await ofRows()])
  })
})
