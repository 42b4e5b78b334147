import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../../test/fake-clock.ts'
import { FakeEngine } from '../../test/fake-engine.ts'
import type { Instance } from '../domain/instance.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import { makeTimeline, type Timeline } from './instance-timeline.ts'
import { makeProgressBoard } from './progress.ts'
import { watchTurns } from './watch-turns.ts'

const deploymentId = 'd0000000000000a1'
const id = `${deploymentId}-00000001`
const placement = {
  kind: 'launch',
  command: ['serve'],
  env: {},
  readyPath: '/',
  startTimeoutMs: 1_000,
  basePath: '',
  model: null,
  concurrency: 1,
} as const

let store: Store
let clock: FakeClock
let engine: FakeEngine
let timeline: Timeline
let began: number

const make = (): Timeline =>
  makeTimeline({
    store,
    engine,
    clock,
    log: {
      error: (fields) => {
        throw new Error(JSON.stringify(fields))
      },
    },
  })
beforeEach(async () => {
  store = await openStore({ kind: 'sqlite', path: ':memory:' })
  clock = new FakeClock('2026-11-20T12:00:00Z')
  began = clock.now()
  engine = new FakeEngine(() => clock.now())
  timeline = make()
})
afterEach(() => store[Symbol.asyncDispose]())

const start = () => engine.start({ id, deploymentId, revision: 'r1', placement })
const pass = (seconds: number): Promise<void> => clock.advance(seconds * 1_000)
const spans = async () => {
  await timeline.run()
  const found = await store.instanceSpans.list(deploymentId, 0, Number.MAX_SAFE_INTEGER, 100)
  return found.map(({ instanceId, phase, from, to, goesOn }) => [
    instanceId === null ? '-' : 'i',
    phase,
    (from - began) / 1_000,
    goesOn ? '…' : (to - began) / 1_000,
  ])
}

describe('the times of instances', () => {
  it('are told by what instances say of themselves, however late somebody looks', async () => {
    await start()
    await pass(3)
    engine.ready()
    await pass(10)
    engine.exit(id, { lastWords: 'out of memory' })
    await pass(2)
    expect(await spans()).toEqual([
      ['i', 'loading', 0, 3],
      ['i', 'running', 3, 13],
      ['i', 'failed', 13, '…'],
    ])
    const [, , failed] = await store.instanceSpans.list(deploymentId, 0, Number.MAX_SAFE_INTEGER, 10)
    expect(failed?.message).toBe('out of memory')
    await engine.remove(id)
    await pass(1)
    expect((await spans()).at(-1)).toEqual(['i', 'failed', 13, 15])
  })

  it('are the same, looked at all the time', async () => {
    await start()
    expect(await spans()).toEqual([['i', 'loading', 0, '…']])
    await pass(3)
    engine.ready()
    expect(await spans()).toEqual([
      ['i', 'loading', 0, 3],
      ['i', 'running', 3, '…'],
    ])
    await pass(30)
    await spans()
    await engine.stop(id)
    await pass(1)
    expect(await spans()).toEqual([
      ['i', 'loading', 0, 3],
      ['i', 'running', 3, 33],
    ])
    await pass(60)
    await engine.remove(id)
    expect((await spans()).length).toBe(2)
  })

  it('go on over a start of the control process, and end as they were last seen where the instance is gone', async () => {
    await start()
    engine.ready()
    await spans()
    await pass(60)
    timeline = make()
    expect(await spans()).toEqual([['i', 'running', 0, '…']])
    engine = new FakeEngine(() => clock.now())
    await pass(600)
    timeline = make()
    expect((await spans()).at(-1)).toEqual(['i', 'running', 0, 60])
  })

  it('say what is waited for before there is one, and how an image comes', async () => {
    const board = makeProgressBoard(clock)
    const watch = watchTurns(timeline, board)
    const deployment = { id: deploymentId, targetStatus: 'RUNNING' } as const
    const turn = (doing: Parameters<typeof watch>[0]['doing'], instances: readonly Instance[] = []) =>
      watch({ deployment, decision: { phase: 'pending', message: 'wait' }, doing, instances })
    turn({ phase: 'installing', done: null, total: null, unit: null })
    await spans()
    expect(board.of(deploymentId)).toEqual({
      ...{ phase: 'installing', done: null, total: null, unit: null },
      ...{ ratePerSecond: null, etaMs: null },
    })
    await pass(5)
    turn({ phase: 'downloading', done: 100, total: 1_000, unit: 'bytes' })
    await spans()
    await pass(2)
    turn({ phase: 'downloading', done: 300, total: 1_000, unit: 'bytes' })
    expect(board.of(deploymentId)).toMatchObject({ done: 300, total: 1_000, ratePerSecond: 100, etaMs: 7_000 })
    turn(null)
    expect(board.of(deploymentId)).toBeNull()
    await spans()
    await pass(1)
    await start()
    turn(null, await engine.observe())
    expect(await spans()).toEqual([
      ['-', 'installing', 0, 5],
      ['-', 'pulling', 5, 7],
      ['-', 'pending', 7, 8],
      ['i', 'loading', 8, '…'],
    ])
    const fetching = { ...(await engine.observe())[0], fetching: { done: 5, total: 10 } } as Instance
    turn(null, [fetching])
    expect(board.of(deploymentId)).toMatchObject({ phase: 'pulling', done: 5, total: 10, unit: 'bytes' })
    watch({ deployment, decision: { phase: 'running', message: '' }, doing: null, instances: [fetching] })
    expect(board.of(deploymentId)).toBeNull()
  })
})
