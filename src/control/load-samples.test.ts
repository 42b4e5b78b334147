import { afterEach, beforeEach, expect, it } from 'vitest'
import { FakeClock } from '../../test/fake-clock.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import { type LoadSamples, makeLoadSamples } from './load-samples.ts'

const id = 'd0000000000000a1'

let store: Store
let clock: FakeClock
let samples: LoadSamples
beforeEach(async () => {
  store = await openStore({ kind: 'sqlite', path: ':memory:' })
  clock = new FakeClock('2026-11-20T12:00:00Z')
  samples = makeLoadSamples({ store, clock, log: { error: (fields) => expect(fields).toBe('nothing') } })
  samples.start()
})
afterEach(async () => {
  await samples[Symbol.asyncDispose]()
  await store[Symbol.asyncDispose]()
})

const hear = (gatewayId: string, lanes: Readonly<Record<string, readonly [number, number]>>) =>
  samples.heard({ gatewayId, applied: 0, inFlight: {}, lanes })
const written = async () => {
  const query = { deploymentId: id, grain: 'minute', start: 0, end: clock.now() + 60_000, stepMs: 60_000 } as const
  const found = await store.callSeries.read({ ...query, names: ['inFlight', 'waiting'] })
  return found.map(({ what, bin, amount }) => `${what} ${bin}: ${amount} s`)
}

it('counts seconds by how many calls all gateways have, and leaves out those without any', async () => {
  hear('g1', { [id]: [2, 0] })
  hear('g2', { [id]: [1, 4], d0000000000000a2: [9, 9] })
  await clock.advance(3_000)
  hear('g1', {})
  await clock.advance(2_000)
  hear('g2', {})
  await clock.advance(5_000)
  await expect.poll(written).toEqual(['inFlight 1: 2 s', 'inFlight 3: 3 s', 'waiting 4: 5 s'])
})

it('believes no gateway that is silent', async () => {
  hear('g1', { [id]: [1, 0] })
  await clock.advance(60_000)
  await expect.poll(written).toEqual(['inFlight 1: 12 s'])
})
