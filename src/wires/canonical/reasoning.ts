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

/** Tokens of reasoning, for wires that want a number; null: none asked, or left to the model. */
export const budgetOf = (reasoning: Reasoning): number | null =>
  reasoning.kind === 'budget' ? reasoning.tokens : reasoning.kind === 'effort' ? budgets[reasoning.effort] : null

/** The effort nearest to a number of tokens, of the three that every wire with efforts knows. */
export function effortOf(reasoning: Reasoning): Effort | null {
  if (reasoning.kind === 'effort') return reasoning.effort
  if (reasoning.kind !== 'budget') return null
  return reasoning.tokens <= 4_096 ? 'low' : reasoning.tokens <= 12_288 ? 'medium' : 'high'
}
