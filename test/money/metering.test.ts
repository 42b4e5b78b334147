import { beforeEach, expect, it } from 'vitest'
import { makeMeter } from '../../src/control/meter.ts'
import type { Deployment } from '../../src/domain/deployment.ts'
import type { HourlyRate, MeteredFacts } from '../../src/domain/metering.ts'
import { resourcesOfPlan } from '../../src/domain/resources.ts'
import { usualTerms } from '../../src/domain/terms.ts'
import { FakeClock } from '../fake-clock.ts'
import { FakeEngine } from '../fake-engine.ts'
import { aConfiguration, aDeployment } from '../samples.ts'
import { describeEachStore } from '../stores.ts'
import { seeded } from './month.ts'

const minute = 60_000
const hour = 3_600_000
const noon = Date.parse('2026-11-20T12:00:00Z')
/** Odd, so that parts of hours never come out even. */
const nanoPerHour = 1_234_567_891

describeEachStore('metering', (under) => {
  let clock: FakeClock
  let engine: FakeEngine
  let rate: HourlyRate | null
  beforeEach(async () => {
    clock = new FakeClock(noon)
    engine = new FakeEngine(() => clock.now())
    rate = { id: 'card', nanoPerHour, currency: 'USD' }
    await under.store.configurations.insert(aConfiguration('c1', 'default'))
  })

  const meter = () =>
    makeMeter({
      store: under.store,
      engine,
      executables: { list: () => [], find: () => undefined },
      rates: { hourly: (_facts: MeteredFacts) => rate },
      clock,
      log: {
        error: (fields) => expect.unreachable(JSON.stringify(fields, Object.getOwnPropertyNames((fields as { err: Error }).err))),
      },
    })
  /** As after `kill -9`: whoever comes next knows what is in the store, and nothing else. */
  const run = (): Promise<void> => meter().run()
  const deploy = async (more: Partial<Deployment> = {}): Promise<Deployment> => {
    const deployment = aDeployment('d1', aConfiguration('c1', 'default'), { createdAt: noon, modifiedAt: noon, ...more })
    await under.store.deployments.insert(deployment)
    return deployment
  }
  const provisioned = { ...usualTerms('provisioned'), capacity: 10 }
  const start = (id: string): Promise<void> => {
    const placement = {
      kind: 'launch',
      command: ['x'],
      concurrency: 1,
      basePath: '',
      model: null,
      resources: resourcesOfPlan({ name: 'infer.s', description: '', cores: 1, memoryMb: 16, gpus: 0 }),
    }
    return engine.start({ id, deploymentId: 'd1', revision: 'r1', placement: placement as never })
  }
  const sums = async (grain: 'minute' | 'hour' | 'day' = 'day') => {
    const found = await under.store.usage.sums({
      grain,
      start: 0,
      end: noon * 2,
      resourceGroups: '*',
      deployments: '*',
      by: ['kind', 'currency', 'deploymentId'],
    })
    return found.map(({ keys, sums: { runningMs, unitMinutes, cost } }) => ({ ...keys, runningMs, unitMinutes, cost }))
  }
  const total = (rows: readonly { readonly runningMs: bigint; readonly unitMinutes: bigint; readonly cost: bigint }[]) =>
    rows.reduce(
      (all, { runningMs, unitMinutes, cost }) => ({
        runningMs: all.runningMs + runningMs,
        unitMinutes: all.unitMinutes + unitMinutes,
        cost: all.cost + cost,
      }),
      { runningMs: 0n, unitMinutes: 0n, cost: 0n },
    )
  const rows = () => under.store.metering.rows(0, noon * 2, 1_000)
  /** Half to even, as people do it with pencil and paper. */
  const byHand = (ms: number, units = 1): bigint => {
    const product = BigInt(nanoPerHour) * BigInt(units) * BigInt(ms)
    const [whole, rest] = [product / 3_600_000n, product % 3_600_000n]
    return rest * 2n > 3_600_000n || (rest * 2n === 3_600_000n && whole % 2n === 1n) ? whole + 1n : whole
  }

  it('counts an instance’s time once, whatever dies how often, and tells the same by minute, hour and day', async () => {
    await deploy()
    await start('i1')
    const random = seeded(3)
    let at = noon
    for (let turn = 0; turn < 40; turn += 1) {
      const ms = Math.floor(random() * 12 * minute)
      at += ms
      await clock.advance(ms)
      // Two at once: one of them is first, and the other changes nothing.
      await Promise.all([run(), run()])
    }
    engine.exit('i1')
    await clock.advance(5 * minute)
    await run()
    await engine.remove('i1')
    await run()
    await run()
    let [expected, from] = [0n, noon]
    while (from < at) {
      const next = Math.min(at, from - (from % hour) + hour)
      expected += byHand(next - from)
      from = next
    }
    const whole = { runningMs: BigInt(at - noon), unitMinutes: 0n, cost: expected }
    expect([total(await sums('minute')), total(await sums('hour')), total(await sums('day'))]).toEqual([whole, whole, whole])
    expect((await rows()).reduce((sum, { cost }) => sum + BigInt(cost ?? 0), 0n)).toBe(expected)
    expect((await rows())[0]).toMatchObject({ subject: 'i1', instanceType: 'infer.s', kind: 'instance', rateId: 'card' })
    expect(await under.store.metering.list()).toEqual([])
  })

  it('says managed-compute of instances of which nothing was agreed', async () => {
    await deploy()
    await start('i1')
    await clock.advance(minute)
    await run()
    const span = { grain: 'day', start: 0, end: noon * 2, resourceGroups: '*', deployments: '*' } as const
    const found = await under.store.usage.sums({ ...span, by: ['kind', 'deploymentType'] })
    expect(found.map(({ keys }) => keys)).toEqual([{ kind: 'instance', deploymentType: 'managed-compute' }])
  })

  it('takes what was seen last of an instance that went unseen, and never counts it again', async () => {
    await deploy()
    await start('i1')
    await clock.advance(10 * minute)
    await run()
    await clock.advance(10 * minute)
    engine.exit('i1')
    await engine.remove('i1')
    await run()
    expect(total(await sums()).runningMs).toBe(BigInt(10 * minute))
    // An engine that was slow to tell: the same instance runs on.
    await start('i1')
    await clock.advance(minute)
    await run()
    expect(total(await sums()).runningMs).toBe(BigInt(11 * minute))
  })

  it('counts provisioned units by the minute from creation to deletion, used or not, and a new capacity from its minute', async () => {
    const deployment = await deploy({ terms: provisioned, createdAt: noon + 30_000, modifiedAt: noon + 30_000 })
    await clock.advance(30_000)
    await run()
    await clock.advance(10 * minute)
    await run()
    expect(await sums()).toMatchObject([{ kind: 'unit', currency: 'USD', unitMinutes: 100n, cost: byHand(10 * minute, 10) }])
    await clock.advance(2 * minute + 10_000)
    const now = clock.now()
    await under.store.deployments.want(
      'd1',
      deployment.generation,
      { ...deployment, terms: { ...provisioned, capacity: 25 } },
      now,
    )
    await clock.advance(7 * minute)
    await run()
    // From 12:00 to 12:12 ten units, from then to 12:19 twenty-five.
    expect(total(await sums())).toEqual({
      runningMs: 0n,
      unitMinutes: 295n,
      cost: byHand(12 * minute, 10) + byHand(7 * minute, 25),
    })
    const deleted = {
      ...deployment,
      targetStatus: 'DELETED',
      lastOperation: 'DELETE',
      terms: { ...provisioned, capacity: 25 },
    } as const
    await under.store.deployments.want('d1', deployment.generation + 1, deleted, clock.now())
    await run()
    await run()
    await under.store.deployments.remove('d1', deployment.generation + 2)
    await clock.advance(hour)
    await run()
    // The minute in which it was deleted counts.
    expect(total(await sums()).unitMinutes).toBe(295n + 25n)
    expect(await under.store.metering.list()).toEqual([])
  })

  it('begins another row where a rate begins to hold, and knows no cost without one', async () => {
    rate = null
    await deploy()
    await start('i1')
    await clock.advance(10 * minute)
    await run()
    rate = { id: 'card', nanoPerHour, currency: 'EUR' }
    await clock.advance(20 * minute)
    await run()
    await clock.advance(20 * minute)
    await run()
    expect(
      (await rows()).map(({ startedAt, endedAt, cost, currency }) => [startedAt - noon, endedAt - noon, cost, currency]),
    ).toEqual([
      [0, 10 * minute, null, null],
      [10 * minute, 50 * minute, Number(byHand(40 * minute)), 'EUR'],
    ])
    expect(await sums()).toMatchObject([
      { currency: '', cost: 0n, runningMs: BigInt(10 * minute) },
      { currency: 'EUR', cost: byHand(40 * minute), runningMs: BigInt(40 * minute) },
    ])
  })

  it('is part of what budgets of its group and deployment have spent, and of no key’s', async () => {
    await deploy()
    await start('i1')
    await clock.advance(30 * minute)
    await run()
    const scope = { resourceGroup: null, executableId: null, deploymentId: null, model: null, apiKey: null }
    const spent = (more: object) => under.store.budgets.spent({ scope: { ...scope, ...more }, currency: 'USD' }, noon - hour)
    expect(await spent({ resourceGroup: 'default' })).toBe(byHand(30 * minute))
    expect(await spent({ deploymentId: 'd1' })).toBe(byHand(30 * minute))
    expect(await spent({ apiKey: 'key1' })).toBe(0n)
  })
})
