import type { Exposition, Labels } from '../telemetry/exposition.ts'
import { conventional, durationBounds, firstTokenBounds, Histogram } from '../telemetry/histogram.ts'
import type { TokenUsage } from '../wires/wire.ts'
import type { Relay } from './relay.ts'
import type { Stopwatch } from './stopwatch.ts'

const addedBounds = [0.0001, 0.00025, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1] as const
const rateBounds = [1, 2, 5, 10, 20, 30, 50, 75, 100, 150, 200, 300, 500, 1000] as const

type Told = Pick<Relay, 'dispatched' | 'eventStream' | 'firstDataAt'>

/** How long what took. Adding to it allocates nothing. */
export class Timings {
  readonly added = new Histogram(addedBounds)
  readonly queued = new Histogram(durationBounds)
  readonly firstToken = new Histogram(firstTokenBounds)
  readonly tokenRate = new Histogram(rateBounds)
  readonly perOutputToken = new Histogram(conventional.perOutputToken)

  /** `startedAt` and `now` in epoch ms; `relay` null: nothing was sent. */
  observe(watch: Stopwatch, startedAt: number, now: number, relay: Told | null, usage: TokenUsage | null): void {
    this.queued.observe(watch.queuedMs / 1000)
    if (!relay?.dispatched) return
    this.added.observe(watch.ownMs / 1000)
    const { firstDataAt } = relay
    if (!relay.eventStream || firstDataAt === 0) return
    this.firstToken.observe((firstDataAt - startedAt) / 1000)
    // The first token is there when the clock starts.
    if (!usage || usage.outputTokens < 2 || now <= firstDataAt) return
    const seconds = (now - firstDataAt) / 1000
    this.tokenRate.observe((usage.outputTokens - 1) / seconds)
    this.perOutputToken.observe(seconds / (usage.outputTokens - 1))
  }
}

/** Of one deployment, however its calls are told apart. */
type Timed = { readonly labels: Labels; readonly timings: readonly Timings[] }

export function renderTimings(text: Exposition, meters: readonly Timed[]): void {
  const histogram = (name: string, help: string, bounds: readonly number[], of: (timings: Timings) => Histogram): void =>
    text.histogram(
      name,
      help,
      meters.map(({ labels, timings }) => [labels, Histogram.together(timings.map(of), bounds)]),
    )
  histogram(
    'lectern_added_latency_seconds',
    "The gateway's own time until a call leaves: without waiting for the caller's body, a place, or the model.",
    addedBounds,
    ({ added }) => added,
  )
  histogram('lectern_queue_time_seconds', 'Waiting for a place at a target.', durationBounds, ({ queued }) => queued)
  histogram(
    'lectern_time_to_first_token_seconds',
    'Streams: from the first byte in to the first piece of the answer out.',
    firstTokenBounds,
    ({ firstToken }) => firstToken,
  )
  histogram(
    'lectern_output_tokens_per_second',
    'Streams: output tokens after the first, by the time from the first piece to the end.',
    rateBounds,
    ({ tokenRate }) => tokenRate,
  )
}
