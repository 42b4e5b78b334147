import { array, assert, integer, nat, option, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BatchFacts, type BatchPolicy, type Line, nextBatch } from './batch-plan.ts'

const policy: BatchPolicy = { maxBatchSize: 8, maxLatencyMs: 100 }
const line = (group: string, since: number, ...rows: number[]): Line => ({ group, since, rows })
const facts = (given: Partial<BatchFacts> = {}): BatchFacts => ({
  now: 50,
  inFlight: 0,
  places: 2,
  estimate: () => null,
  ...given,
})
/** 1 ms of its own and 10 ms a row. */
const estimate = (rows: number): number => 1 + 10 * rows

describe('the next batch', () => {
  it.each<[string, readonly Line[], Partial<BatchFacts>, object]>([
    ['nothing waits', [], {}, { go: false, lookAt: null }],
    ['an idle backend gets at once what is there', [line('a', 49, 1)], {}, { go: true, group: 'a', calls: 1 }],
    ['… and as much as fits', [line('a', 49, 3, 3, 3)], {}, { go: true, group: 'a', calls: 2 }],
    ['a busy one gets a full batch, to lie ready', [line('a', 49, 4, 4, 1)], { inFlight: 1 }, { go: true, group: 'a', calls: 2 }],
    ['… nothing that is not full', [line('a', 49, 4, 3)], { inFlight: 1 }, { go: false, lookAt: 149 }],
    ['… but what has waited for long', [line('a', -50, 1)], { inFlight: 1 }, { go: true, group: 'a', calls: 1 }],
    ['… and nothing where it has all it takes', [line('a', -50, 8)], { inFlight: 2 }, { go: false, lookAt: null }],
    ['the oldest goes first', [line('a', 40, 8), line('b', 30, 1)], {}, { go: true, group: 'b', calls: 1 }],
    [
      '… also before a full one that came later',
      [line('a', 40, 8), line('b', -51, 1)],
      { inFlight: 1 },
      { go: true, group: 'b', calls: 1 },
    ],
    [
      'a batch is no larger than its oldest call has time for',
      [line('a', 0, 1, 1, 1, 1, 1, 1)],
      { estimate },
      { go: true, group: 'a', calls: 4 },
    ],
    [
      '… unless that is late anyway: then whatever clears the line',
      [line('a', -45, 1, 1, 1, 1, 1, 1)],
      { estimate },
      { go: true, group: 'a', calls: 6 },
    ],
  ])('%s', (_, lines, given, plan) => expect(nextBatch(policy, lines, facts(given))).toEqual(plan))

  const policies = record({ maxBatchSize: integer({ min: 1, max: 50 }), maxLatencyMs: nat(1000) })
  const worlds = record({
    policy: policies,
    lines: array(array(integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 }), { maxLength: 6 }),
    sinces: array(nat(2000), { minLength: 6, maxLength: 6 }),
    inFlight: nat(3),
    places: integer({ min: 1, max: 4 }),
    perRow: option(nat(100)),
  })

  it('is never above the batch size, never empty, never more than the backend takes, and never leaves an idle one without', () =>
    assert(
      property(worlds, (world) => {
        const lines = world.lines.map((rows, index) =>
          line(String(index), world.sinces[index] ?? 0, ...rows.map((each) => Math.min(each, world.policy.maxBatchSize))),
        )
        const now = 2000
        const guess = world.perRow === null ? () => null : (rows: number) => rows * (world.perRow ?? 0)
        const plan = nextBatch(world.policy, lines, { now, inFlight: world.inFlight, places: world.places, estimate: guess })
        if (!plan.go) {
          expect(world.inFlight > 0 || lines.length === 0).toBe(true)
          if (plan.lookAt !== null) expect(plan.lookAt).toBeGreaterThan(now)
          return
        }
        expect(world.inFlight).toBeLessThan(world.places)
        const chosen = lines.find((each) => each.group === plan.group)
        const rows = chosen?.rows.slice(0, plan.calls) ?? []
        expect(rows.length).toBe(plan.calls)
        expect(rows.length).toBeGreaterThan(0)
        expect(rows.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(world.policy.maxBatchSize)
        if (world.inFlight === 0) expect(Math.min(...lines.map((each) => each.since))).toBe(chosen?.since)
      }),
    ))
})
