import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openScene, quick, runs, type Scene } from './scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
}, 60_000)
afterAll(() => scene[Symbol.asyncDispose]())

const many = <T>(count: number, make: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: count }, make))

describe('scaling', () => {
  it('to zero when nobody calls, and from zero with the calls held, however many come at once', async () => {
    const id = await scene.deploy('resting', { scaling: { predictor: quick }, parameters: { concurrency: '4' } })
    const rested = await scene.untilAtZero(id)
    expect(rested.statusMessage).toBe('scaled to zero (nobody has called for 6 s); the next call starts an instance')
    expect(rested.scaling.predictor).toMatchObject({ minInstances: 0, maxInstances: 4, instances: 0, running: 0 })
    const answers = await many(40, () => scene.predict(id, { sleep: 0.05 }))
    expect(answers.filter(({ status }) => status !== 200)).toEqual([])
    const { status, startTime } = await scene.get(id)
    expect({ status, startTime }, 'it never stopped running').toEqual({ status: 'RUNNING', startTime: rested.startTime })
    await scene.untilAtZero(id)
  }, 60_000)

  it('comes up with more for a burst, answers all of it, and goes down again', async () => {
    const id = await scene.deploy('burst', {
      parameters: { concurrency: '4' },
      scaling: { predictor: { ...quick, minInstances: 1 } },
    })
    let sending = true
    const answers: number[] = []
    const callers = many(16, async () => {
      while (sending) answers.push((await scene.predict(id, { sleep: 0.1 })).status)
    })
    const seen = await scene.untilSeen(id, runs(4))
    expect(seen.statusMessage).toMatch(/^4 instances: a (burst|load) of [\d.]+ calls at one time, 2\.8 for each instance$/)
    sending = false
    await callers
    expect(answers.filter((status) => status !== 200)).toEqual([])
    await scene.untilSeen(id, runs(1))
  }, 60_000)
})
