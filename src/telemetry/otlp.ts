/** OTLP/HTTP in its JSON form: opentelemetry.io/docs/specs/otlp, names as in opentelemetry-proto 1.x. */

export type AttributeValue = string | number | boolean | null | undefined

export type Span = {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | null
  readonly traceState: string | null
  readonly name: string
  readonly kind: 'server' | 'client'
  /** Epoch ms. */
  readonly start: number
  readonly end: number
  /** null and undefined are left out. */
  readonly attributes: Readonly<Record<string, AttributeValue>>
  /** What went wrong; null: nothing. */
  readonly error: string | null
}

const kinds = { server: 2, client: 3 } as const

/** Body of `POST /v1/traces`. */
export const tracesRequest = (
  spans: readonly Span[],
  resource: Readonly<Record<string, AttributeValue>>,
  version: string,
): string =>
  JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: attributesOf(resource) },
        scopeSpans: [{ scope: { name: 'lectern', version }, spans: spans.map(spanOf) }],
      },
    ],
  })

const spanOf = (span: Span) => ({
  traceId: span.traceId,
  spanId: span.spanId,
  ...(span.parentSpanId === null ? {} : { parentSpanId: span.parentSpanId }),
  ...(span.traceState === null ? {} : { traceState: span.traceState }),
  name: span.name,
  kind: kinds[span.kind],
  startTimeUnixNano: nanos(span.start),
  endTimeUnixNano: nanos(span.end),
  attributes: attributesOf(span.attributes),
  status: span.error === null ? {} : { code: 2, message: span.error },
})

/** 64-bit integers are strings in JSON. */
export const nanos = (ms: number): string => `${Math.round(ms)}000000`

export const attributesOf = (attributes: Readonly<Record<string, AttributeValue>>) =>
  Object.entries(attributes).flatMap(([key, value]) =>
    value === null || value === undefined ? [] : [{ key, value: anyValue(value) }],
  )

const anyValue = (value: string | number | boolean) =>
  typeof value === 'string'
    ? { stringValue: value }
    : typeof value === 'boolean'
      ? { boolValue: value }
      : Number.isInteger(value)
        ? { intValue: String(value) }
        : { doubleValue: value }
