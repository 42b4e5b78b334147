import { describe, expect, it } from 'vitest'
import { Exposition } from '../telemetry/exposition.ts'
import { Stopwatch } from './stopwatch.ts'
import { renderTimings, Timings } from './timings.ts'

const usage = (outputTokens: number) => ({ inputTokens: 1, cachedInputTokens: 0, outputTokens, reasoningTokens: 0 })
const stream = { dispatched: true, eventStream: true, firstDataAt: 1_200 }

/** A call of which 3 ms are ours and 40 ms are in a queue, among what others take. */
const call = (): Stopwatch => {
  let now = 0
  const watch = new Stopwatch(() => now)
  now = 1
  watch.own()
  now = 501
  watch.others()
  now = 502
  watch.own()
  now = 542
  watch.queued()
  now = 543
  watch.own()
  now = 9_000
  watch.others()
  return watch
}

describe('timings', () => {
  it('tell our own time from that of queue, caller and model', () => {
    expect([call().ownMs, call().queuedMs]).toEqual([3, 40])
  })

  it('measure streams by their first piece and what came after', () => {
    const timings = new Timings()
    timings.observe(call(), 1_000, 2_200, stream, usage(51))
    expect([timings.added.sum, timings.queued.sum]).toEqual([0.003, 0.04])
    expect([timings.firstToken.sum, timings.tokenRate.sum, timings.perOutputToken.sum]).toEqual([0.2, 50, 0.02])
  })

  it.each([
    ['nothing was sent', null, usage(5), [1, 0, 0, 0]],
    ['it is no stream', { ...stream, eventStream: false }, usage(5), [1, 1, 0, 0]],
    ['nothing came', { ...stream, firstDataAt: 0 }, null, [1, 1, 0, 0]],
    ['one token came', stream, usage(1), [1, 1, 1, 0]],
    ['nobody counted', stream, null, [1, 1, 1, 0]],
  ])('leave out what was not there: %s', (_, relay, used, expected) => {
    const timings = new Timings()
    timings.observe(call(), 1_000, 2_200, relay, used)
    const count = (counts: Float64Array) => counts.reduce((sum, each) => sum + each, 0)
    const { queued, added, firstToken, tokenRate } = timings
    expect([queued, added, firstToken, tokenRate].map(({ counts }) => count(counts))).toEqual(expected)
  })

  it('are told with the labels of their deployment', () => {
    const timings = new Timings()
    timings.observe(call(), 1_000, 2_200, stream, usage(51))
    const text = new Exposition()
    renderTimings(text, [{ labels: { deployment: 'd1' }, timings: [timings, new Timings()] }])
    expect(text.toString()).toContain('lectern_added_latency_seconds_bucket{deployment="d1",le="0.005"} 1\n')
    expect(text.toString()).toContain('lectern_output_tokens_per_second_sum{deployment="d1"} 50\n')
  })
})
