import type { TargetStrategy } from '../domain/deployment.ts'

/**
 * One of several targets, as a call finds it. `free`: it has a place; `busy`: all its places are taken; `out`: it has a place,
 * but was in trouble lately; `none`: this call has been there, or it has no place and is in trouble.
 */
export type Candidate = { readonly weight: number; readonly state: 'free' | 'busy' | 'out' | 'none' }

/**
 * Which of them a call goes to; null: it has to wait, or has been everywhere. Ordered: the first that is not out, and where its
 * places are taken the call waits for one. Weighted: by chance among those with a place. One that is out only where all are.
 * `random` is in [0, 1).
 */
export function chooseTarget(strategy: TargetStrategy, candidates: readonly Candidate[], random: number): number | null {
  const well = candidates.some(({ state, weight }) => isWell(state) && (strategy === 'ordered' || weight > 0))
  if (strategy === 'ordered') {
    const first = candidates.findIndex(({ state }) => (well ? isWell(state) : state === 'out'))
    return first === -1 || candidates[first]?.state === 'busy' ? null : first
  }
  return draw(candidates, well ? 'free' : 'out', random)
}

const isWell = (state: Candidate['state']): boolean => state === 'free' || state === 'busy'

function draw(candidates: readonly Candidate[], wanted: Candidate['state'], random: number): number | null {
  let sum = 0
  for (const { state, weight } of candidates) if (state === wanted) sum += weight
  let left = random * sum
  let last: number | null = null
  for (const [at, { state, weight }] of candidates.entries()) {
    if (state !== wanted || weight <= 0) continue
    last = at
    left -= weight
    if (left < 0) return at
  }
  // Rounding may leave a hair over.
  return last
}
