import type { Clock } from '../domain/clock.ts'
import type { Exposition } from './exposition.ts'
import type { Log } from './logger.ts'
import { type AttributeValue, type Span, tracesRequest } from './otlp.ts'

export type TraceExporterDeps = {
  /** Sends one body to the collector; throws where it was not taken. */
  readonly post: (body: string) => Promise<void>
  readonly resource: Readonly<Record<string, AttributeValue>>
  readonly version: string
  readonly clock: Clock
  readonly log: Log
}

/** Collects spans and sends them in batches. Nobody waits for it: what a collector does not take is dropped and counted. */
export type TraceExporter = AsyncDisposable & {
  add(span: Span): void
  render(text: Exposition): void
}

const everyMs = 2_000
const batch = 512
const longest = 4_096
const sayAgainMs = 60_000
const lastWaitMs = 2_000

export function makeTraceExporter({ post, resource, version, clock, log }: TraceExporterDeps): TraceExporter {
  const stop = new AbortController()
  let waiting: Span[] = []
  let exported = 0
  let dropped = 0
  let saidAt = Number.NEGATIVE_INFINITY

  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const spans = waiting.splice(0, batch)
      try {
        await post(tracesRequest(spans, resource, version))
        exported += spans.length
      } catch (error) {
        dropped += spans.length
        if (clock.now() - saidAt >= sayAgainMs) {
          saidAt = clock.now()
          log.warn({ dropped, err: error }, 'traces are dropped: the collector does not take them')
        }
        return
      }
    }
  }
  const running = (async () => {
    while (!stop.signal.aborted) {
      await clock.sleep(everyMs, stop.signal).catch(() => {})
      await flush()
    }
  })()

  return {
    add(span) {
      if (waiting.length < longest) waiting.push(span)
      else dropped += 1
    },
    render(text) {
      text.family('counter', 'lectern_trace_spans_exported_total', 'Spans that the collector took.', [[{}, exported]])
      text.family('counter', 'lectern_trace_spans_dropped_total', 'Spans that the collector did not take.', [[{}, dropped]])
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      // Whoever wants to close does not wait for a collector that is away.
      await Promise.race([running, clock.sleep(lastWaitMs).catch(() => {})])
      dropped += waiting.length
      waiting = []
    },
  }
}
