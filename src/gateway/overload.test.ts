import { describe, expect, it } from 'vitest'
import type { Strain } from '../decide/shed.ts'
import { makeOverload } from './overload.ts'

const scene = () => {
  const strain = { delay: 0, memory: 0 }
  const said: string[] = []
  const say = (_fields: object, event: string): void => void said.push(event)
  const overload = makeOverload({
    strain: (): Strain => strain,
    log: { level: 'info', debug: say, info: say, warn: say, error: say },
  })
  /** How many of so many calls came in. */
  const come = (group: string, calls: number): number => {
    let inside = 0
    for (let call = 0; call < calls; call += 1) {
      try {
        overload.enter(group)
        inside += 1
      } catch {} // counted by not being counted
    }
    return inside
  }
  return { overload, strain, said, come }
}

describe('an overloaded gateway', () => {
  it('refuses the heaviest group and lets the others be', () => {
    const { overload, strain, come } = scene()
    come('heavy', 900)
    come('light', 10)
    strain.delay = 2
    overload.sample()
    expect(come('light', 20)).toBe(20)
    expect(come('another', 50)).toBe(50)
    expect(come('heavy', 50)).toBe(0)
    expect(overload.refused).toBe(50)
  })

  it('says so as 503 with a time to come again', () => {
    const { overload, strain, come } = scene()
    come('heavy', 1_000)
    strain.memory = 1.2
    overload.sample()
    expect(() => overload.enter('heavy')).toThrow(
      expect.objectContaining({
        code: 'unavailable',
        details: expect.objectContaining({ code: 'overloaded', retryAfterMs: 2_000 }),
      }),
    )
  })

  it('lets a group in again as its calls end, and everyone once it is at ease', () => {
    const { overload, strain, come, said } = scene()
    come('heavy', 1_000)
    strain.delay = 2
    overload.sample()
    expect(come('heavy', 1)).toBe(0)
    for (let call = 0; call < 600; call += 1) overload.leave('heavy')
    strain.delay = 0.9
    overload.sample()
    expect(come('heavy', 1_000)).toBe(400)
    strain.delay = 0
    for (let look = 0; look < 20; look += 1) overload.sample()
    expect(come('heavy', 1_000)).toBe(1_000)
    expect(said).toEqual(['overloaded: refusing calls of the heaviest groups', 'no longer overloaded'])
  })

  it('refuses nobody while it is at ease', () => {
    const { overload, come } = scene()
    overload.sample()
    expect(come('heavy', 10_000)).toBe(10_000)
  })

  it('does not take a few calls for what makes it late', () => {
    const { overload, strain, come } = scene()
    come('only', 3)
    strain.delay = 20
    for (let look = 0; look < 10; look += 1) overload.sample()
    expect(come('only', 40)).toBe(40)
  })

  it('never refuses one that waits for each answer before it asks again, busy as the machine may be', () => {
    const { overload, strain } = scene()
    strain.delay = 20
    for (let look = 0; look < 10; look += 1) {
      for (let call = 0; call < 1_000; call += 1) {
        overload.enter('patient')
        overload.leave('patient')
      }
      overload.sample()
    }
    expect(overload.refused).toBe(0)
  })
})
