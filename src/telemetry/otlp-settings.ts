/** Where one kind of telemetry goes. `url` may be anything that was written there. */
export type OtlpTarget = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly serviceName: string
}

type Variables = Readonly<Record<string, string | undefined>>

/**
 * OpenTelemetry's own variables, as its SDKs read them: opentelemetry.io/docs/specs/otel/protocol/exporter. A configured
 * `endpoint` beats them. Null where none says where.
 */
export function otlpTarget(signal: 'traces' | 'metrics', endpoint: string | undefined, env: Variables): OtlpTarget | null {
  const name = signal.toUpperCase()
  const own = endpoint === undefined ? env[`OTEL_EXPORTER_OTLP_${name}_ENDPOINT`] : undefined
  const base = endpoint ?? env['OTEL_EXPORTER_OTLP_ENDPOINT']
  const url = own || (base ? `${base.replace(/\/+$/, '')}/v1/${signal}` : null)
  if (url === null) return null
  const headers = (env[`OTEL_EXPORTER_OTLP_${name}_HEADERS`] ?? env['OTEL_EXPORTER_OTLP_HEADERS'] ?? '')
    .split(',')
    .flatMap((pair) => {
      const at = pair.indexOf('=')
      return at < 1 ? [] : [[pair.slice(0, at).trim().toLowerCase(), decoded(pair.slice(at + 1).trim())] as const]
    })
  return { url, headers: Object.fromEntries(headers), serviceName: env['OTEL_SERVICE_NAME'] || 'lectern' }
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a percent sign that is meant as one
  }
}
