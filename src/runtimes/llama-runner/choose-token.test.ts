import type { Token } from 'node-llama-cpp'
import { expect, it } from 'vitest'
import { chooseToken, seededRandom } from './choose-token.ts'

const probabilities = new Map([0.5, 0.3, 0.15, 0.05].map((probability, token) => [token as Token, probability]))
const open = { temperature: 1, topK: 0, topP: 1, minP: 0 }

const shares = (choice: Partial<typeof open>): readonly number[] => {
  const random = seededRandom(1)
  const counts = [0, 0, 0, 0]
  for (let draw = 0; draw < 4000; draw++) {
    const token = chooseToken(probabilities, { ...open, ...choice }, random)
    if (token !== null) counts[token] = (counts[token] ?? 0) + 1 / 4000
  }
  return counts
}

it.each([
  { name: 'as probable as the model says', choice: {}, expected: [0.5, 0.3, 0.15, 0.05] },
  { name: 'only the best at temperature 0', choice: { temperature: 0 }, expected: [1, 0, 0, 0] },
  { name: 'nearly the best at a low temperature', choice: { temperature: 0.1 }, expected: [0.994, 0.006, 0, 0] },
  { name: 'evenly at a high one', choice: { temperature: 100 }, expected: [0.25, 0.25, 0.25, 0.25] },
  { name: 'from the top k', choice: { topK: 2 }, expected: [0.625, 0.375, 0, 0] },
  { name: 'from the nucleus', choice: { topP: 0.6 }, expected: [0.625, 0.375, 0, 0] },
  { name: 'from those near the best', choice: { minP: 0.31 }, expected: [0.625, 0.375, 0, 0] },
  { name: 'from the best when nothing else is left', choice: { topP: 0 }, expected: [1, 0, 0, 0] },
])('chooses $name', ({ choice, expected }) => {
  for (const [token, share] of shares(choice).entries()) expect(Math.abs(share - (expected[token] ?? 0))).toBeLessThan(0.04)
})

it('has nothing to choose from nothing', () => {
  expect(chooseToken(new Map(), open, () => 0)).toBeNull()
})

it('draws the same from the same seed', () => {
  const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed))
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
})
