import type { Route } from '../domain/route.ts'
import type { Exposition } from '../telemetry/exposition.ts'
import { durationBounds, Histogram } from '../telemetry/histogram.ts'
import type { TokenUsage } from '../wires/wire.ts'
import { renderTimings, Timings } from './timings.ts'

const classes = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const

/** What is counted of one deployment while it serves one model. Plain numbers: a call allocates nothing here. */
export class Meter {
  readonly labels: Readonly<Record<string, string>>
  readonly byClass = new Float64Array(classes.length)
  readonly duration = new Histogram(durationBounds)
  readonly firstByte = new Histogram(durationBounds)
  readonly timings = new Timings()
  inputTokens = 0
  cachedInputTokens = 0
  outputTokens = 0
  reasoningTokens = 0
  inFlight = 0
  upstreamErrors = 0
  hangUps = 0

  constructor(route: Route) {
    this.labels = {
      deployment: route.deploymentId,
      name: route.name,
      resource_group: route.resourceGroup,
      model: route.modelName ?? '',
    }
  }

  /** Seconds; `firstByte` null where no answer came. */
  served(status: number, duration: number, firstByte: number | null, usage: TokenUsage | null): void {
    const at = Math.min(4, Math.max(0, Math.floor(status / 100) - 1))
    this.byClass[at] = (this.byClass[at] as number) + 1
    this.duration.observe(duration)
    if (firstByte !== null) this.firstByte.observe(firstByte)
    if (!usage) return
    this.inputTokens += usage.inputTokens
    this.cachedInputTokens += usage.cachedInputTokens
    this.outputTokens += usage.outputTokens
    this.reasoningTokens += usage.reasoningTokens
  }
}

export type Meters = {
  of(route: Route): Meter
  /** A call refused before a deployment was known: unknown model, bad credential, broken body. */
  refused(dialect: string, status: number): void
  /** Forgets deployments that are gone. */
  keep(ids: (deploymentId: string) => boolean): void
  render(text: Exposition): void
}

export function makeMeters(): Meters {
  const all = new Map<string, Meter>()
  const byRoute = new WeakMap<Route, Meter>()
  const refusals = new Map<string, number>()

  return {
    of(route) {
      const known = byRoute.get(route)
      if (known) return known
      const key = `${route.deploymentId} ${route.modelName ?? ''}`
      const meter = all.get(key) ?? new Meter(route)
      all.set(key, meter)
      byRoute.set(route, meter)
      return meter
    },
    refused(dialect, status) {
      const key = `${dialect} ${status}`
      refusals.set(key, (refusals.get(key) ?? 0) + 1)
    },
    keep(ids) {
      for (const [key, meter] of all) if (!ids(meter.labels['deployment'] ?? '')) all.delete(key)
    },
    render(text) {
      const meters = [...all.values()]
      const sampled = (value: (meter: Meter) => number) => meters.map((meter) => [meter.labels, value(meter)] as const)
      text.family(
        'counter',
        'lectern_requests_total',
        'Calls by deployment and status class.',
        meters.flatMap((meter) =>
          classes.flatMap((name, at) =>
            meter.byClass[at] ? [[{ ...meter.labels, status: name }, meter.byClass[at]] as const] : [],
          ),
        ),
      )
      text.histogram(
        'lectern_request_duration_seconds',
        'From the first byte in to the last byte out.',
        meters.map((m) => [m.labels, m.duration]),
      )
      text.histogram(
        'lectern_time_to_first_byte_seconds',
        'From the first byte in to the first byte out.',
        meters.map((m) => [m.labels, m.firstByte]),
      )
      renderTimings(text, meters)
      text.family(
        'counter',
        'lectern_input_tokens_total',
        'Input tokens, cached ones included.',
        sampled((m) => m.inputTokens),
      )
      text.family(
        'counter',
        'lectern_cached_input_tokens_total',
        'Input tokens read from a cache.',
        sampled((m) => m.cachedInputTokens),
      )
      text.family(
        'counter',
        'lectern_output_tokens_total',
        'Output tokens, reasoning included.',
        sampled((m) => m.outputTokens),
      )
      text.family(
        'counter',
        'lectern_reasoning_tokens_total',
        'Reasoning tokens.',
        sampled((m) => m.reasoningTokens),
      )
      text.family(
        'gauge',
        'lectern_requests_in_flight',
        'Calls at a target now.',
        sampled((m) => m.inFlight),
      )
      text.family(
        'counter',
        'lectern_upstream_errors_total',
        'Calls that a provider or model server failed.',
        sampled((m) => m.upstreamErrors),
      )
      text.family(
        'counter',
        'lectern_hang_ups_total',
        'Calls that the caller left before their end.',
        sampled((m) => m.hangUps),
      )
      text.family(
        'counter',
        'lectern_refused_requests_total',
        'Calls refused before a deployment was known.',
        refusalSamples(refusals),
      )
    },
  }
}

const refusalSamples = (refusals: ReadonlyMap<string, number>) =>
  [...refusals].map(([key, count]) => {
    const [dialect = '', status = ''] = key.split(' ')
    return [{ dialect, status }, count] as const
  })
