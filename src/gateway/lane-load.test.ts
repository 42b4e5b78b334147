import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../../test/fake-clock.ts'
import { route, target } from '../../test/gateway-harness.ts'
import type { Route } from '../domain/route.ts'
import { makeEjections } from './ejection.ts'
import { type Lanes, makeLanes } from './lanes.ts'
import { makeRests } from './rests.ts'

const place = (id: string) => target('unix:/x', { id, concurrency: 2 })
let clock: FakeClock
let current: Route
let lanes: Lanes
let rung: number
const become = (targets: readonly string[], more: Partial<Route> = {}): void => {
  const state = targets.length === 0 ? 'starting' : 'running'
  current = route('r', targets.map(place), { deploymentId: 'd1', scaled: true, state, ...more })
  lanes?.changed('d1')
}
const wait = (onWaiting: (giveUp: () => void) => void = () => {}) => lanes.wait(current, clock.now(), onWaiting)
const told = () => lanes.load(clock.now())[0]

beforeEach(() => {
  clock = new FakeClock()
  rung = 0
  become([])
  lanes = makeLanes({
    ejections: makeEjections({ now: () => clock.now() }),
    rests: makeRests(() => clock.now()),
    random: () => 0,
    find: () => current,
    clock,
    waits: { startingMs: 10_000, queueLimit: 100 },
    onHeld: () => {
      rung += 1
    },
  })
})

describe('the load of a lane', () => {
  it('is the time that calls spent there, and how many came', async () => {
    become(['a'])
    lanes.take(current)
    await clock.advance(200)
    lanes.take(current)
    await clock.advance(300)
    lanes.release(current, place('a'))
    await clock.advance(500)
    expect(told()).toEqual({ lane: 'd1', ms: 1_000, calls: 1, busyMs: 1_300, began: 2, waiting: 0 })
    await clock.advance(1_000)
    expect(told()).toEqual({ lane: 'd1', ms: 1_000, calls: 1, busyMs: 1_000, began: 0, waiting: 0 })
    lanes.release(current, place('a'))
    await clock.advance(1_000)
    expect(told(), 'nothing to say').toBeUndefined()
  })

  it('counts those that wait, once each, also when they get a place or leave', async () => {
    become([])
    const calls = [wait(), wait()]
    let giveUp = (): void => {}
    const left = wait((way) => {
      giveUp = way
    })
    await clock.advance(100)
    expect(told()).toMatchObject({ calls: 3, busyMs: 300, began: 3, waiting: 3 })
    giveUp()
    await expect(left).rejects.toThrow()
    await clock.advance(100)
    become(['a'])
    await Promise.all(calls)
    await clock.advance(100)
    expect(told()).toMatchObject({ calls: 2, busyMs: 400, began: 0, waiting: 0 })
  })

  it('leaves out a second attempt of the same call', () => {
    become(['a', 'b'])
    lanes.take(current)
    lanes.release(current, place('a'))
    lanes.take(current, new Set(['a']))
    expect(told()).toMatchObject({ began: 1, calls: 1 })
  })

  it('is not counted where the number of instances does not follow it', () => {
    current = route('r', [place('a')], { deploymentId: 'd1' })
    lanes.take(current)
    expect(lanes.load(clock.now())).toEqual([])
  })

  it('begins with the calls that are there when it is first asked for', async () => {
    current = route('r', [place('a')], { deploymentId: 'd1' })
    lanes.take(current)
    become(['a'])
    lanes.take(current)
    await clock.advance(100)
    expect(told()).toMatchObject({ calls: 2, busyMs: 200, began: 1 })
  })

  it('rings for the first call that waits where there is no instance, the second, the fourth, the eighth, …', async () => {
    const calls = Array.from({ length: 20 }, () => wait())
    expect(rung).toBe(5)
    become(['a'])
    for (let at = 0; at < 10; at += 1) {
      await Promise.resolve()
      for (let places = 0; places < 2; places += 1) lanes.release(current, place('a'))
    }
    await Promise.all(calls)
    lanes.take(current)
    lanes.take(current)
    void wait()
    expect(rung, 'there is one').toBe(5)
  })

  it('never counts below or above what there is, whatever happens', async () => {
    const steps = fc.array(fc.constantFrom('come', 'end', 'none', 'some', 'time', 'tell', 'leave'), { maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        become(['a', 'b'])
        const own = makeLanes({
          ...{ ejections: makeEjections({ now: () => clock.now() }), rests: makeRests(() => clock.now()), random: () => 0 },
          ...{ find: () => current, clock, waits: { startingMs: 1e9, queueLimit: 100 } },
        })
        const at: string[] = []
        const leaving: (() => void)[] = []
        for (const step of all) {
          if (step === 'come') {
            const got = own.take(current)
            if (got) at.push(got.id)
            else
              own
                .wait(current, clock.now(), (giveUp) => leaving.push(giveUp))
                .then(
                  ({ id }) => at.push(id),
                  () => {},
                )
          }
          const ended = step === 'end' ? at.shift() : undefined
          if (ended) own.release(current, place(ended))
          if (step === 'leave') leaving.shift()?.()
          if (step === 'none' || step === 'some') {
            current = route('r', step === 'none' ? [] : [place('a'), place('b')], {
              ...{ deploymentId: 'd1', scaled: true, state: step === 'none' ? 'starting' : 'running' },
            })
            own.changed('d1')
          }
          if (step === 'time') await clock.advance(10)
          if (step === 'tell') own.load(clock.now())
          await new Promise((resolve) => setImmediate(resolve))
        }
        const calls = at.length + own.waiting('d1')
        own.load(clock.now())
        await clock.advance(10)
        const [report] = own.load(clock.now())
        expect(report?.busyMs ?? 0).toBe(calls * 10)
        expect(report?.calls ?? 0).toBe(calls)
      }),
      { numRuns: 60 },
    )
  })
})
