import { beforeEach, describe, expect, it } from 'vitest'
import { someFacts } from '../../test/a-route.ts'
import { FakeClock } from '../../test/fake-clock.ts'
import { route, target } from '../../test/gateway-harness.ts'
import type { Route } from '../domain/route.ts'
import { makeEjections } from './ejection.ts'
import { type Lanes, makeLanes } from './lanes.ts'
import { makeRests } from './rests.ts'

const place = (id: string, concurrency: number | null = 1) => target('unix:/x', { id, concurrency })
let clock: FakeClock
let current: Route | undefined
let lanes: Lanes
const setRoute = (next: Route | undefined): void => {
  current = next
  lanes.changed('d1')
}
const of = (targets: ReturnType<typeof place>[], more: Partial<Route> = {}): Route =>
  route('r', targets, { deploymentId: 'd1', ...more })
const here = (): Route => {
  if (!current) throw new Error('no route')
  return current
}
const wait = (onWaiting: (giveUp: () => void) => void = () => {}) => lanes.wait(here(), clock.now(), onWaiting)

beforeEach(() => {
  clock = new FakeClock()
  lanes = makeLanes({
    ejections: makeEjections({ now: () => clock.now() }),
    rests: makeRests(() => clock.now()),
    random: () => 0,
    find: () => current,
    clock,
    waits: { startingMs: 1000, queueLimit: 3 },
  })
  setRoute(of([place('a'), place('b', 2)]))
})

describe('lanes', () => {
  it('take the least busy target within its bound', () => {
    const taken = [0, 1, 2, 3].map(() => lanes.take(here())?.id ?? null)
    expect(taken).toEqual(['a', 'b', 'b', null])
    expect(lanes.inFlight()).toEqual({ a: 1, b: 2 })
    lanes.release(here(), place('b', 2))
    expect(lanes.take(here())?.id).toBe('b')
  })

  it('stay away from targets that just refused', () => {
    expect(lanes.take(here(), new Set(['a']))?.id).toBe('b')
    expect(lanes.take(here(), new Set(['a', 'b']))).toBeNull()
  })

  it('give freed places to those who wait, first come first served, before newcomers', async () => {
    for (let at = 0; at < 3; at += 1) lanes.take(here())
    const order: string[] = []
    const first = wait().then((got) => order.push(`first ${got.id}`))
    const second = wait().then((got) => order.push(`second ${got.id}`))
    expect([lanes.take(here()), lanes.waiting('d1')]).toEqual([null, 2])
    lanes.release(here(), place('b', 2))
    await first
    lanes.release(here(), place('a'))
    await second
    expect(order).toEqual(['first b', 'second a'])
    expect(lanes.inFlight()).toEqual({ a: 1, b: 2 })
  })

  it('let no more than the bound wait', async () => {
    setRoute(of([], { state: 'starting' }))
    const waiting = [wait(), wait(), wait()].map((each) => each.catch((error) => error.code))
    await expect(wait()).rejects.toMatchObject({ code: 'limited', details: { retryAfterMs: 1000 } })
    await clock.advance(1000)
    lanes.tick(clock.now())
    expect(await Promise.all(waiting)).toEqual(['unavailable', 'unavailable', 'unavailable'])
    expect(lanes.waiting('d1')).toBe(0)
  })

  it('let as many wait as the deployment says', async () => {
    setRoute(of([], { state: 'starting', queueDepth: 1 }))
    const waiting = wait().catch((error) => error.code)
    await expect(wait()).rejects.toMatchObject({ code: 'limited', message: expect.stringMatching(/ 1 calls wait already/) })
    setRoute(of([], { state: 'starting', queueDepth: 5 }))
    const more = [wait(), wait(), wait(), wait()].map((each) => each.catch((error) => error.code))
    await expect(wait()).rejects.toMatchObject({ code: 'limited' })
    await clock.advance(1000)
    lanes.tick(clock.now())
    expect(await Promise.all([waiting, ...more])).toEqual(new Array(5).fill('unavailable'))
  })

  it('leave every group its share of all queues, and let go of it with the wait', async () => {
    const group = (resourceGroup: string, id: string): Route =>
      of([], { deploymentId: id, resourceGroup, state: 'starting', name: id })
    const come = (resourceGroup: string, id: string): Promise<unknown> =>
      lanes.wait(group(resourceGroup, id), clock.now(), () => {}).catch((error) => error.details.code ?? error.code)
    lanes = makeLanes({
      ejections: makeEjections({ now: () => clock.now() }),
      rests: makeRests(() => clock.now()),
      random: () => 0,
      find: (id) => group('any', id),
      clock,
      waits: { startingMs: 1000, queueLimit: 9, totalQueueLimit: 4 },
    })
    const heavy = [come('heavy', 'd1'), come('heavy', 'd2')]
    expect(await come('heavy', 'd3')).toBe('queue_full')
    const light = come('light', 'd4')
    await clock.advance(1000)
    lanes.tick(clock.now())
    expect(await Promise.all([...heavy, light])).toEqual(['unavailable', 'unavailable', 'unavailable'])
    const again = come('heavy', 'd1')
    await clock.advance(1000)
    lanes.tick(clock.now())
    expect(await again).toBe('unavailable')
  })

  it('go for a moment to no target that may just have died, unless there is no other', async () => {
    setRoute(of([place('a', 2), place('b', 2)]))
    expect(lanes.take(here())?.id).toBe('a')
    lanes.doubt(here(), place('a', 2))
    lanes.release(here(), place('a', 2))
    expect([lanes.take(here())?.id, lanes.take(here())?.id]).toEqual(['b', 'b'])
    expect(lanes.take(here()), 'rather one waits').toBeNull()
    const waits = wait()
    await clock.advance(250)
    lanes.tick(clock.now())
    expect((await waits).id).toBe('a')
    setRoute(of([place('a', 2)]))
    lanes.doubt(here(), place('a', 2))
    expect(lanes.take(here())?.id, 'the only one').toBe('a')
  })

  it('forget who gave up', async () => {
    setRoute(of([], { state: 'starting' }))
    let giveUp = (): void => {}
    const left = wait((way) => {
      giveUp = way
    }).catch(() => 'gone')
    const stays = wait()
    giveUp()
    expect(await left).toBe('gone')
    setRoute(of([place('a')]))
    expect((await stays).id).toBe('a')
    expect(lanes.inFlight()).toEqual({ a: 1 })
  })

  it.each([
    { next: of([], { state: 'stopped' }), code: 'locked' },
    { next: of([], { state: 'dead' }), code: 'unavailable' },
    { next: of([], { state: 'retired' }), code: 'gone' },
    { next: undefined, code: 'not_found' },
  ])('refuse who waits when it comes to nothing: $code', async ({ next, code }) => {
    setRoute(of([], { state: 'starting' }))
    const waiting = expect(wait()).rejects.toMatchObject({ code })
    setRoute(next)
    await waiting
  })

  it('count a target that left the table until its last call ends', () => {
    const before = here()
    const taken = lanes.take(before)
    setRoute(of([place('c')]))
    expect(lanes.inFlight()).toEqual({ a: 1 })
    if (taken) lanes.release(before, taken)
    expect(lanes.inFlight()).toEqual({})
  })

  it('tell of a change, or of time that passed', async () => {
    const changed = lanes.change('d1', 10_000)
    setRoute(of([place('z')]))
    await changed
    const passed = lanes.change('d1', 250)
    await clock.advance(250)
    await passed
  })
})

describe('lanes of several configurations', () => {
  const branches = ['one', 'two'].map((configurationId) => ({ configurationId, weight: 1, facts: someFacts() }))
  const [first, second] = [place('a'), place('b')].map((each, branch) => ({ ...each, branch }))
  if (!first || !second) throw new Error('no places')
  const full = (configurationId: string) => new Set([configurationId])
  beforeEach(() => setRoute(of([first, second], { spread: { strategy: 'ordered', branches } })))

  it('pass over a configuration whose limits are full, for calls that wait, too', async () => {
    expect(lanes.take(here(), undefined, undefined, full('one'))?.id).toBe('b')
    expect(lanes.take(here())?.id).toBe('a')
    const order: string[] = []
    const waiting = (name: string, closed?: Set<string>) =>
      lanes.wait(here(), clock.now(), () => {}, undefined, closed).then(({ id }) => order.push(`${name} ${id}`))
    const onlyFirst = waiting('first', full('two'))
    const onlySecond = waiting('second', full('one'))
    expect(lanes.waiting('d1')).toBe(2)
    // Who came before may not go there, and keeps nobody from it.
    lanes.release(here(), second)
    await onlySecond
    expect([order, lanes.waiting('d1')]).toEqual([['second b'], 1])
    lanes.release(here(), first)
    await onlyFirst
    expect(order).toEqual(['second b', 'first a'])
  })

  it('let a call through at once that does not want what others wait for', () => {
    expect(lanes.take(here())?.id).toBe('a')
    void lanes.wait(here(), clock.now(), () => {}).catch(() => {})
    expect(lanes.waiting('d1')).toBe(1)
    expect(lanes.take(here(), undefined, undefined, full('one'))?.id).toBe('b')
    expect(lanes.waiting('d1')).toBe(1)
  })
})
