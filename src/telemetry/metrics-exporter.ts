import type { Clock } from '../domain/clock.ts'
import type { Exposition } from './exposition.ts'
import type { Log } from './logger.ts'
import type { AttributeValue } from './otlp.ts'
import { type MetricPoint, metricsRequest } from './otlp-metrics.ts'

export type MetricsExporterDeps = {
  /** Asked anew for every round, point by point, so that nothing of size is ever held. */
  readonly collect: () => Iterable<MetricPoint>
  /** Sends one body to the collector; throws where it was not taken. */
  readonly post: (body: string) => Promise<void>
  readonly everyMs: number
  readonly resource: Readonly<Record<string, AttributeValue>>
  readonly version: string
  readonly clock: Clock
  readonly log: Log
}

/** Sends what has been counted, now and then. Nobody waits for it, and what was not taken needs no second try: the next round tells it all again. */
export type MetricsExporter = AsyncDisposable & { render(text: Exposition): void }

/** Points in one body: a round over thousands of deployments must not hold up calls. */
const mostPoints = 250
const sayAgainMs = 600_000
const lastWaitMs = 2_000

export function makeMetricsExporter(deps: MetricsExporterDeps): MetricsExporter {
  const { collect, post, everyMs, resource, version, clock, log } = deps
  const stop = new AbortController()
  let taken = 0
  let failed = 0
  let saidAt = Number.NEGATIVE_INFINITY

  const send = (points: readonly MetricPoint[]): Promise<void> => post(metricsRequest(points, resource, version, clock.now()))
  const round = async (): Promise<void> => {
    try {
      let points: MetricPoint[] = []
      for (const point of collect()) {
        points.push(point)
        if (points.length < mostPoints) continue
        await send(points)
        points = []
      }
      if (points.length > 0) await send(points)
      taken += 1
    } catch (error) {
      failed += 1
      if (clock.now() - saidAt < sayAgainMs) return
      saidAt = clock.now()
      log.warn({ failed, err: error }, 'the collector does not take metrics')
    }
  }
  const running = (async () => {
    while (!stop.signal.aborted) {
      await clock.sleep(everyMs, stop.signal).catch(() => {}) // aborted: what was counted until now is sent, then it ends
      await round()
    }
  })()

  return {
    render(text) {
      text.family('counter', 'lectern_metric_exports_total', 'Rounds of metrics, by whether the collector took all of them.', [
        [{ taken: 'yes' }, taken],
        [{ taken: 'no' }, failed],
      ])
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      // Whoever wants to close does not wait for a collector that is away.
      await Promise.race([running, clock.sleep(lastWaitMs).catch(() => {})])
    },
  }
}
