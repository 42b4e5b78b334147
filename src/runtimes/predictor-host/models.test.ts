import { array, assert, asyncProperty, integer, nat, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Backend, BackendFault, type Ending } from './backend.ts'
import { type Models, makeModels } from './models.ts'
import { makeServed, type Served } from './served.ts'

/** Models whose backends load and stop in their own time; `loaded` are those that take memory now. */
function scene(names: readonly string[], maxLoaded: number, broken: readonly string[] = []) {
  const loaded = new Set<string>()
  const said: string[] = []
  let most = 0
  let now = 0
  const start = (name: string): Backend => {
    const ended = Promise.withResolvers<Ending>()
    loaded.add(name)
    most = Math.max(most, loaded.size)
    said.push(`+${name}`)
    const ready = turn().then(() => {
      if (!broken.includes(name)) return facts
      loaded.delete(name)
      throw new BackendFault(`${name} is broken`)
    })
    return {
      ready,
      ended: ended.promise,
      busy: () => 0,
      call: () => ({ reply: Promise.reject(new Error('nobody calls')), cancel() {} }),
      async stop() {
        await turn()
        loaded.delete(name)
        said.push(`-${name}`)
        ended.resolve({ asked: true, words: '' })
      },
    }
  }
  const models: Models = makeModels({
    models: names.map((name) =>
      makeServed({ names: [name], version: null, schema: null, startBackend: () => start(name), onEnded() {}, nowMs: () => now }),
    ),
    maxLoaded,
    onDemand: true,
    nowMs: () => now,
  })
  const of = (name: string): Served => models.find(name)
  const use = (name: string, work: () => Promise<void> = async () => {}) => models.use(of(name), work)
  const pass = (ms: number): void => {
    now += ms
  }
  return { models, loaded, said, of, use, pass, most: () => most }
}
const facts = { methods: ['predict'], concurrent: false, platform: 'test', schema: null, takesV1: true }
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const turns = async (): Promise<void> => {
  for (let each = 0; each < 8; each += 1) await turn()
}

describe('several models', () => {
  it('are loaded when they are called; the one least recently used makes room', async () => {
    const { use, said, loaded } = scene(['a', 'b', 'c'], 2)
    for (const each of ['a', 'b', 'a', 'c', 'a', 'b']) await use(each)
    expect(said).toEqual(['+a', '+b', '-b', '+c', '-c', '+b'])
    expect([...loaded]).toEqual(['a', 'b'])
  })

  it('stay while they have calls in their hands; who comes meanwhile waits for the next turn', async () => {
    const { use, said } = scene(['a', 'b'], 1)
    const gate = Promise.withResolvers<void>()
    const order: string[] = []
    const first = use('a', async () => {
      await gate.promise
      order.push('a1')
    })
    await turns()
    const other = use('b', async () => void order.push('b'))
    await turns()
    const late = use('a', async () => void order.push('a2'))
    await turns()
    expect(said).toEqual(['+a'])
    gate.resolve()
    await Promise.all([first, other, late])
    // What came for the first after somebody waited for its place does not keep it in that place.
    expect([order, said]).toEqual([
      ['a1', 'b', 'a2'],
      ['+a', '-a', '+b', '-b', '+a'],
    ])
  })

  it('are loaded once for all that wait', async () => {
    const { use, said } = scene(['a'], 1)
    await Promise.all([use('a'), use('a'), use('a')])
    expect(said).toEqual(['+a'])
  })

  it('that were unloaded stay so until somebody loads them', async () => {
    const { models, of, use } = scene(['a'], 1)
    await use('a')
    await models.unload(of('a'))
    expect(models.state(of('a')).word).toBe('unloaded')
    await expect(use('a')).rejects.toMatchObject({ status: 503 })
    await models.load(of('a'))
    await use('a')
    expect(models.state(of('a')).word).toBe('ready')
  })

  it('that cannot be loaded say why, and are tried again after a while', async () => {
    const { models, of, use, said, pass } = scene(['a', 'b'], 1, ['a'])
    for (let times = 0; times < 3; times += 1)
      await expect(use('a')).rejects.toMatchObject({ status: 500, message: 'Model with name a cannot be loaded: a is broken' })
    expect(models.state(of('a'))).toEqual({ word: 'failed', reason: 'a is broken' })
    expect(said).toEqual(['+a'])
    await use('b')
    pass(10_000)
    await expect(use('a')).rejects.toMatchObject({ status: 500 })
    expect(said).toEqual(['+a', '+b', '-b', '+a'])
  })

  it('are found by their names only', () => {
    const { models } = scene(['a'], 1)
    expect(() => models.find('b')).toThrow('Model with name b does not exist.')
    expect(() => models.find('a', '7')).toThrow('there is version 1')
    expect(models.find('a', '1').names).toEqual(['a'])
  })

  const worlds = record({
    maxLoaded: integer({ min: 1, max: 3 }),
    calls: array(record({ model: nat(4), turns: nat(3), pause: nat(2) }), { minLength: 1, maxLength: 30 }),
  })
  it('are never more than may be, never go while they are used, and every call comes through', () =>
    assert(
      asyncProperty(worlds, async ({ maxLoaded, calls }) => {
        const { use, loaded, most } = scene(['a', 'b', 'c', 'd', 'e'], maxLoaded)
        let done = 0
        const running: Promise<void>[] = []
        for (const call of calls) {
          const name = 'abcde'[call.model] ?? 'a'
          running.push(
            use(name, async () => {
              for (let each = 0; each <= call.turns; each += 1) {
                expect(loaded.has(name)).toBe(true)
                await turn()
              }
              done += 1
            }),
          )
          for (let each = 0; each < call.pause; each += 1) await turn()
        }
        await Promise.all(running)
        expect(done).toBe(calls.length)
        expect(most()).toBeLessThanOrEqual(maxLoaded)
      }),
      { numRuns: 100 },
    ))
})
