import { expect, it } from 'vitest'
import { crash } from './crash-run.ts'

/** `npm run crash -- 1000` is the long version. */
it.each(['os', 'disk'] as const)(
  'loses and doubles nothing however a gateway under load is killed, kept by %s',
  async (durability) => {
    const { faults, ...report } = await crash(10, durability, Math.random)
    expect(faults).toEqual([])
    expect(report.dispatched).toBeGreaterThan(100)
    expect(report.states.settled).toBeGreaterThan(0)
    expect(report.states.uncertain).toBeGreaterThan(0)
  },
  120_000,
)
