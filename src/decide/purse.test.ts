import { describe, expect, it } from 'vitest'
import type { BudgetEntry } from '../domain/limits.ts'
import { Purse } from './purse.ts'

const noon = Date.parse('2026-11-20T12:00:00Z')
const midnight = Date.parse('2026-11-21T00:00:00Z')
const anyone = { resourceGroup: null, executableId: null, deploymentId: null, model: null, apiKey: null }
const budget = (more: Partial<BudgetEntry> = {}): BudgetEntry => ({
  kind: 'budget',
  id: 'b1',
  scope: anyone,
  amount: 100,
  currency: 'USD',
  period: 'day',
  timezone: 'UTC',
  block: true,
  ...more,
})

describe('a purse', () => {
  it('lets be spent what is there, to the last unit, and not one more', () => {
    const purse = new Purse(budget())
    expect(purse.refuses(101, noon)).toBe(true)
    expect(purse.refuses(100, noon)).toBe(false)
    purse.reserve(60, noon)
    expect([purse.refuses(40, noon), purse.refuses(41, noon)]).toEqual([false, true])
    purse.settle(noon, 60, 30, noon)
    expect([purse.spent(noon), purse.reserved(noon), purse.left(noon)]).toEqual([30, 0, 70])
  })

  it('refuses even what costs nothing yet once everything is spent, and keeps the debt', () => {
    const purse = new Purse(budget())
    purse.reserve(100, noon)
    purse.settle(noon, 100, 130, noon)
    expect(purse.left(noon)).toBe(-30)
    expect(purse.refuses(0, noon)).toBe(true)
  })

  it('only reports where it does not block', () => {
    const purse = new Purse(budget({ block: false }))
    purse.reserve(500, noon)
    expect(purse.refuses(500, noon)).toBe(false)
    expect(purse.left(noon)).toBe(-400)
  })

  it.each([
    { name: 'money that calls under way hold', spent: 0, reserved: 90, cost: 50, waitMs: 1_000 },
    { name: 'money that is spent', spent: 90, reserved: 0, cost: 50, waitMs: midnight - noon },
    { name: 'more than there ever is', spent: 0, reserved: 0, cost: 101, waitMs: null },
  ])('says how long to wait for $name', ({ spent, reserved, cost, waitMs }) => {
    const purse = new Purse(budget())
    purse.told({ budgetId: 'b1', periodStart: midnight - 86_400_000, nano: spent }, noon)
    purse.reserve(reserved, noon)
    expect(purse.waitMs(cost, noon)).toBe(waitMs)
  })

  it('never comes back where there is no next period', () => {
    const purse = new Purse(budget({ period: 'total' }))
    purse.told({ budgetId: 'b1', periodStart: 0, nano: 100 }, noon)
    expect(purse.waitMs(1, noon)).toBeNull()
  })

  it('starts anew with the period; a call counts in the one it began in', () => {
    const purse = new Purse(budget())
    purse.reserve(70, midnight - 1)
    expect(purse.left(midnight - 1)).toBe(30)
    expect(purse.left(midnight)).toBe(100)
    purse.settle(midnight - 1, 70, 70, midnight + 5)
    expect([purse.spent(midnight + 5), purse.reserved(midnight + 5)]).toEqual([0, 0])
  })

  it('believes the ledger where it knows more, and of this period only', () => {
    const purse = new Purse(budget())
    const periodStart = midnight - 86_400_000
    purse.reserve(20, noon)
    purse.settle(noon, 20, 20, noon)
    purse.told({ budgetId: 'b1', periodStart, nano: 50 }, noon)
    purse.told({ budgetId: 'b1', periodStart, nano: 10 }, noon)
    purse.told({ budgetId: 'b1', periodStart: periodStart - 86_400_000, nano: 99 }, noon)
    expect(purse.spent(noon)).toBe(50)
  })

  it('believes the ledger downwards only where what was charged has been corrected', () => {
    const purse = new Purse(budget())
    const periodStart = midnight - 86_400_000
    purse.told({ budgetId: 'b1', periodStart, nano: 50 }, noon)
    purse.told({ budgetId: 'b1', periodStart, nano: 30, correction: 1 }, noon)
    expect(purse.spent(noon)).toBe(30)
    purse.told({ budgetId: 'b1', periodStart, nano: 20, correction: 1 }, noon)
    expect(purse.spent(noon)).toBe(30)
  })

  it('keeps its money when the amount changes while calls are under way', () => {
    const before = new Purse(budget())
    before.reserve(60, noon)
    const after = before.under(budget({ amount: 80 }))
    expect(after?.left(noon)).toBe(20)
    before.settle(noon, 60, 10, noon)
    expect(after?.left(noon)).toBe(70)
    expect(before.under(budget({ period: 'month' }))).toBeNull()
  })
})
