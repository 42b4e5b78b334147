import { expect } from 'vitest'

const mostTries = 10

/**
 * Measures until one try keeps to the budget: a machine that is busy for a moment is forgiven, a console that became slow is not.
 * Both in milliseconds.
 */
export async function within(budgetMs: number, what: string, measure: () => Promise<number>): Promise<void> {
  let best = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < mostTries && best >= budgetMs; tries += 1) best = Math.min(best, Math.round(await measure()))
  console.log(`${what}: ${best} ms of ${budgetMs}`)
  expect(best, what).toBeLessThan(budgetMs)
}
