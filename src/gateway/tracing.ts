import type { IncomingMessage } from 'node:http'
import type { Failure } from '../domain/failure.ts'
import type { Route } from '../domain/route.ts'
import type { Exposition } from '../telemetry/exposition.ts'
import { readTraceparent, type TraceContext, writeTraceparent } from '../telemetry/trace-context.ts'
import type { TraceExporter } from '../telemetry/trace-exporter.ts'
import { operationOf } from '../wires/operation.ts'
import type { TokenUsage } from '../wires/wire.ts'
import { errorType } from './error-type.ts'
import type { Relay } from './relay.ts'

export type TracingDeps = {
  /** Closed with the tracing. */
  readonly exporter: TraceExporter
  /** Hex digits of so many random bytes. */
  readonly randomHex: (bytes: number) => string
  /** From 0 to below 1. */
  readonly random: () => number
  /** Share of the calls that is traced, where the caller has not decided. */
  readonly sampling: number
}

/** One call in its trace: a span for the call, and one below it for what a target was asked. */
export type CallTrace = {
  readonly traceId: string
  /** Puts our own span in as the parent of whatever the target does. `now` in epoch ms. */
  into(sent: string[], now: number): void
  ended(facts: CallFacts): void
}

export type TraceableCall = {
  readonly requestId: string
  readonly dialect: string
  /** Epoch ms. */
  readonly startedAt: number
  readonly resourceGroup: string | null
  readonly route: Route | null
  readonly relay: Pick<Relay, 'status' | 'eventStream' | 'firstByteAt'> | null
  readonly attempts: number
}

export type CallFacts = {
  readonly call: TraceableCall
  readonly request: IncomingMessage
  /** As called, without query. */
  readonly path: string
  readonly status: number
  readonly failure: Failure | null
  readonly usage: TokenUsage | null
  readonly now: number
}

export type Tracing = AsyncDisposable & {
  begin(request: IncomingMessage): CallTrace
  render(text: Exposition): void
}

/** Callers that trace are followed in what they decided, others are sampled. */
export function makeTracing({ exporter, randomHex, random, sampling }: TracingDeps): Tracing {
  return {
    begin(request) {
      const parent = readTraceparent(request.headers.traceparent)
      const state = request.headers['tracestate']
      const own: TraceContext = {
        traceId: parent?.traceId ?? randomHex(16),
        spanId: randomHex(8),
        sampled: parent ? parent.sampled : random() < sampling,
      }
      const below: TraceContext = { ...own, spanId: randomHex(8) }
      // Without a parent that we understand, its vendors' state speaks of another trace.
      const traceState = parent && typeof state === 'string' ? state : null
      let leftAt = 0
      return {
        traceId: own.traceId,
        into(sent, now) {
          leftAt ||= now
          remove(sent, 'traceparent')
          sent.push('traceparent', writeTraceparent(below))
          if (traceState === null) remove(sent, 'tracestate')
        },
        ended(facts) {
          if (!own.sampled) return
          const ids = { traceId: own.traceId, traceState }
          const error = facts.status >= 500 || facts.status === 499 ? (facts.failure?.message ?? `status ${facts.status}`) : null
          const { call, now } = facts
          exporter.add({
            ...ids,
            spanId: own.spanId,
            parentSpanId: parent?.spanId ?? null,
            name: `${facts.request.method} ${call.dialect}`,
            kind: 'server',
            start: call.startedAt,
            end: now,
            attributes: serverAttributes(facts),
            error,
          })
          if (leftAt === 0) return
          exporter.add({
            ...ids,
            spanId: below.spanId,
            parentSpanId: own.spanId,
            ...clientSpan(facts),
            kind: 'client',
            start: leftAt,
            end: now,
            error,
          })
        },
      }
    },
    render: (text) => exporter.render(text),
    [Symbol.asyncDispose]: () => exporter[Symbol.asyncDispose](),
  }
}

const serverAttributes = ({ call, request, path, status, failure }: CallFacts) => ({
  'http.request.method': request.method,
  'http.response.status_code': status,
  'url.path': path,
  'error.type': errorType(status, failure),
  'lectern.dialect': call.dialect,
  'lectern.request_id': call.requestId,
  'lectern.resource_group': call.resourceGroup,
  'lectern.deployment.id': call.route?.deploymentId,
  'lectern.deployment.name': call.route?.name,
})

/** OpenTelemetry's conventions for generative AI: what was asked of which model, and what it used. */
function clientSpan({ call, path, status, failure, usage }: CallFacts) {
  const { route, relay } = call
  const operation = operationOf(path)
  const model = route?.modelName ?? null
  return {
    name: [operation ?? 'call', model].filter(Boolean).join(' '),
    attributes: {
      'gen_ai.operation.name': operation,
      'gen_ai.provider.name': route ? (route.provider ?? route.executableId) : null,
      'gen_ai.request.model': model,
      'gen_ai.usage.input_tokens': usage?.inputTokens,
      'gen_ai.usage.output_tokens': usage?.outputTokens,
      'gen_ai.usage.cache_read.input_tokens': usage?.cachedInputTokens,
      'http.response.status_code': relay && relay.status > 0 ? relay.status : null,
      'error.type': errorType(status, failure),
      'lectern.deployment.id': route?.deploymentId,
      'lectern.model.version': route?.modelVersion,
      'lectern.streaming': relay?.eventStream,
      'lectern.attempts': call.attempts,
      'lectern.time_to_first_byte_ms': relay && relay.firstByteAt > 0 ? relay.firstByteAt - call.startedAt : null,
    },
  }
}

function remove(sent: string[], name: string): void {
  for (let at = sent.length - 2; at >= 0; at -= 2) if (sent[at] === name) sent.splice(at, 2)
}
