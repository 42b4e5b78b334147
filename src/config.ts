import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { parse as parseYaml } from 'yaml'
import type { z } from 'zod'
import { type OidcKey, oidcIn } from './config-oidc.ts'
import { type ConfigOption, configOptions } from './config-options.ts'
import { referencesIn } from './config-references.ts'
import { issuesIn } from './domain/issues.ts'
import type { OidcSettings } from './domain/oidc-settings.ts'
import type { ReferenceSettings } from './domain/secret-reference.ts'
import { withoutSecrets } from './domain/without-secrets.ts'
import { type OtlpTarget, otlpTarget } from './telemetry/otlp-settings.ts'

/** Read by the command line's client commands, or by child processes; not settings of the server. */
const otherVariables = new Set(['API_KEY', 'URL', 'GROUP', 'CHILD', 'CONFIG', 'OUTPUT'].map((name) => `LECTERN_${name}`))

type Key = (typeof configOptions)[number]['key']
type Settings = { [K in Key]: z.output<Extract<(typeof configOptions)[number], { key: K }>['schema']> }

/** All settings, defaulted and checked; what follows from several of them is worked out here once. */
export type Config = Omit<
  Settings,
  | 'grpcPort'
  | 'databaseUrl'
  | 'tls'
  | 'tlsCert'
  | 'tlsKey'
  | 'allowPrivate'
  | 'hfEndpoint'
  | 'catalogFile'
  | 'otlpEndpoint'
  | 'otlpMetricsSeconds'
  | 'traceSampling'
  | 'smtpUrl'
  | 'smtpFrom'
  | OidcKey
> & {
  /** A port for gRPC alone; null: none. `required`: it was asked for. */
  readonly grpc: { readonly port: number; readonly required: boolean } | null
  readonly database: { readonly kind: 'sqlite'; readonly path: string } | { readonly kind: 'postgres'; readonly url: string }
  readonly tls:
    | { readonly kind: 'off' }
    | { readonly kind: 'self-signed' }
    | { readonly kind: 'files'; readonly cert: string; readonly key: string }
  readonly allowPrivate: boolean
  /** Where secrets of providers may be kept, if not here. */
  readonly references: ReferenceSettings
  /** The provider that people may sign in with; null: none. */
  readonly oidc: OidcSettings | null
  readonly hfEndpoint: string
  readonly hfToken: string | null
  readonly catalogFile: string
  /** Where traces go; null: calls are not traced. */
  readonly traces: (OtlpTarget & { readonly sampling: number }) | null
  /** null: mail cannot be sent. */
  readonly smtp: { readonly url: string; readonly from: string } | null
  /** Where metrics go; null: to whoever asks at /metrics only. */
  readonly metrics: (OtlpTarget & { readonly everyMs: number }) | null
}

/** A wrong setting: the message is one line that names it. */
export class ConfigError extends Error {}

/** Flags beat the environment, the environment beats the file. `flags` holds only what was given. */
export function readConfig(flags: Readonly<Record<string, unknown>>, env: NodeJS.ProcessEnv, cwd: string): Config {
  const file = readFile(typeof flags['config'] === 'string' ? flags['config'] : env['LECTERN_CONFIG'], cwd)
  const settings: Record<string, unknown> = {}
  for (const option of configOptions) {
    const variable = variableOf(option.key)
    const [value, from] =
      flags[option.key] !== undefined
        ? [flags[option.key], option.flag?.split(' ')[0] ?? option.key]
        : env[variable]
          ? [env[variable], variable]
          : [file.values[option.key], `${option.key} in ${file.path}`]
    const parsed = option.schema.safeParse(value)
    if (!parsed.success) throw new ConfigError(`${from}: ${troubleOf(option, value)}`)
    settings[option.key] = parsed.data
  }
  refuseUnknownVariables(env, settings['referenceEnvPrefix'] as string)
  return derive(settings as Settings, env, cwd)
}

/** What has no flag is a secret, and addresses may hold one. */
function troubleOf({ flag, schema, description }: ConfigOption, value: unknown): string {
  const shown = flag === null ? 'what was given' : withoutSecrets(JSON.stringify(value))
  const message = issuesIn(schema, value)[0]?.message.replace(/, got [\s\S]*$/, '') ?? ''
  // A pattern, or a choice of several forms: its own description says it better.
  const says = /^(must (?!match )|has )/.test(message) ? `it ${message}` : description
  return `${shown} is not usable: ${says}`
}

function derive(settings: Settings, env: NodeJS.ProcessEnv, cwd: string): Config {
  const { grpcPort, databaseUrl, tls, tlsCert, tlsKey, allowPrivate, hfEndpoint, catalogFile, ...others } = settings
  const { otlpEndpoint, otlpMetricsSeconds, traceSampling, smtpUrl, smtpFrom, ...rest } = others
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw new ConfigError('--tls-cert and --tls-key belong together: give both')
  if ((smtpUrl === undefined) !== (smtpFrom === undefined))
    throw new ConfigError('LECTERN_SMTP_URL and --smtp-from belong together: give both')
  const traces = otlpIn('traces', otlpEndpoint, env)
  const metrics = otlpIn('metrics', otlpEndpoint, env)
  const metricsSeconds = otlpMetricsSeconds ?? (env['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'] ? 60 : 0)
  if (otlpMetricsSeconds && !metrics) throw new ConfigError('--otlp-metrics-seconds needs a collector: give --otlp-endpoint, too')
  const dataDir = resolve(cwd, settings.dataDir)
  const refuse = (message: string): never => {
    throw new ConfigError(message)
  }
  return {
    ...rest,
    dataDir,
    references: referencesIn(settings, { dataDir, cwd, refuse }),
    oidc: oidcIn(settings, { cwd, refuse }),
    grpc: grpcOn(grpcPort, settings.port),
    database: databaseUrl ? { kind: 'postgres', url: databaseUrl } : { kind: 'sqlite', path: join(dataDir, 'lectern.db') },
    tls:
      tlsCert && tlsKey
        ? { kind: 'files', cert: resolve(cwd, tlsCert), key: resolve(cwd, tlsKey) }
        : tls
          ? { kind: 'self-signed' }
          : { kind: 'off' },
    allowPrivate: allowPrivate ?? isLoopback(settings.host),
    hfEndpoint: hfEndpoint ?? env['HF_ENDPOINT'] ?? 'https://huggingface.co',
    hfToken: env['HF_TOKEN'] ?? null,
    catalogFile: catalogFile ? resolve(cwd, catalogFile) : join(dataDir, 'catalog.yaml'),
    smtp: smtpUrl && smtpFrom ? { url: smtpUrl, from: smtpFrom } : null,
    traces: traces && { ...traces, sampling: traceSampling },
    metrics: metrics && metricsSeconds > 0 ? { ...metrics, everyMs: metricsSeconds * 1_000 } : null,
  }
}

/** Whoever wants any free port for the one does not want a known one for the other. */
function grpcOn(asked: number | 'off' | undefined, publicPort: number): Config['grpc'] {
  if (asked === undefined) {
    const usual = { port: usualGrpcPort, required: false }
    return publicPort === 0 || publicPort === usual.port ? null : usual
  }
  return asked === 'off' || (asked === publicPort && asked !== 0) ? null : { port: asked, required: true }
}

const usualGrpcPort = 8081

function otlpIn(signal: 'traces' | 'metrics', endpoint: string | undefined, env: NodeJS.ProcessEnv): OtlpTarget | null {
  const target = otlpTarget(signal, endpoint, env)
  if (target === null || /^https?:$/.test(URL.parse(target.url)?.protocol ?? '')) return target
  throw new ConfigError(`OTEL_EXPORTER_OTLP_ENDPOINT: ${JSON.stringify(target.url)} is no http or https URL`)
}

/** `dataDir` → `LECTERN_DATA_DIR` */
export const variableOf = (key: string): string => `LECTERN_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

function readFile(given: string | undefined, cwd: string): { path: string; values: Record<string, unknown> } {
  const path = resolve(cwd, given ?? 'lectern.yaml')
  if (!existsSync(path)) {
    if (given) throw new ConfigError(`--config: there is no file ${path}`)
    return { path, values: {} }
  }
  let values: unknown
  try {
    values = parseYaml(readFileSync(path, 'utf8')) ?? {}
  } catch (cause) {
    throw new ConfigError(`${path} is not YAML: ${cause instanceof Error ? cause.message.split('\n')[0] : cause}`)
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw new ConfigError(`${path} must hold keys and values`)
  const known = configOptions.map((option) => option.key as string)
  const unknown = Object.keys(values).find((key) => !known.includes(key))
  if (unknown) throw new ConfigError(`${path}: unknown key ${unknown}; known are ${known.join(', ')}`)
  return { path, values: values as Record<string, unknown> }
}

/** Variables that begin with `prefix` hold secrets that connections refer to: none of our settings may be among them. */
function refuseUnknownVariables(env: NodeJS.ProcessEnv, prefix: string): void {
  const known = new Set([...configOptions.map((option) => variableOf(option.key)), ...otherVariables])
  const own = [...known].find((name) => name.startsWith(prefix))
  if (own)
    throw new ConfigError(`--reference-env-prefix: ${own} begins with ${prefix}, and is none of those that connections may read`)
  const isOurs = (name: string) => name.startsWith('LECTERN_') && !name.startsWith(prefix)
  const unknown = Object.keys(env).find((name) => isOurs(name) && !known.has(name))
  if (unknown) throw new ConfigError(`${unknown} is not a setting; known are ${[...known].join(', ')}`)
}
