import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../../test/fake-clock.ts'
import { FakeEngine } from '../../test/fake-engine.ts'
import { aConfiguration, aDeployment, aGroup } from '../../test/samples.ts'
import type { LaunchPlacement } from '../domain/placement.ts'
import { type LaneReport, transformerLane } from '../domain/route.ts'
import { ScalingPolicy } from '../domain/scaling.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import { type Autoscaler, makeAutoscaler } from './autoscale.ts'

const id = 'd0000000000000a1'
const placement: LaunchPlacement = {
  kind: 'launch',
  command: [],
  env: {},
  readyPath: '/',
  startTimeoutMs: 1,
  basePath: '',
  model: null,
  concurrency: 10,
}

describe('autoscaler', () => {
  let clock: FakeClock
  let engine: FakeEngine
  let store: Store
  let autoscaler: Autoscaler
  let kicked: number

  beforeEach(async () => {
    clock = new FakeClock('2026-11-20T05:00:00Z')
    engine = new FakeEngine(() => clock.now())
    store = await openStore({ kind: 'sqlite', path: ':memory:' })
    await store.resourceGroups.insert(aGroup('default'))
    await store.configurations.insert(aConfiguration('c', 'default'))
    kicked = 0
    autoscaler = restart()
  })
  afterEach(async () => {
    await autoscaler[Symbol.asyncDispose]()
    await store[Symbol.asyncDispose]()
  })

  const restart = (): Autoscaler => {
    const log = { info: () => {}, error: (fields: object) => expect.unreachable(JSON.stringify(fields)) }
    const kick = () => {
      kicked += 1
    }
    return makeAutoscaler({ store, engine, clock, kick, log })
  }

  const deployment = async (policy: object): Promise<void> => {
    const scaling = { predictor: ScalingPolicy.parse({ maxInstances: 8, target: 10, utilization: 1, ...policy }) }
    await store.deployments.insert(
      aDeployment(id, aConfiguration('c', 'default'), {
        scaling,
        status: 'RUNNING',
        latestRunningConfigurationId: 'c',
      }),
    )
  }

  const instances = async (count: number): Promise<void> => {
    for (const each of await engine.observe()) {
      engine.exit(each.id)
      await engine.remove(each.id)
    }
    for (let at = 0; at < count; at += 1) {
      await engine.start({ id: `i${at}`, deploymentId: id, revision: 'r', component: 'predictor', placement })
      engine.ready(`i${at}`)
    }
  }

  const report = (calls: number, more: Partial<LaneReport> = {}): void =>
    autoscaler.heard({
      gatewayId: 'g',
      applied: 1,
      inFlight: {},
      load: calls > 0 ? [{ lane: id, ms: 1_000, calls, busyMs: calls * 1_000, began: calls, waiting: 0, ...more }] : [],
    })

  /** So many calls at any time, for so long. */
  const carry = async (seconds: number, calls: number, waiting = 0): Promise<void> => {
    for (let second = 1; second <= seconds; second += 1) {
      await clock.advance(1_000)
      report(calls, { waiting })
      if (second % 2 === 0) await autoscaler.look()
    }
  }

  const rests = async (): Promise<void> => {
    await store.deployments.scale(id, 1, { predictor: { instances: 0, why: '', at: clock.now() } })
  }

  const wanted = async () => (await store.deployments.byId(id))?.scaled?.predictor?.instances

  it('wants more for a burst, keeps them for a window, and fewer again', async () => {
    await deployment({ minInstances: 1 })
    await instances(1)
    await carry(60, 5)
    expect((await wanted()) ?? 1).toBe(1)
    await carry(6, 45)
    const [found] = await store.deployments.withScaling()
    expect(found?.scaled?.predictor).toMatchObject({ instances: 5, why: 'a burst of 45 calls at one time, 10 for each instance' })
    await instances(5)
    await carry(56, 5)
    expect(await wanted(), 'the burst is not a window ago').toBe(5)
    await carry(70, 5)
    expect(await wanted()).toBeLessThan(5)
  })

  it('wants none after a whole window without a call', async () => {
    await deployment({ minInstances: 0 })
    await instances(1)
    await carry(10, 1)
    await carry(59, 0)
    expect((await wanted()) ?? 1).toBe(1)
    await carry(3, 0)
    expect(await wanted()).toBe(0)
    expect(kicked).toBeGreaterThan(0)
  })

  it('wants one at once when a call waits and there is none, without being asked', async () => {
    await deployment({ minInstances: 0 })
    await rests()
    await carry(2, 0)
    report(1, { waiting: 1, ms: 3, busyMs: 0 })
    await autoscaler[Symbol.asyncDispose]()
    expect((await store.deployments.byId(id))?.scaled?.predictor).toMatchObject({ instances: 1, why: 'a call waits' })
  })

  it('at zero wants as many as those that wait need', async () => {
    await deployment({ minInstances: 0 })
    await rests()
    await carry(2, 0)
    report(33, { waiting: 33, ms: 3, busyMs: 0 })
    await autoscaler.look()
    expect(await wanted()).toBe(4)
  })

  it('having been started again takes nothing down before it has seen a whole window itself', async () => {
    await deployment({ minInstances: 0 })
    await instances(1)
    await carry(30, 0)
    autoscaler = restart()
    await carry(59, 0)
    expect((await wanted()) ?? 1).toBe(1)
    await carry(3, 0)
    expect(await wanted()).toBe(0)
  })

  it('having been started again leaves what rests alone', async () => {
    await deployment({ minInstances: 0 })
    await rests()
    autoscaler = restart()
    await carry(90, 0)
    expect(await wanted()).toBe(0)
  })

  it('decides nothing while no gateway reports, and begins anew when one does', async () => {
    await deployment({ minInstances: 0 })
    await instances(1)
    await carry(50, 0)
    await clock.advance(600_000)
    await autoscaler.look()
    expect((await wanted()) ?? 1, 'who knows what was called').toBe(1)
    await carry(59, 0)
    expect((await wanted()) ?? 1).toBe(1)
    await carry(4, 0)
    expect(await wanted()).toBe(0)
  })

  it('takes nothing down for a silence in which nobody could say how much was called', async () => {
    await deployment({ minInstances: 1 })
    await instances(6)
    await carry(60, 50)
    await clock.advance(600_000)
    await carry(4, 50)
    expect(await wanted()).toBe(5)
  })

  it('of a second gateway that comes knows nothing of the time before', async () => {
    await deployment({ minInstances: 0 })
    await instances(1)
    await carry(2, 1)
    await carry(48, 0)
    for (let second = 0; second < 30; second += 2) {
      autoscaler.heard({ gatewayId: 'h', applied: 1, inFlight: {} })
      await carry(2, 0)
    }
    expect((await wanted()) ?? 1, 'a window ago there was a call, and h may have had one since').toBe(1)
  })

  it('wakes the predictor with the transformer: a call that waits for one needs the other', async () => {
    const policy = ScalingPolicy.parse({ minInstances: 0 })
    const zero = { instances: 0, why: '', at: clock.now() }
    const more = { status: 'RUNNING', latestRunningConfigurationId: 'c' } as const
    const scaling = { predictor: policy, transformer: policy }
    const scaled = { predictor: zero, transformer: zero }
    await store.deployments.insert(aDeployment(id, aConfiguration('c', 'default'), { ...more, scaling, scaled }))
    report(1, { lane: transformerLane(id), waiting: 1 })
    await autoscaler.look()
    expect((await store.deployments.byId(id))?.scaled).toMatchObject({
      predictor: { instances: 1 },
      transformer: { instances: 1 },
    })
  })

  it('does not take old and new instances beside each other for so many', async () => {
    await deployment({ minInstances: 1 })
    await instances(2)
    for (const at of [2, 3]) {
      await engine.start({ id: `i${at}`, deploymentId: id, revision: 'new', component: 'predictor', placement })
      engine.ready(`i${at}`)
    }
    await carry(62, 0)
    expect((await wanted()) ?? 1, 'half of four would be two').toBe(1)
  })

  it('counts calls a second where it is told to', async () => {
    await deployment({ metric: 'rps', minInstances: 1 })
    await instances(3)
    await carry(62, 28)
    expect(await wanted()).toBe(3)
  })

  it('follows a schedule', async () => {
    await deployment({
      minInstances: 0,
      schedules: [
        { cron: '0 7 * * 1-5', timezone: 'Europe/Berlin', minInstances: 2, maxInstances: 3 },
        { cron: '0 20 * * *', timezone: 'Europe/Berlin', minInstances: 0, maxInstances: 8 },
      ],
    })
    await clock.travelTo('2026-11-20T05:58:00Z')
    await carry(110, 0)
    expect((await wanted()) ?? 0).toBe(0)
    await carry(12, 0)
    expect(await wanted(), 'before anybody calls').toBe(2)
    await instances(2)
    await carry(60, 500)
    expect(await wanted()).toBe(3)
    await clock.travelTo('2026-11-20T19:00:00Z')
    await instances(3)
    await carry(100, 0)
    await instances(1)
    await carry(100, 0)
    expect(await wanted()).toBe(0)
  })

  it('says nothing of what is stopped, has one instance always, or was changed in that moment', async () => {
    await deployment({ minInstances: 2, maxInstances: 2 })
    await carry(10, 100)
    expect(await wanted()).toBeUndefined()
    const found = await store.deployments.byId(id)
    if (!found) throw new Error('gone')
    const scaling = { predictor: ScalingPolicy.parse({ minInstances: 0, maxInstances: 5 }) }
    await store.deployments.want(id, 1, { ...found, scaling, targetStatus: 'STOPPED' }, clock.now())
    await carry(10, 100)
    expect(await wanted()).toBeUndefined()
  })
})
