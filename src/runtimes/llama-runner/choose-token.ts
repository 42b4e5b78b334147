import type { Token } from 'node-llama-cpp'

export type Choice = {
  /** 0 takes the most probable token. */
  readonly temperature: number
  /** 0 = all. */
  readonly topK: number
  readonly topP: number
  readonly minP: number
}

/**
 * Samples as llama.cpp does (top-k, top-p, min-p, then temperature) from the model's own distribution, most probable first.
 * For answers with log probabilities: the engine tells them only for the distribution that it samples from itself,
 * so there it is asked for the untouched one and the choice is made here.
 */
export const chooseToken = (probabilities: ReadonlyMap<Token, number>, choice: Choice, random: () => number): Token | null => {
  const candidates = [...probabilities]
  const best = candidates[0]
  if (best === undefined) return null
  if (choice.temperature === 0) return best[0]
  const kept = nucleus(choice.topK === 0 ? candidates : candidates.slice(0, choice.topK), choice.topP).filter(
    ([, probability]) => probability >= choice.minP * best[1],
  )
  const weights = kept.map(([, probability]) => (probability / best[1]) ** (1 / choice.temperature))
  let rest = random() * weights.reduce((sum, weight) => sum + weight, 0)
  for (const [index, weight] of weights.entries()) {
    rest -= weight
    if (rest <= 0) return kept[index]?.[0] ?? best[0]
  }
  return best[0]
}

/** A small seeded generator (mulberry32): equal seeds give equal answers. */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

type Candidate = readonly [token: Token, probability: number]

const nucleus = (candidates: readonly Candidate[], topP: number): readonly Candidate[] => {
  const total = candidates.reduce((sum, [, probability]) => sum + probability, 0)
  let sum = 0
  const end = candidates.findIndex(([, probability]) => {
    sum += probability
    return sum >= topP * total
  })
  return end === -1 ? candidates : candidates.slice(0, end + 1)
}
