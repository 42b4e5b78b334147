import type { Route } from '../domain/route.ts'
import type { Exposition } from '../telemetry/exposition.ts'
import { durationBounds, Histogram } from '../telemetry/histogram.ts'
import type { Operation } from '../wires/operation.ts'
import type { TokenUsage } from '../wires/wire.ts'
import { type Series, SeriesSet } from './series.ts'
import { renderTimings } from './timings.ts'

const classes = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const

/** What is counted of one deployment while it serves one model. Plain numbers: a call allocates nothing here. */
export class Meter {
  readonly labels: Readonly<Record<string, string>>
  readonly byClass = new Float64Array(classes.length)
  /** Configurations of one deployment may share a model, and have it from several. */
  readonly #byProvider = new Map<string, SeriesSet>()
  /** Epoch ms: what it has counted, it has counted since then. */
  readonly startedAt: number
  cachedInputTokens = 0
  reasoningTokens = 0
  inFlight = 0
  upstreamErrors = 0
  hangUps = 0
  retries = 0

  constructor(route: Route, now: number) {
    this.startedAt = now
    this.labels = {
      deployment: route.deploymentId,
      name: route.name,
      resource_group: route.resourceGroup,
      model: route.modelName ?? '',
    }
  }

  /** Seconds; `firstByte` null where no answer came. */
  served(
    {
      status,
      provider,
      operation,
      error,
    }: { status: number; provider: string; operation: Operation | null; error: string | null },
    duration: number,
    firstByte: number | null,
    usage: TokenUsage | null,
  ): Series {
    const at = Math.min(4, Math.max(0, Math.floor(status / 100) - 1))
    this.byClass[at] = (this.byClass[at] as number) + 1
    let found = this.#byProvider.get(provider)
    if (!found) {
      found = new SeriesSet(provider)
      this.#byProvider.set(provider, found)
    }
    const series = found.of(operation, error)
    series.observe(duration, firstByte, usage)
    if (usage) {
      this.cachedInputTokens += usage.cachedInputTokens
      this.reasoningTokens += usage.reasoningTokens
    }
    return series
  }

  series(): Series[] {
    return [...this.#byProvider.values()].flatMap((each) => each.all())
  }
}

export type Meters = {
  of(route: Route): Meter
  /** A call refused before a deployment was known: unknown model, bad credential, broken body. */
  refused(dialect: string, status: number): void
  /** Forgets deployments that are gone. */
  keep(ids: (deploymentId: string) => boolean): void
  all(): Iterable<Meter>
  render(text: Exposition): void
}

export function makeMeters(now: () => number): Meters {
  const all = new Map<string, Meter>()
  const byRoute = new WeakMap<Route, Meter>()
  const refusals = new Map<string, number>()

  return {
    of(route) {
      const known = byRoute.get(route)
      if (known) return known
      const key = `${route.deploymentId} ${route.modelName ?? ''}`
      const meter = all.get(key) ?? new Meter(route, now())
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
    all: () => all.values(),
    render(text) {
      const meters = [...all.values()]
      const sampled = (value: (meter: Meter) => number) => meters.map((meter) => [meter.labels, value(meter)] as const)
      const together = (of: (series: Series) => Histogram) =>
        meters.map((meter) => [meter.labels, Histogram.together(meter.series().map(of), durationBounds)] as const)
      const summed = (of: (series: Series) => Histogram) =>
        sampled((meter) => meter.series().reduce((sum, each) => sum + of(each).sum, 0))
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
        together(({ duration }) => duration),
      )
      text.histogram(
        'lectern_time_to_first_byte_seconds',
        'From the first byte in to the first byte out.',
        together(({ firstByte }) => firstByte),
      )
      renderTimings(
        text,
        meters.map((meter) => ({ labels: meter.labels, timings: meter.series().map(({ timings }) => timings) })),
      )
      text.family(
        'counter',
        'lectern_input_tokens_total',
        'Input tokens, cached ones included.',
        summed(({ input }) => input),
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
        summed(({ output }) => output),
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
        'lectern_retries_total',
        'Attempts of calls after their first.',
        sampled((m) => m.retries),
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
