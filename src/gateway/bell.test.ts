import { expect, it } from 'vitest'
import { FakeClock } from '../../test/fake-clock.ts'
import { makeBell } from './bell.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

it('ends a wait when it rings, when its time is over, or when the signal does; a ring in between is kept for the next wait', async () => {
  const clock = new FakeClock(0)
  const bell = makeBell(clock)
  const stop = new AbortController()
  const over: string[] = []
  const wait = (name: string): void => void bell.wait(1_000, stop.signal).then(() => over.push(name))

  wait('timed')
  await clock.advance(999)
  expect(over).toEqual([])
  await clock.advance(1)
  expect(over).toEqual(['timed'])

  wait('rung')
  bell.ring()
  bell.ring()
  await turn()
  expect(over).toEqual(['timed', 'rung'])

  bell.ring()
  wait('kept')
  await turn()
  expect(over.at(-1)).toBe('kept')

  wait('stopped')
  await turn()
  expect(over.at(-1)).toBe('kept')
  stop.abort()
  await turn()
  expect(over.at(-1)).toBe('stopped')
})
