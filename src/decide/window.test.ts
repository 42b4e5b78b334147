import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Window } from './window.ts'

const t0 = 1_763_600_000_000

/** The same promise told the slow way: a list of what counts, and second by second what leaves and repays. */
class Plain {
  entries: { second: number; amount: number }[] = []
  debt = 0
  at = t0 / 1000
  walk(now: number): void {
    for (const to = Math.floor(now / 1000); this.at < to; ) {
      this.at += 1
      const leaving = this.entries.filter((each) => each.second === this.at - 60).reduce((sum, { amount }) => sum + amount, 0)
      this.entries = this.entries.filter((each) => each.second > this.at - 60)
      const repaid = Math.min(leaving, this.debt)
      this.debt -= repaid
      if (repaid > 0) this.entries.push({ second: this.at, amount: repaid })
    }
  }
  used(): number {
    return this.entries.reduce((sum, { amount }) => sum + amount, 0) + this.debt
  }
  settle(second: number, reserved: number, real: number, limit: number): void {
    const inside = second > this.at - 60
    if (real > reserved) {
      const counted = Math.min(real - reserved, Math.max(0, limit - this.used()))
      this.entries.push({ second: inside ? second : this.at, amount: counted })
      this.debt += real - reserved - counted
    } else if (inside) {
      const back = Math.min(this.debt, reserved - real)
      this.debt -= back
      this.entries.push({ second, amount: real - reserved + back })
    }
  }
  copy(): Plain {
    return Object.assign(new Plain(), { entries: [...this.entries], debt: this.debt, at: this.at })
  }
  /** Goes on in time until `claim` holds. */
  until(now: number, claim: (plain: Plain) => boolean): number {
    const plain = this.copy()
    if (claim(plain)) return 0
    for (let second = Math.floor(now / 1000) + 1; ; second += 1) {
      plain.walk(second * 1000)
      if (claim(plain)) return second * 1000 - now
    }
  }
}

type Step = { waitMs: number; ask: number; real: number; settleFirst: boolean }
const steps = fc.array(
  fc.record({
    waitMs: fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 90_000 })),
    ask: fc.integer({ min: 1, max: 60 }),
    real: fc.integer({ min: 0, max: 400 }),
    settleFirst: fc.boolean(),
  }),
  { maxLength: 60 },
)

describe('a window', () => {
  it('agrees with counting by hand: used, when it fits, when it is empty', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 60, max: 200 }), (all: Step[], limit) => {
        const [window, plain] = [new Window(), new Plain()]
        const open: { second: number; reserved: number; real: number }[] = []
        let now = t0 + 137
        for (const step of all) {
          now += step.waitMs
          plain.walk(now)
          const done = step.settleFirst ? open.shift() : undefined
          if (done) {
            window.settle(done.second, done.reserved, done.real, limit, now)
            plain.settle(done.second, done.reserved, done.real, limit)
          }
          expect(window.used(now)).toBe(plain.used())
          expect(window.waitMs(step.ask, limit, now)).toBe(plain.until(now, (each) => each.used() + step.ask <= limit))
          expect(window.resetMs(now)).toBe(plain.until(now, (each) => each.used() === 0))
          if (window.used(now) + step.ask > limit) continue
          const second = window.take(step.ask, now)
          plain.entries.push({ second, amount: step.ask })
          open.push({ second, reserved: step.ask, real: step.real })
          expect(window.used(now)).toBe(plain.used())
        }
      }),
      { numRuns: 300 },
    )
  })

  it('never lets more than the limit through in sixty seconds', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4_000 }), { maxLength: 300 }), (gaps) => {
        const window = new Window()
        const passed: number[] = []
        let now = t0
        for (const gap of gaps) {
          now += gap
          if (window.waitMs(1, 20, now) > 0) continue
          window.take(1, now)
          passed.push(Math.floor(now / 1000))
          expect(passed.filter((second) => second > Math.floor(now / 1000) - 60).length).toBeLessThanOrEqual(20)
        }
      }),
    )
  })

  it('lets a steady caller through at exactly the limit', () => {
    const window = new Window()
    for (let second = 0; second < 600; second += 1) {
      expect(window.waitMs(1, 60, t0 + second * 1000)).toBe(0)
      window.take(1, t0 + second * 1000)
    }
  })

  it('keeps a debt of ten minutes for ten minutes', () => {
    const window = new Window()
    window.settle(window.take(10, t0), 10, 1_000, 100, t0)
    expect(window.used(t0)).toBe(1_000)
    expect(window.waitMs(100, 100, t0)).toBe(600_000)
    expect(window.used(t0 + 599_999)).toBe(100)
    expect(window.used(t0 + 600_000)).toBe(0)
  })

  it('remembers what passed before a restart, as long as it counts', () => {
    const window = new Window()
    window.recall(5, t0 - 30_000, t0)
    window.recall(7, t0 - 61_000, t0)
    expect(window.used(t0)).toBe(5)
    expect(window.resetMs(t0)).toBe(30_000)
  })

  it('does not mind a clock that is set back', () => {
    const window = new Window()
    window.take(5, t0)
    window.take(1, t0 - 3_600_000)
    expect(window.used(t0)).toBe(6)
  })
})
