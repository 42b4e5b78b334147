import { expect, it } from 'vitest'
import { FakeClock } from '../../test/fake-clock.ts'
import { FakeEngine } from '../../test/fake-engine.ts'
import { makeLoop } from './loop.ts'

const open = (afterSweep: () => Promise<void>, errors: unknown[] = []) =>
  makeLoop({
    reconcile: async () => {},
    store: { deployments: { allIds: async () => [] } } as never,
    engine: new FakeEngine(() => 0),
    clock: new FakeClock(),
    afterSweep,
    onError: (_, error) => errors.push(error),
  })

it('tells of a look that fails, as nobody waits for it', async () => {
  const errors: unknown[] = []
  await using loop = open(() => Promise.reject(new Error('the disk is full')), errors)
  loop.look()
  await expect.poll(() => errors).toEqual([new Error('the disk is full')])
})

it('ends when its last look is over, and looks no more', async () => {
  let [begun, over] = [0, 0]
  let finish = (): void => {}
  const loop = open(async () => {
    begun += 1
    await new Promise<void>((resolve) => {
      finish = resolve
    })
    over += 1
  })
  loop.look()
  await expect.poll(() => begun).toBe(1)
  const ended = loop[Symbol.asyncDispose]().then(() => over)
  loop.look()
  finish()
  expect(await ended).toBe(1)
  expect(begun).toBe(1)
})
