import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'

/** A setting: the same name as flag, environment variable (`LECTERN_…`) and key of `lectern.yaml`. */
export type ConfigOption = {
  readonly key: string
  /** null for a secret: what stands on a command line is seen by everybody on the machine. */
  readonly flag: string | null
  readonly description: string
  readonly schema: z.ZodType
}

const port = z.coerce.number().int().min(0).max(65535)
const flag = z.union([z.boolean(), z.stringbool()])

/** Every setting there is. Flags of `lectern up`, its help, the environment and the file are all read through this table. */
export const configOptions = [
  { key: 'port', flag: '--port <number>', description: 'public port (0: any free one)', schema: port.default(8080) },
  { key: 'host', flag: '--host <address>', description: 'address to listen on', schema: z.string().min(1).default('127.0.0.1') },
  {
    key: 'dataDir',
    flag: '--data-dir <path>',
    description: 'where everything is kept',
    schema: z.string().min(1).default('./data'),
  },
  { key: 'demo', flag: '--no-demo', description: 'do not deploy the demo model', schema: flag.default(true) },
  {
    key: 'publicUrl',
    flag: '--public-url <url>',
    description: 'address under which callers reach this server (default: as they called it)',
    schema: z.url({ protocol: /^https?$/ }).optional(),
  },
  {
    key: 'databaseUrl',
    flag: '--database-url <url>',
    description: 'postgres://… (default: SQLite in the data directory)',
    schema: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  },
  {
    key: 'tls',
    flag: '--tls <mode>',
    description: 'self-signed: serve https with a certificate made here',
    schema: z.enum(['self-signed']).optional(),
  },
  {
    key: 'tlsCert',
    flag: '--tls-cert <file>',
    description: 'PEM certificate (chain) to serve https with',
    schema: z.string().optional(),
  },
  { key: 'tlsKey', flag: '--tls-key <file>', description: 'PEM key of the certificate', schema: z.string().optional() },
  {
    key: 'allowPrivate',
    flag: '--allow-private <yes|no>',
    description: 'may connections reach private addresses? (default: only while listening on loopback)',
    schema: flag.optional(),
  },
  {
    key: 'masterKey',
    flag: null,
    description: 'seals secrets; 32 bytes (default: a file in the data directory)',
    schema: z.base64().optional(),
  },
  {
    key: 'llamaServer',
    flag: '--llama-server <path>',
    description: 'llama-server program for GGUF models (default: on the PATH, else the built-in runner)',
    schema: z.string().optional(),
  },
  {
    key: 'hfEndpoint',
    flag: '--hf-endpoint <url>',
    description: 'model hub (default: HF_ENDPOINT, else the public one)',
    schema: z.url({ protocol: /^https?$/ }).optional(),
  },
  {
    key: 'catalogFile',
    flag: '--catalog-file <path>',
    description: 'own catalog entries (default: catalog.yaml in the data directory)',
    schema: z.string().optional(),
  },
  {
    key: 'drainSeconds',
    flag: '--drain-seconds <n>',
    description: 'how long a stop waits for calls in flight',
    schema: z.coerce.number().min(0).max(3600).default(30),
  },
  {
    key: 'startingSeconds',
    flag: '--starting-seconds <n>',
    description: 'how long a call waits for a deployment that is starting',
    schema: z.coerce.number().min(0).max(3600).default(60),
  },
  {
    key: 'idleSeconds',
    flag: '--idle-seconds <n>',
    description: 'silence after which an answering backend counts as dead',
    schema: z.coerce.number().min(1).max(86400).default(300),
  },
  {
    key: 'firstByteSeconds',
    flag: '--first-byte-seconds <n>',
    description: 'how long a backend may take until its first byte',
    schema: z.coerce.number().min(1).max(86400).default(600),
  },
  {
    key: 'maxBodyMb',
    flag: '--max-body-mb <n>',
    description: 'largest request body',
    schema: z.coerce.number().min(1).max(1024).default(64),
  },
  {
    key: 'ledgerDurability',
    flag: '--ledger-durability <os|disk>',
    description:
      'os: usage records survive the death of a process; disk: also a power cut (an answer ends when its record is on disk)',
    schema: z.enum(['os', 'disk']).default('os'),
  },
  {
    key: 'otlpEndpoint',
    flag: '--otlp-endpoint <url>',
    description: 'OpenTelemetry collector (OTLP over HTTP) that gets traces (default: OTEL_EXPORTER_OTLP_ENDPOINT, else none)',
    schema: z.url({ protocol: /^https?$/ }).optional(),
  },
  {
    key: 'traceSampling',
    flag: '--trace-sampling <share>',
    description: 'share of the calls that is traced where the caller has not decided, from 0 to 1',
    schema: z.coerce.number().min(0).max(1).default(1),
  },
  {
    key: 'logLevel',
    flag: '--log-level <level>',
    description: 'trace, debug, info, warn, error',
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  },
] as const satisfies readonly ConfigOption[]

/** Read by the command line's client commands, or by child processes; not settings of the server. */
const otherVariables = new Set([
  'LECTERN_API_KEY',
  'LECTERN_URL',
  'LECTERN_GROUP',
  'LECTERN_CHILD',
  'LECTERN_CONFIG',
  'LECTERN_OUTPUT',
])

type Key = (typeof configOptions)[number]['key']
type Settings = { [K in Key]: z.output<Extract<(typeof configOptions)[number], { key: K }>['schema']> }

/** All settings, defaulted and checked; what follows from several of them is worked out here once. */
export type Config = Omit<
  Settings,
  'databaseUrl' | 'tls' | 'tlsCert' | 'tlsKey' | 'allowPrivate' | 'hfEndpoint' | 'catalogFile' | 'otlpEndpoint' | 'traceSampling'
> & {
  readonly database: { readonly kind: 'sqlite'; readonly path: string } | { readonly kind: 'postgres'; readonly url: string }
  readonly tls:
    | { readonly kind: 'off' }
    | { readonly kind: 'self-signed' }
    | { readonly kind: 'files'; readonly cert: string; readonly key: string }
  readonly allowPrivate: boolean
  readonly hfEndpoint: string
  readonly hfToken: string | null
  readonly catalogFile: string
  /** Where traces go; null: calls are not traced. */
  readonly traces: {
    readonly url: string
    readonly headers: Readonly<Record<string, string>>
    readonly serviceName: string
    readonly sampling: number
  } | null
}

/** A wrong setting: the message is one line that names it. */
export class ConfigError extends Error {}

/** Flags beat the environment, the environment beats the file. `flags` holds only what was given. */
export function readConfig(flags: Readonly<Record<string, unknown>>, env: NodeJS.ProcessEnv, cwd: string): Config {
  const file = readFile(typeof flags['config'] === 'string' ? flags['config'] : env['LECTERN_CONFIG'], cwd)
  refuseUnknownVariables(env)
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
    if (!parsed.success)
      throw new ConfigError(`${from}: ${JSON.stringify(value)} is not usable: ${parsed.error.issues[0]?.message}`)
    settings[option.key] = parsed.data
  }
  return derive(settings as Settings, env, cwd)
}

function derive(settings: Settings, env: NodeJS.ProcessEnv, cwd: string): Config {
  const { databaseUrl, tls, tlsCert, tlsKey, allowPrivate, hfEndpoint, catalogFile, otlpEndpoint, traceSampling, ...rest } =
    settings
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw new ConfigError('--tls-cert and --tls-key belong together: give both')
  const dataDir = resolve(cwd, settings.dataDir)
  return {
    ...rest,
    dataDir,
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
    traces: tracesIn(otlpEndpoint, traceSampling, env),
  }
}

/** OpenTelemetry's own variables, as its SDKs read them: opentelemetry.io/docs/specs/otel/protocol/exporter. */
function tracesIn(endpoint: string | undefined, sampling: number, env: NodeJS.ProcessEnv): Config['traces'] {
  const own = endpoint === undefined ? env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] : undefined
  const base = endpoint ?? env['OTEL_EXPORTER_OTLP_ENDPOINT']
  const url = own || (base ? `${base.replace(/\/+$/, '')}/v1/traces` : null)
  if (url === null) return null
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw new ConfigError(`OTEL_EXPORTER_OTLP_ENDPOINT: ${JSON.stringify(url)} is no http or https URL`)
  const headers = (env['OTEL_EXPORTER_OTLP_TRACES_HEADERS'] ?? env['OTEL_EXPORTER_OTLP_HEADERS'] ?? '')
    .split(',')
    .flatMap((pair) => {
      const at = pair.indexOf('=')
      return at < 1 ? [] : [[pair.slice(0, at).trim().toLowerCase(), decoded(pair.slice(at + 1).trim())] as const]
    })
  return { url, headers: Object.fromEntries(headers), serviceName: env['OTEL_SERVICE_NAME'] || 'lectern', sampling }
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a percent sign that is meant as one
  }
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

function refuseUnknownVariables(env: NodeJS.ProcessEnv): void {
  const known = new Set([...configOptions.map((option) => variableOf(option.key)), ...otherVariables])
  const unknown = Object.keys(env).find((name) => name.startsWith('LECTERN_') && !known.has(name))
  if (unknown) throw new ConfigError(`${unknown} is not a setting; known are ${[...known].join(', ')}`)
}
