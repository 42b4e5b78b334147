import { describe, expect, it } from 'vitest'
import { UnitBucket } from './units.ts'
import { Window } from './window.ts'

/**
 * What limits over time promise, tried with a hundred thousand random days each: they let through what they say and no more, and
 * whoever waits as long as told gets through. Counted here by hand, from the list of calls alone.
 */
const schedules = 100_000
const steps = 14
const t0 = 1_763_600_000_000

/** Mulberry32: the same schedules each time, and quick. */
function seeded(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (((mixed ^ (mixed >>> 14)) >>> 0) % 1_000_003) % below
  }
}

/** A call that was let through. `taken`: as it was estimated. */
type Passed = { readonly at: number; readonly taken: number; readonly real: number; settledAt: number | null }

const above = (amount: number): number => Math.max(0, amount)
const fail = (what: string, seed: number, facts: object): never => {
  throw new Error(`schedule ${seed}: ${what} ${JSON.stringify(facts)}`)
}

describe('a bucket of provisioned units', () => {
  it('lets through a minute, what leaks, one call and what estimates were wrong by, and never keeps a patient caller out', () => {
    let refused = 0
    for (let seed = 0; seed < schedules; seed += 1) refused += bucketDay(seed)
    expect(refused).toBeGreaterThan(schedules)
  }, 60_000)
})

function bucketDay(seed: number): number {
  const random = seeded(seed)
  const rate = 1 + random(20_000)
  const weight = 1 + random(9)
  const bucket = new UnitBucket({ kind: 'units', id: 'd', rate: { inputTokensPerMinute: rate, outputWeight: weight } })
  const passed: Passed[] = []
  const usage = new Map<Passed, { input: number; output: number }>()
  let [now, refused] = [t0, 0]

  const come = (): boolean => {
    const input = random(rate)
    const bound = random(3) === 0 ? null : random(Math.ceil(rate / weight))
    const taken = bucket.estimate({ input, output: bound })
    const waitMs = bucket.waitMs(now)
    if (waitMs === null || waitMs > 0) return false
    bucket.take(taken, now)
    const used = { input: random(3) === 0 ? random(input + 1) : input, output: random(2 * Math.ceil(rate / weight)) }
    const call: Passed = { at: now, taken, real: used.input + weight * used.output, settledAt: null }
    usage.set(call, used)
    passed.push(call)
    for (const { at } of passed) {
      const inside = passed.filter((each) => each.at >= at)
      const under = inside.reduce((sum, each) => sum + (each === call || each.settledAt ? 0 : above(each.real - each.taken)), 0)
      // What was held back at the beginning and not used comes back later.
      const over = passed.reduce(
        (sum, each) => sum + (each.at < at && (each.settledAt ?? now) >= at ? above(each.taken - each.real) : 0),
        0,
      )
      const before = inside.reduce((sum, each) => sum + (each === call ? 0 : each.real), 0)
      const most = rate + (rate * (now - at)) / 60_000 + under + over
      if (before > most) fail('too much was let through', seed, { at, now, before, most })
    }
    return true
  }
  const end = (call: Passed): void => {
    bucket.settle(call.taken, usage.get(call) ?? null, random(2) === 0, now)
    call.settledAt = now
  }

  for (let step = 0; step < steps; step += 1) {
    now += random(3) === 0 ? 0 : random(20_000)
    const open = passed.filter(({ settledAt }) => settledAt === null)
    const done = open[random(open.length + 1)]
    if (done) end(done)
    else if (!come()) refused += 1
  }
  // All others hammer on; nobody is let in before the told moment, and at that moment the patient one is.
  for (;;) {
    const waitMs = bucket.waitMs(now) ?? fail('never', seed, {})
    if (waitMs === 0) break
    refused += 1
    const open = passed.find(({ settledAt }) => settledAt === null)
    if (open) {
      now += random(waitMs)
      end(open)
      continue
    }
    const [over, early] = [bucket.utilization(now) / 100 - 1, now + waitMs - 1]
    if (waitMs > over * 60_000 + 2) fail('told to wait too long', seed, { waitMs, over })
    if (bucket.waitMs(early) === 0) fail('let in before the told moment', seed, { waitMs })
    now += waitMs
    if (bucket.waitMs(now) !== 0) fail('told to wait and refused again', seed, { waitMs, again: bucket.waitMs(now) })
  }
  return refused
}

describe('a sliding minute', () => {
  it('holds its limit but for what estimates were wrong by, and tells the truth about waiting', () => {
    let refused = 0
    for (let seed = 0; seed < schedules; seed += 1) refused += windowDay(seed)
    expect(refused).toBeGreaterThan(schedules)
  }, 60_000)
})

function windowDay(seed: number): number {
  const random = seeded(seed)
  const limit = 1 + random(1_000)
  const window = new Window()
  const passed: (Passed & { readonly second: number })[] = []
  let [now, refused] = [t0 + random(1_000), 0]

  for (let step = 0; step < steps; step += 1) {
    now += random(3) === 0 ? 0 : random(15_000)
    const open = passed.filter(({ settledAt }) => settledAt === null)
    const done = open[random(open.length + 1)]
    if (done) {
      window.settle(done.second, done.taken, done.real, limit, now)
      done.settledAt = now
      continue
    }
    const taken = 1 + random(limit)
    const waitMs = window.waitMs(taken, limit, now)
    if (waitMs > 0) {
      refused += 1
      if (random(4) > 0) continue
      // The patient one: nothing else happens meanwhile.
      if (window.waitMs(taken, limit, now + waitMs - 1) === 0) fail('let in before the told moment', seed, { waitMs })
      now += waitMs
      if (window.waitMs(taken, limit, now) !== 0) fail('told to wait and refused again', seed, { waitMs })
    }
    const real = random(3) === 0 ? random(3 * taken) : random(taken + 1)
    passed.push({ at: now, second: window.take(taken, now), taken, real, settledAt: null })
    const inside = passed.filter(({ second }) => second > Math.floor(now / 1000) - 60)
    const counted = inside.reduce((sum, each) => sum + (each.settledAt === null ? each.taken : each.real), 0)
    const wrong = inside.reduce((sum, each) => sum + (each.settledAt === null ? 0 : above(each.real - each.taken)), 0)
    if (counted > limit + wrong) fail('too much in a minute', seed, { counted, limit, wrong })
  }
  return refused
}
