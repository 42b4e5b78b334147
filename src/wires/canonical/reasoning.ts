import type { Effort, Reasoning } from './chat.ts'

/** Tokens that an effort stands for on wires that count them. */
const budgets: Readonly<Record<Effort, number>> = {
  minimal: 1_024,
  low: 2_048,
  medium: 8_192,
  high: 16_384,
  xhigh: 24_576,
  max: 32_768,
}

export const mostBudget = Math.max(...Object.values(budgets))

/** Least that providers take. */
const leastBudget = 1_024

/**
 * Tokens of reasoning, for wires that want a number; null: none asked, or left to the model. What we make of an effort stays
 * within the answer's own bound, which includes it.
 */
export function budgetOf(reasoning: Reasoning, maxTokens: number | null = null): number | null {
  if (reasoning.kind === 'budget') return reasoning.tokens
  if (reasoning.kind !== 'effort') return null
  const budget = budgets[reasoning.effort]
  return maxTokens === null ? budget : Math.max(leastBudget, Math.min(budget, Math.floor(maxTokens * 0.8)))
}

/** The effort nearest to a number of tokens, of the three that every wire with efforts knows. */
export function effortOf(reasoning: Reasoning): Effort | null {
  if (reasoning.kind === 'effort') return reasoning.effort
  if (reasoning.kind !== 'budget') return null
  return reasoning.tokens <= 4_096 ? 'low' : reasoning.tokens <= 12_288 ? 'medium' : 'high'
}
