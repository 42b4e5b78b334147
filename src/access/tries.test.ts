import { beforeEach, expect, it } from 'vitest'
import { FakeClock } from '../../test/fake-clock.ts'
import { makeTries, type Tries } from './tries.ts'

let clock: FakeClock
let tries: Tries
beforeEach(() => {
  clock = new FakeClock()
  tries = makeTries(clock)
})

const limited = expect.objectContaining({ code: 'limited' })
const fail = (times: number, name: string, address = '10.0.0.1') => {
  for (let time = 0; time < times; time += 1) tries.begin(name, address)
}

it('lets ten through for a name, then one each thirty seconds', async () => {
  fail(10, 'ada')
  expect(() => tries.begin('ada', '10.0.0.2')).toThrow(limited)
  await clock.advance(29_999)
  expect(() => tries.begin('ada', '10.0.0.2')).toThrow(limited)
  await clock.advance(1)
  tries.begin('ada', '10.0.0.2')
  expect(() => tries.begin('ada', '10.0.0.2')).toThrow(limited)
})

it('lets sixty through from an address, whatever the names', async () => {
  for (let time = 0; time < 60; time += 1) tries.begin(`name-${time}`, '10.0.0.1')
  expect(() => tries.begin('another', '10.0.0.1')).toThrow(limited)
  tries.begin('another', '10.0.0.2')
  await clock.advance(3_000)
  tries.begin('another', '10.0.0.1')
})

it('forgets what failed where one succeeds', () => {
  fail(9, 'ada')
  tries.begin('ada', '10.0.0.1')
  tries.succeeded('ada', '10.0.0.1')
  fail(10, 'ada')
  for (let time = 0; time < 200; time += 1) {
    tries.begin('eve', '10.0.0.9')
    tries.succeeded('eve', '10.0.0.9')
  }
})

it('says when to try again', () => {
  fail(10, 'ada')
  const refusal = expect.objectContaining({ message: expect.stringContaining('in 30 s'), details: { retryAfterMs: 30_000 } })
  expect(() => tries.begin('ada', '10.0.0.1')).toThrow(refusal)
})

it('keeps a bounded number of counters', () => {
  fail(10, 'ada', '10.9.9.9')
  for (let each = 0; each < 10_000; each += 1) tries.begin(`name-${each}`, `10.1.${each >> 8}.${each & 255}`)
  // Hers was touched longest ago.
  tries.begin('ada', '10.0.0.3')
})
