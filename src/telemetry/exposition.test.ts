import { describe, expect, it } from 'vitest'
import { Exposition } from './exposition.ts'
import { Histogram } from './histogram.ts'

describe('Prometheus text', () => {
  it('writes counters with escaped labels, and leaves empty families out', () => {
    const text = new Exposition()
    text.family('counter', 'lectern_x_total', 'Xs.', [[{ name: 'a"b\\c\nd' }, 3]])
    text.family('gauge', 'lectern_y', 'Ys.', [])
    expect(text.toString()).toBe(
      '# HELP lectern_x_total Xs.\n# TYPE lectern_x_total counter\nlectern_x_total{name="a\\"b\\\\c\\nd"} 3\n',
    )
  })

  it('writes histograms cumulatively', () => {
    const histogram = new Histogram([0.1, 1])
    for (const value of [0.05, 0.1, 0.5, 7]) histogram.observe(value)
    const text = new Exposition()
    text.histogram('h', 'H.', [[{}, histogram]])
    expect(text.toString().split('\n').slice(2, -1)).toEqual([
      'h_bucket{le="0.1"} 2',
      'h_bucket{le="1"} 3',
      'h_bucket{le="+Inf"} 4',
      'h_sum 7.65',
      'h_count 4',
    ])
  })
})
