import { describe, expect, it } from 'vitest'
import { makeLatencyModel } from './latency-model.ts'

type Sample = readonly [rows: number, ms: number]

const modelOf = (...samples: readonly Sample[]) => {
  const model = makeLatencyModel(4)
  for (const [rows, ms] of samples) model.add(rows, ms)
  return model
}

describe('the latency model', () => {
  it('knows nothing at first', () => expect(modelOf().estimate(3)).toBeNull())
  it.each<[string, Sample[], number]>([
    [
      'a line through two sizes',
      [
        [1, 12],
        [11, 32],
      ],
      50,
    ],
    [
      'of one size, all belongs to the rows',
      [
        [2, 10],
        [2, 14],
      ],
      120,
    ],
    [
      'larger batches that took less: time does not shrink',
      [
        [1, 30],
        [10, 10],
      ],
      20,
    ],
    [
      'a line that would begin below nothing',
      [
        [1, 1],
        [2, 4],
      ],
      36,
    ],
    [
      'only the last few count',
      [
        [1, 999],
        [1, 3],
        [2, 5],
        [3, 7],
        [4, 9],
      ],
      41,
    ],
  ])('%s', (_, samples, at20) => expect(modelOf(...samples).estimate(20)).toBeCloseTo(at20, 5))
})
